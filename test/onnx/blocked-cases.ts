import type { ConvWindow, PoolWindow } from '../../engine/ops/shape/window.ts';
import { windowCount } from '../../engine/ops/shape/window.ts';
import { normal, of } from '../ops/cases/make.ts';
import type { OpCase } from '../ops/cases.ts';

type Four = readonly [number, number, number, number];

interface Conv extends Partial<ConvWindow> {
  readonly name: string;
  readonly x: Four;
  readonly w: Four;
}

/** Channels in whole blocks of 16, so that every fast lowering takes them; spatially awkward. */
const convolutions: readonly Conv[] = [
  { name: '3×3 same', x: [2, 16, 7, 5], w: [32, 16, 3, 3], pads: [1, 1, 1, 1] },
  { name: '3×3 same, a batch of lanes', x: [16, 16, 5, 6], w: [16, 16, 3, 3], pads: [1, 1, 1, 1] },
  { name: '3×3 same, more than 8 images', x: [9, 16, 4, 5], w: [16, 16, 3, 3], pads: [1, 1, 1, 1] },
  { name: '1×1', x: [3, 32, 5, 3], w: [16, 32, 1, 1] },
  { name: '1×1, many weights', x: [2, 160, 3, 3], w: [112, 160, 1, 1] },
  { name: '1×1 stride 2, odd input', x: [2, 16, 7, 5], w: [16, 16, 1, 1], stride: [2, 2] },
  { name: '1×1 stride 2, even input', x: [16, 16, 8, 6], w: [32, 16, 1, 1], stride: [2, 2] },
  { name: '3×3 stride 2, odd input', x: [2, 16, 9, 7], w: [16, 16, 3, 3], stride: [2, 2], pads: [1, 1, 1, 1] },
  { name: '3×3 stride 2, even input', x: [16, 16, 8, 6], w: [16, 16, 3, 3], stride: [2, 2], pads: [1, 1, 1, 1] },
  { name: '3×3 stride 2, same upper', x: [1, 16, 8, 6], w: [16, 16, 3, 3], stride: [2, 2], pads: [0, 0, 1, 1] },
  { name: '3×3 valid stride 2, last row unread', x: [1, 16, 8, 6], w: [16, 16, 3, 3], stride: [2, 2] },
  { name: '3×3 valid', x: [2, 16, 6, 9], w: [16, 16, 3, 3] },
  { name: '5×5 same', x: [2, 16, 7, 7], w: [16, 16, 5, 5], pads: [2, 2, 2, 2] },
  { name: '1×7 row', x: [1, 16, 5, 9], w: [16, 16, 1, 7], pads: [0, 3, 0, 3] },
  { name: '7×1 column', x: [1, 16, 9, 5], w: [16, 16, 7, 1], pads: [3, 0, 3, 0] },
  { name: '2×2 even kernel, pads at the end', x: [2, 16, 5, 5], w: [16, 16, 2, 2], pads: [0, 0, 1, 1] },
  { name: 'asymmetric, unequal strides', x: [1, 16, 7, 9], w: [16, 16, 3, 2], stride: [2, 3], pads: [2, 0, 1, 1] },
  { name: 'stride 3 beyond the kernel', x: [1, 16, 10, 11], w: [16, 16, 2, 2], stride: [3, 3] },
  { name: 'dilation 2', x: [1, 16, 9, 7], w: [16, 16, 3, 3], dilation: [2, 2], pads: [2, 2, 2, 2] },
  {
    name: 'dilation 3×1, stride 2',
    x: [1, 16, 11, 7],
    w: [16, 16, 3, 3],
    stride: [2, 2],
    dilation: [3, 1],
    pads: [3, 1, 3, 1],
  },
  { name: 'pads wider than the kernel', x: [1, 16, 3, 3], w: [16, 16, 2, 2], pads: [3, 3, 3, 3] },
  { name: 'whole-input kernel', x: [2, 16, 5, 4], w: [16, 16, 5, 4] },
  { name: 'stem 3×3', x: [2, 3, 7, 9], w: [16, 3, 3, 3], pads: [1, 1, 1, 1] },
  { name: 'stem 3×3, one channel, lanes', x: [16, 1, 5, 5], w: [16, 1, 3, 3], pads: [1, 1, 1, 1] },
  { name: 'stem 7×7 stride 2', x: [1, 3, 15, 13], w: [32, 3, 7, 7], stride: [2, 2], pads: [3, 3, 3, 3] },
  { name: 'stem valid, dilation 2', x: [2, 5, 9, 8], w: [16, 5, 3, 3], dilation: [2, 2] },
  { name: '24 channels in: not blocked', x: [1, 24, 5, 5], w: [16, 24, 3, 3], pads: [1, 1, 1, 1] },
];

