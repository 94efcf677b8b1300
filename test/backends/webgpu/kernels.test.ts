import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Target } from '../../../engine/backends/webgpu/lower/choices.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { Builder } from '../../../engine/ir/builder.ts';
import type { Graph, Value } from '../../../engine/ir/graph.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { relu } from '../../../engine/ops/activations.ts';
import { add } from '../../../engine/ops/add.ts';
import { batchNormTrain } from '../../../engine/ops/batch-norm-train.ts';
import { concat } from '../../../engine/ops/concat.ts';
import { conv2d } from '../../../engine/ops/conv2d.ts';
import { conv2dWeightGradient } from '../../../engine/ops/conv2d-weight-gradient.ts';
import { mul } from '../../../engine/ops/mul.ts';
import { reduceSum } from '../../../engine/ops/reduce-sum.ts';
import { reshape } from '../../../engine/ops/reshape.ts';
import { sqrt } from '../../../engine/ops/sqrt.ts';
import { sumOfSquares } from '../../../engine/ops/sum-of-squares.ts';
import { caseGraph } from '../../onnx/run-case.ts';
import { wideConvolutionCases } from '../../ops/cases/convolutions.ts';
import { wideProductCases } from '../../ops/cases/data.ts';
import { opCases } from '../../ops/cases.ts';
import { gradientsOf } from './both-gradients.ts';
import { normedGradient } from './normed-gradients.ts';

const target: Target = { busy: 512, lanes: 4, workgroupBytes: 2 ** 15, software: false, mostBytes: 2 ** 30 };
const folder = join(import.meta.dirname, '../../../engine/backends/webgpu/kernels');
/** By kernel file: cases of ops, and the way that they are computed in. */
const texts: Readonly<Record<string, readonly (readonly [kind: string, name: string, way?: string])[]>> = {
  beside: [["a convolution's gradients", 'both', 'tile 32x64']],
  'conv-depthwise': [['conv2d', 'depthwise', 'depthwise']],
  'conv-direct': [['conv2d', '3×3 same', 'direct']],
  'conv-quad': [['conv2d', '1×1 stride 2, odd input', 'quad 8']],
  'conv-tile': [
    ['conv2d', '3×3, 32 to 20 channels, batch 1', 'tile 32x64'],
    ['conv2d', '7×7 stride 2 stem, wide', 'tile 16x128'],
    ['conv2d', '1×1, 20 to 33 channels', 'tile 64x64'],
    ['conv2d', '3×3, 32 to 20 channels, batch 1', 'tile 128x128'],
    ['conv2d', '5×4 without padding, bias', 'tile 32x64 split'],
  ],
  'conv-weight-columns': [['conv2dWeightGradient', '3×3 same', 'columns']],
  moments: [['conv2d and batchNormTrain', 'statistics of its result', 'tile 32x64']],
  'conv-weight-depthwise': [['conv2dWeightGradient', 'depthwise', 'depthwise']],
  'conv-weight-quad': [['conv2dWeightGradient', '3×3 same', 'quad']],
  'conv-weight-tile': [['conv2dWeightGradient', '3×3, 17 to 37 channels', 'tile 32x64']],
  epilogue: [
    ['conv2d, addition and ReLU', 'of any map', 'direct'],
    ['conv2d, addition and ReLU', 'of any map', 'tile 32x64'],
    ['conv2d, addition and ReLU, 1×1', 'of four neighbours at once', 'tile 32x64'],
  ],
  'gradient-sums': [
    ["a convolution's input gradient and batchNormTrainGradient", 'sums of what is stored', 'tile 16x128'],
  ],
  joins: [['two weight gradients', 'joined at once', 'columns']],
  map: [['hardSwishGradient', '']],
  'matmul-direct': [['matmul', 'plain', 'direct']],
  'matmul-tile': [
    ['matmul', 'wide', 'tile 32x64'],
    ['matmul', 'wide, B transposed', 'tile 64x64'],
  ],
  'local-response-norm': [
    ['localResponseNorm', ''],
    ['localResponseNormGradient', ''],
  ],
  pool: [
    ['maxPool', '3×3 stride 2 padded'],
    ['averagePool', '3×3 stride 1 same'],
  ],
  'pool-gradient': [
    ['maxPoolGradient', '3×3 stride 2 padded, several runs'],
    ['maxPoolGradient', '17×19'],
    ['averagePoolGradient', '2×2 stride 2, odd input'],
  ],
  reduce: [
    ['reduceMean', 'all but channels'],
    ['batchNormTrainGradient', 'odd map'],
  ],
  rows: [
    ['softmaxCrossEntropy', ''],
    ['softmaxCrossEntropyGradient', ''],
    ['topKCorrect', ''],
  ],
  statistics: [['batchNormTrain', 'odd map']],
  segments: [['sums of squares', 'of a weight and a map, and of a vector']],
  vectors: [['a row of metrics', 'from numbers and vectors']],
};

