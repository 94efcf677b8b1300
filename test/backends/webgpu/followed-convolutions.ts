import { Builder } from '../../../engine/ir/builder.ts';
import type { Graph, Value } from '../../../engine/ir/graph.ts';
import { f32, u32 } from '../../../engine/ir/types.ts';
import { relu, reluGradient, sigmoid } from '../../../engine/ops/activations.ts';
import { add } from '../../../engine/ops/add.ts';
import { concat } from '../../../engine/ops/concat.ts';
import { conv2d } from '../../../engine/ops/conv2d.ts';
import { conv2dInputGradient } from '../../../engine/ops/conv2d-input-gradient.ts';
import { dropoutMask } from '../../../engine/ops/dropout-mask.ts';
import { globalAveragePool } from '../../../engine/ops/global-average-pool.ts';
import { greater } from '../../../engine/ops/greater.ts';
import { matmul } from '../../../engine/ops/matmul.ts';
import { maxPool } from '../../../engine/ops/max-pool.ts';
import { mul } from '../../../engine/ops/mul.ts';
import type { ConvWindow } from '../../../engine/ops/shape/window.ts';
import { slice } from '../../../engine/ops/slice.ts';
import { transpose } from '../../../engine/ops/transpose.ts';

export const window: ConvWindow = { stride: [1, 1], dilation: [1, 1], pads: [1, 1, 1, 1], groups: 1 };
const point: ConvWindow = { ...window, pads: [0, 0, 0, 0] };

type Dims = readonly [number, number, number, number];
let names = 0;
export const given = (b: Builder, ...dims: readonly number[]): Value => b.input(`x${names++}`, f32(...dims));
export const conv = (b: Builder, x: Value, w: Dims, attrs: ConvWindow, bias = false): Value =>
  b.one(conv2d, attrs, x, given(b, ...w), ...(bias ? [given(b, w[0])] : []));

const dense = (b: Builder, rows: number, inner: number, columns: number): Value =>
  b.one(matmul, { transposeA: false, transposeB: false }, given(b, rows, inner), given(b, inner, columns));

export function graphOf(build: (b: Builder) => Value | readonly Value[]): Graph {
  const b = new Builder();
  for (const [i, value] of [build(b)].flat().entries()) b.output(`y${i}`, value);
  return b.build();
}

/** By what follows: the graph, ways that it is tried in, and the kernels that are left of it. */
export type Case = readonly [graph: Graph, ways: readonly string[], kernels: readonly string[]];

export const joinedInOne: Readonly<Record<string, Case>> = {
  'ReLU, one image of an odd map': [
    graphOf((b) => b.one(relu, {}, conv(b, given(b, 1, 5, 7, 5), [6, 5, 3, 3], window))),
    ['direct', 'quad 8', 'tile 32x64'],
    ['conv2d+'],
  ],
  'bias, addition, ReLU at stride 2': [
    graphOf((b) => {
      const y = conv(b, given(b, 2, 3, 7, 9), [17, 3, 3, 3], { ...window, stride: [2, 2] }, true);
      return b.one(relu, {}, b.one(add, {}, y, given(b, 2, 17, 4, 5)));
    }),
    ['direct', 'tile 16x128'],
    ['conv2d+'],
  ],
  'addition and ReLU of four neighbours at once': [
    graphOf((b) => {
      const y = conv(b, given(b, 2, 16, 6, 8), [20, 16, 1, 1], point, true);
      return b.one(relu, {}, b.one(add, {}, given(b, 2, 20, 6, 8), y));
    }),
    ['direct', 'quad 8', 'tile 16x128'],
    ['conv2d+'],
  ],
  'slope and shift a channel, in groups': [
    graphOf((b) => {
      const y = conv(b, given(b, 2, 8, 5, 6), [10, 4, 3, 3], { ...window, groups: 2 });
      return b.one(add, {}, b.one(mul, {}, y, given(b, 10, 1, 1)), given(b, 10, 1, 1));
    }),
    ['direct', 'tile 16x128'],
    ['conv2d+'],
  ],
  'a number an image and channel, after a depthwise one': [
    graphOf((b) => {
      const y = conv(b, given(b, 3, 6, 5, 7), [12, 1, 3, 3], { ...window, groups: 6 }, true);
      return b.one(add, {}, b.one(mul, {}, y, given(b, 3, 12, 1, 1)), given(b, 3, 12, 5, 7));
    }),
    ['depthwise', 'direct'],
    ['conv2d+'],
  ],
  'a number a position, and one for all': [
    graphOf((b) => {
      const y = conv(b, given(b, 2, 5, 4, 6), [8, 5, 1, 1], point);
      return b.one(mul, {}, b.one(add, {}, y, given(b, 4, 6)), given(b));
    }),
    ['direct', 'tile 16x128'],
    ['conv2d+'],
  ],
  'channels of a larger tensor': [
    graphOf((b) => {
      const some = { axes: [1], starts: [3], ends: [9], steps: [1] };
      const y = conv(b, given(b, 2, 5, 5, 3), [6, 5, 3, 3], window);
      return b.one(add, {}, y, b.one(slice, some, given(b, 2, 11, 5, 3)));
    }),
    ['direct', 'tile 32x64'],
    ['conv2d+'],
  ],
  'dropout, by the number of the element': [
    graphOf((b) => {
      const y = conv(b, given(b, 2, 4, 6, 6), [8, 4, 1, 1], point);
      const scalars = [b.input('seed', u32()), b.input('step', u32())];
      return b.one(mul, {}, y, b.one(dropoutMask, { dims: [2, 8, 6, 6], rate: 0.4, salt: 3 }, ...scalars));
    }),
    ['direct', 'tile 16x128'],
    ['dropoutMask', 'conv2d+'],
  ],
  'sums that are split: those who join them go on': [
    graphOf((b) => {
      const y = conv(b, given(b, 1, 48, 5, 4), [6, 48, 3, 3], window, true);
      return b.one(relu, {}, b.one(add, {}, y, given(b, 1, 6, 5, 4)));
    }),
    ['tile 16x128 split'],
    ['conv2d', 'conv2d'],
  ],
  'ReLU, in a place of a concat, whose last part reads the first': [
    graphOf((b) => {
      const x = given(b, 2, 4, 5, 4);
      const first = b.one(relu, {}, conv(b, x, [3, 4, 3, 3], window));
      const second = b.one(relu, {}, conv(b, x, [8, 4, 1, 1], point, true));
      const third = b.one(relu, {}, conv(b, first, [5, 3, 3, 3], window));
      return b.one(concat, { axis: 1 }, first, second, third);
    }),
    ['direct', 'tile 16x128'],
    ['conv2d+', 'conv2d+', 'conv2d', 'relu'],
  ],
};