const convCases: readonly OpCase[] = convolutions.flatMap(({ name, x, w, ...given }, i) => {
  const attrs: ConvWindow = { stride: [1, 1], dilation: [1, 1], pads: [0, 0, 0, 0], groups: 1, ...given };
  const along = (axis: 0 | 1): number =>
    windowCount(
      x[axis + 2]!,
      w[axis + 2]!,
      attrs.stride[axis],
      attrs.dilation[axis],
      attrs.pads[axis],
      attrs.pads[axis + 2]!,
    );
  const dy: Four = [x[0], w[0], along(0), along(1)];
  return [
    of('conv2d', name, 7000 + i, attrs, normal(...x), normal(...w)),
    of('conv2d', `${name}, bias`, 7100 + i, attrs, normal(...x), normal(...w), normal(w[0])),
    of('conv2dInputGradient', name, 7200 + i, { ...attrs, inputDims: x }, normal(...dy), normal(...w)),
    of('conv2dWeightGradient', name, 7300 + i, { ...attrs, weightDims: w }, normal(...x), normal(...dy)),
  ];
});

interface Pool extends Partial<PoolWindow> {
  readonly name: string;
  readonly size: readonly [number, number];
}

const pools: readonly Pool[] = [
  { name: '2×2 stride 2', size: [6, 8] },
  { name: '2×2 stride 2, odd input', size: [7, 5] },
  { name: '2×2 stride 2, odd input, ceil', size: [7, 5], ceil: true },
  { name: '3×3 stride 2 padded', size: [8, 6], kernel: [3, 3], pads: [1, 1, 1, 1] },
  { name: '3×3 stride 2 ceil', size: [8, 7], kernel: [3, 3], ceil: true },
  { name: '3×3 stride 1 same', size: [5, 6], kernel: [3, 3], stride: [1, 1], pads: [1, 1, 1, 1] },
  { name: 'asymmetric, unequal strides', size: [7, 9], kernel: [3, 2], stride: [2, 3], pads: [1, 0, 0, 1] },
];

const poolCases: readonly OpCase[] = pools.flatMap(({ name, size, ...given }, i) => {
  const attrs: PoolWindow = { kernel: [2, 2], stride: [2, 2], pads: [0, 0, 0, 0], ceil: false, ...given };
  const along = (axis: 0 | 1): number =>
    windowCount(
      size[axis],
      attrs.kernel[axis],
      attrs.stride[axis],
      1,
      attrs.pads[axis],
      attrs.pads[axis + 2]!,
      attrs.ceil,
    );
  const x: Four = [2, 16, ...size];
  const y: Four = [2, 16, along(0), along(1)];
  const tied = { ...normal(...x), source: { kind: 'whole' as const, below: 4 } };
  const derived = { ...normal(...y), source: { kind: 'derived' as const, op: 'maxPool' as const, of: [0], output: 0 } };
  const counted = { ...attrs, countIncludePad: true };
  const real = { ...attrs, countIncludePad: false };
  return [
    of('maxPool', name, 7400 + i, attrs, normal(...x)),
    of('maxPoolGradient', name, 7500 + i, attrs, normal(...x), derived, normal(...y)),
    of('maxPoolGradient', `${name}, ties`, 7600 + i, attrs, tied, derived, normal(...y)),
    of('averagePool', name, 7700 + i, counted, normal(...x)),
    of('averagePool', `${name}, real elements`, 7750 + i, real, normal(...x)),
    of('averagePoolGradient', name, 7800 + i, { ...counted, inputDims: x }, normal(...y)),
    of('averagePoolGradient', `${name}, real elements`, 7850 + i, { ...real, inputDims: x }, normal(...y)),
  ];
});

const channels = (c: number) => [normal(c), normal(c)] as const;

export const blockedCases: readonly OpCase[] = [
  ...convCases,
  ...poolCases,
  of('batchNormTrain', '32 channels', 7900, { epsilon: 1e-5 }, normal(3, 32, 5, 3), ...channels(32)),
  of(
    'batchNormTrainGradient',
    '32 channels',
    7901,
    { epsilon: 1e-5 },
    normal(3, 16, 5, 3),
    normal(3, 16, 5, 3),
    normal(16),
    { ...normal(16), source: { kind: 'values', values: Array(16).fill(0.1) } },
    { ...normal(16), source: { kind: 'values', values: Array(16).fill(1.2) } },
  ),
  of('globalAveragePool', '16 channels', 7910, {}, normal(2, 16, 5, 3)),
  of('concat', 'blocks of channels', 7911, { axis: 1 }, normal(2, 16, 3, 5), normal(2, 32, 3, 5)),
  of('slice', 'blocks of channels', 7912, { axes: [1], starts: [16], ends: [48], steps: [1] }, normal(2, 64, 3, 5)),
  of('expand', 'pixel to map', 7913, { dims: [2, 16, 3, 5] }, normal(2, 16, 1, 1)),
  of('reduceSum', 'all but channels', 7914, { axes: [0, 2, 3], keepDims: false }, normal(2, 16, 3, 5)),
  of('reduceSum', 'planes', 7915, { axes: [2, 3], keepDims: true }, normal(2, 16, 3, 5)),
  of('reluGradient', '16 channels', 7916, {}, normal(2, 16, 3, 5), normal(2, 16, 3, 5)),
  of(
    'reluGradient',
    'zeros of y',
    7919,
    {},
    { ...normal(2, 16, 3, 5), source: { kind: 'whole', below: 3 } },
    normal(2, 16, 3, 5),
  ),
  of('silu', '16 channels', 7917, {}, normal(2, 16, 3, 5)),
  of('add', '16 channels', 7918, {}, normal(2, 16, 3, 5), normal(2, 16, 3, 5)),
];