/** Of several ops. */
const graphs: Readonly<Record<string, Graph>> = {
  'conv2d and batchNormTrain': normed(),
  'conv2d, addition and ReLU': followed(3),
  'conv2d, addition and ReLU, 1×1': followed(1),
  "a convolution's input gradient and batchNormTrainGradient": normedGradient({
    dims: [2, 20, 7, 5],
    weight: [8, 20, 3, 3],
    result: [2, 8, 7, 5],
    window: { stride: [1, 1], dilation: [1, 1], pads: [1, 1, 1, 1], groups: 1 },
    skips: 0,
    masked: true,
    norms: 1,
  }),
  "a convolution's gradients": gradientsOf({ x: [2, 20, 7, 5], w: [24, 20, 3, 3], y: [2, 24, 7, 5] }),
  'two weight gradients': gradients(),
  'sums of squares': sums(),
  'a row of metrics': metrics(),
};

function normed(): Graph {
  const b = new Builder();
  const attrs = { stride: [1, 1], dilation: [1, 1], pads: [0, 0, 0, 0], groups: 1 } as const;
  const y = b.one(conv2d, attrs, b.input('x', f32(2, 16, 7, 5)), b.input('w', f32(20, 16, 1, 1)));
  const [normal] = b.apply(batchNormTrain, { epsilon: 1e-5 }, [y, b.input('gamma', f32(20)), b.input('beta', f32(20))]);
  b.output('y', normal!);
  return b.build();
}

function followed(side: 1 | 3): Graph {
  const b = new Builder();
  const pad = (side - 1) / 2;
  const attrs = { stride: [1, 1], dilation: [1, 1], pads: [pad, pad, pad, pad], groups: 1 } as const;
  const columns = side === 1 ? 8 : 5;
  const operands = [b.input('x', f32(2, 16, 7, columns)), b.input('w', f32(20, 16, side, side)), b.input('b', f32(20))];
  const sum = b.one(add, {}, b.one(conv2d, attrs, ...operands), b.input('skip', f32(2, 20, 7, columns)));
  b.output('y', b.one(relu, {}, sum));
  return b.build();
}

function gradients(): Graph {
  const b = new Builder();
  for (const filters of [4, 8]) {
    const window = {
      stride: [1, 1],
      dilation: [1, 1],
      pads: [0, 0, 0, 0],
      groups: 1,
      weightDims: [filters, 16, 1, 1],
    } as const;
    const [x, dy] = [b.input(`x${filters}`, f32(2, 16, 7, 5)), b.input(`dy${filters}`, f32(2, filters, 7, 5))];
    b.output(`dw${filters}`, b.one(conv2dWeightGradient, window, x, dy));
  }
  return b.build();
}

function stacked(b: Builder, ...parts: readonly Value[]): Value {
  return b.one(concat, { axis: 0 }, ...parts);
}

function sums(): Graph {
  const b = new Builder();
  const [x, map] = [b.input('x', f32(4099)), b.input('map', f32(2, 5, 7, 7))];
  const sum = b.one(reduceSum, { axes: [0], keepDims: false }, b.one(mul, {}, x, b.input('rate', f32())));
  const all = [sum, ...[x, map].map((v) => b.one(sumOfSquares, {}, v))];
  b.output('sums', stacked(b, ...all.map((s) => b.one(reshape, { dims: [1] }, s))));
  return b.build();
}

function metrics(): Graph {
  const b = new Builder();
  const loss = b.one(reshape, { dims: [1] }, b.input('loss', f32()));
  b.output('metrics', stacked(b, loss, b.one(sqrt, {}, b.input('norms', f32(5)))));
  return b.build();
}

test('every file of kernels is among them', () => {
  const files = readdirSync(folder).map((file) => file.replace('.ts', ''));
  expect(files.filter((file) => !(file in texts))).toEqual([]);
});

test.each(Object.entries(texts))('the text of %s is as it was read', async (file, cases) => {
  const all = [...opCases, ...wideConvolutionCases, ...wideProductCases];
  const kernels = cases.flatMap(([kind, name, way]) => {
    const found = all.find((c) => c.kind === kind && c.name.startsWith(name));
    const graph = found ? caseGraph(found) : graphs[kind];
    if (!graph) throw new Error(`there is no case ${kind}: ${name}`);
    const lower = (choices: Readonly<Record<string, string>>) => lowerGraph(graph, { guards: [], target, choices });
    const { dispatches } = lower(Object.fromEntries([...lower({}).choices.keys()].map((key) => [key, way ?? ''])));
    return dispatches.map(
      ({ kernel, workgroups }) =>
        `// ${kernel.name}: ${kind}, ${found?.name ?? name}; ${workgroups.join(' × ')} workgroups\n\n${kernel.code.trim()}\n`,
    );
  });
  await expect(kernels.join('\n')).toMatchFileSnapshot(`../../golden/wgsl/${file}.wgsl`);
});