/** An input gradient from dy to [n, c, h, w], plus another, masked by where y is positive. */
const gradient = (b: Builder, dims: Dims, w: Dims, dyDims: Dims, attrs: ConvWindow): Value => {
  const dx = b.one(conv2dInputGradient, { ...attrs, inputDims: dims }, given(b, ...dyDims), given(b, ...w));
  return b.one(reluGradient, {}, given(b, ...dims), b.one(add, {}, given(b, ...dims), dx));
};

export const gradients: Readonly<Record<string, Case>> = {
  'skip and mask, odd map': [
    graphOf((b) => gradient(b, [2, 9, 5, 7], [6, 9, 3, 3], [2, 6, 5, 7], window)),
    ['direct', 'tile 16x128'],
    ['conv2dInputGradient+'],
  ],
  'skip and mask at stride 2, a kernel an odd or even place': [
    graphOf((b) => gradient(b, [2, 4, 7, 6], [6, 4, 3, 3], [2, 6, 4, 3], { ...window, stride: [2, 2] })),
    ['direct', 'quad 8', 'tile 16x128'],
    Array.from({ length: 4 }, () => 'conv2dInputGradient+'),
  ],
  'skip and mask where a kernel of one does not reach': [
    graphOf((b) => gradient(b, [2, 4, 5, 6], [6, 4, 1, 1], [2, 6, 3, 3], { ...point, stride: [2, 2] })),
    ['direct', 'tile 16x128'],
    Array.from({ length: 4 }, () => 'conv2dInputGradient+'),
  ],
  'skip and mask of two groups': [
    graphOf((b) => gradient(b, [1, 8, 4, 4], [12, 4, 3, 3], [1, 12, 4, 4], { ...window, groups: 2 })),
    ['direct', 'tile 16x128'],
    ['conv2dInputGradient+'],
  ],
};

/** Dense layers: bias, another matrix, one for all; odd and even rows of the result. */
export const products: Readonly<Record<string, Case>> = {
  'bias and ReLU of a dense layer': [
    graphOf((b) => b.one(relu, {}, b.one(add, {}, dense(b, 5, 12, 7), given(b, 7)))),
    ['direct', 'tile 16x128'],
    ['matmul+'],
  ],
  'four neighbours at once: mask and skip': [
    graphOf((b) => b.one(reluGradient, {}, given(b, 6, 8), b.one(add, {}, given(b, 6, 8), dense(b, 6, 12, 8)))),
    ['direct', 'quad 8', 'tile 16x128'],
    ['matmul+'],
  ],
  'dropout of a dense layer, by the number of the element': [
    graphOf((b) => {
      const scalars = [b.input('seed', u32()), b.input('step', u32())];
      return b.one(mul, {}, dense(b, 5, 12, 8), b.one(dropoutMask, { dims: [5, 8], rate: 0.4, salt: 3 }, ...scalars));
    }),
    ['direct', 'tile 16x128'],
    ['dropoutMask', 'matmul+'],
  ],
  'sums of a dense layer, which are joined with its bias': [
    graphOf((b) => b.one(relu, {}, b.one(add, {}, dense(b, 2, 640, 6), given(b, 6)))),
    ['tile 16x128'],
    ['matmul', 'matmul'],
  ],
  'parts of a row, which a kernel puts there': [
    graphOf((b) => {
      const parts = [4, 6].map((units) => b.one(relu, {}, dense(b, 3, 8, units)));
      return b.one(concat, { axis: 1 }, ...parts);
    }),
    ['direct'],
    ['matmul', 'relu', 'matmul', 'relu'],
  ],
};

/** Those whose number must lie in memory, or that have something else to wait for. */
export const apart: Readonly<Record<string, Case>> = {
  'a result that is read twice is stored': [
    graphOf((b) => {
      const y = conv(b, given(b, 2, 4, 5, 5), [6, 4, 3, 3], window);
      return [y, b.one(relu, {}, y)];
    }),
    ['direct'],
    ['conv2d', 'relu'],
  ],
  'a formula that is read twice is stored once': [
    graphOf((b) => {
      const y = b.one(relu, {}, conv(b, given(b, 2, 4, 5, 5), [4, 4, 3, 3], window));
      return b.one(add, {}, y, conv(b, y, [4, 4, 1, 1], point));
    }),
    ['direct'],
    ['conv2d+', 'conv2d+'],
  ],
  'of two that are added, the last goes on': [
    graphOf((b) => {
      const x = given(b, 2, 4, 5, 5);
      const [left, right] = [3, 1].map((side) =>
        conv(b, x, [6, 4, side, side], side === 3 ? window : point, side === 3),
      );
      return b.one(relu, {}, b.one(add, {}, b.one(relu, {}, left!), right!));
    }),
    ['direct'],
    ['conv2d', 'conv2d+'],
  ],
  'what is made by another kernel meanwhile is waited for': [
    graphOf((b) => {
      const x = given(b, 2, 4, 6, 6);
      const y = conv(b, x, [4, 4, 3, 3], window);
      const pooled = b.one(maxPool, { kernel: [3, 3], stride: [1, 1], pads: [1, 1, 1, 1], ceil: false }, x);
      return b.one(add, {}, y, pooled);
    }),
    ['direct'],
    ['maxPool', 'conv2d+'],
  ],
  'an operand that lies transposed': [
    graphOf((b) => {
      const y = conv(b, given(b, 2, 4, 5, 3), [6, 4, 3, 3], window);
      return b.one(add, {}, y, b.one(transpose, { perm: [0, 1, 3, 2] }, given(b, 2, 6, 3, 5)));
    }),
    ['direct'],
    ['conv2d', 'add'],
  ],
  'more operands than a kernel binds': [
    graphOf((b) => {
      const y = conv(b, given(b, 2, 4, 5, 3), [6, 4, 3, 3], window, true);
      return Array.from({ length: 6 }, () => given(b, 2, 6, 5, 3)).reduce((sum, v) => b.one(add, {}, sum, v), y);
    }),
    ['direct'],
    ['conv2d+', 'add'],
  ],
  'no number that results': [
    graphOf((b) => {
      const y = conv(b, given(b, 2, 4, 5, 3), [6, 4, 3, 3], window);
      return b.one(greater, {}, y, given(b, 2, 6, 5, 3));
    }),
    ['direct'],
    ['conv2d', 'greater'],
  ],
  'a gate that is stretched over a map': [
    graphOf((b) => {
      const x = given(b, 2, 6, 4, 4);
      const wide = conv(b, x, [6, 6, 3, 3], window);
      const gate = b.one(sigmoid, {}, conv(b, b.one(globalAveragePool, {}, x), [6, 6, 1, 1], point));
      return b.one(mul, {}, wide, gate);
    }),
    ['direct'],
    ['globalAveragePool', 'conv2d', 'conv2d+', 'mul'],
  ],
  'a state, before weights change': [
    graphOf((b) => {
      const spec = { initial: { kind: 'constant', value: 0 }, role: 'weight', decays: true } as const;
      const [w, last] = [b.state('w', f32(4, 4, 3, 3), spec), b.state('last', f32(2, 4, 5, 5), spec)];
      const y = b.one(conv2d, window, given(b, 2, 4, 5, 5), w);
      b.assign('w', b.one(mul, {}, w, w));
      b.assign('last', b.one(add, {}, y, last));
      return b.one(relu, {}, last);
    }),
    ['direct'],
    ['relu', 'conv2d', 'mul', 'add'],
  ],
};
