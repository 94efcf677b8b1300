import { type LayerKind, layers } from '../../engine/layers/index.ts';
import type { RawParams } from '../../engine/layers/layer.ts';
import type { LayerCase } from './layer-case.ts';
import { shortcutCases } from './shortcut-cases.ts';

const same = (kind: LayerKind): LayerCase => ({
  name: 'on a map',
  kind,
  inputs: [[5, 7, 3]],
  output: [5, 7, 3],
  parameters: 0,
});
const onVector = (kind: LayerKind): LayerCase => ({
  name: 'on a vector',
  kind,
  inputs: [[10]],
  output: [10],
  parameters: 0,
});
/** Every layer that is one, without weights. */
const activations = Object.values(layers).flatMap(({ kind, category }) =>
  category === 'activation' && kind !== 'prelu' ? [kind as LayerKind] : [],
);

const conv = (name: string, params: RawParams, input: readonly number[], output: readonly number[]): LayerCase => ({
  name,
  kind: 'conv2d',
  params: { bias: false, ...params },
  inputs: [input],
  output,
});

export const layerCases: readonly LayerCase[] = [
  {
    name: 'an image',
    kind: 'input',
    params: { height: 28, width: 20, channels: 1 },
    inputs: [],
    output: [28, 20, 1],
    parameters: 0,
  },

  {
    ...conv('the course: 5 × 5 over 28 × 28 × 192', { filters: 32, kernel: 5 }, [28, 28, 192], [28, 28, 32]),
    parameters: 153_600,
    products: [[28, 28, 32, 5, 5, 192]],
  },
  {
    ...conv('with a bias', { filters: 10, kernel: 3, padding: 'valid', bias: true }, [39, 39, 3], [37, 37, 10]),
    // (3·3·3 + 1)·10, the course's own sum.
    parameters: 280,
    products: [[37, 37, 10, 3, 3, 3]],
    biasAdds: 37 * 37 * 10,
  },
  {
    ...conv('depthwise', { filters: 8, groups: 8 }, [6, 6, 8], [6, 6, 8]),
    parameters: 72,
    products: [[6, 6, 8, 3, 3, 1]],
  },
  {
    ...conv('grouped with more filters', { filters: 12, groups: 2, kernel: [1, 3] }, [6, 6, 4], [6, 6, 12]),
    parameters: 12 * 2 * 3,
    products: [[6, 6, 12, 1, 3, 2]],
  },
  // ⌈n / s⌉ whatever the kernel, as ONNX's SAME_UPPER.
  conv('same, stride 2, odd input', { stride: 2 }, [7, 6, 1], [4, 3, 32]),
  conv('same, stride 3, kernel smaller than it', { kernel: 2, stride: 3 }, [7, 7, 1], [3, 3, 32]),
  conv('same, even kernel', { kernel: 4 }, [5, 5, 1], [5, 5, 32]),
  conv('same, dilated', { dilation: 2 }, [5, 5, 1], [5, 5, 32]),
  // ⌊(n + 2⌊k/2⌋ − k) / s⌋ + 1: PyTorch's padding=k//2 with an even kernel grows by one.
  conv('torch, even kernel', { kernel: 4, padding: 'torch' }, [5, 5, 1], [6, 6, 32]),
  conv('torch, ResNet’s stem', { kernel: 7, stride: 2, padding: 'torch' }, [224, 224, 3], [112, 112, 32]),
  conv('torch, dilated keeps the map', { dilation: 3, padding: 'torch' }, [9, 9, 1], [9, 9, 32]),
  // ⌊(n + p − d(k − 1) − 1) / s⌋ + 1.
  conv('valid, dilated', { dilation: 2, padding: 'valid' }, [9, 8, 1], [5, 4, 32]),
  conv('valid, what is left over is dropped', { stride: 2, padding: 'valid' }, [8, 9, 1], [3, 4, 32]),
  conv('a number on all sides', { padding: 2 }, [5, 5, 1], [7, 7, 32]),
  conv('each side', { padding: [0, 1, 2, 3], stride: [1, 2] }, [5, 5, 1], [5, 4, 32]),
  conv('kernel as large as the padded input', { kernel: 5, padding: 1 }, [3, 3, 1], [1, 1, 32]),

  {
    name: 'with a bias',
    kind: 'dense',
    params: { units: 10 },
    inputs: [[64]],
    output: [10],
    parameters: 650,
    products: [[10, 64]],
    biasAdds: 10,
  },
  {
    name: 'without',
    kind: 'dense',
    params: { units: 3, bias: false },
    inputs: [[4]],
    output: [3],
    parameters: 12,
    products: [[3, 4]],
  },

  { name: 'on a map', kind: 'batchNorm', inputs: [[5, 7, 3]], output: [5, 7, 3], parameters: 6, normalized: 105 },
  { name: 'on a vector', kind: 'batchNorm', inputs: [[10]], output: [10], parameters: 20, normalized: 10 },
  {
    name: 'frozen',
    kind: 'batchNorm',
    params: { frozen: true },
    inputs: [[2, 2, 3]],
    output: [2, 2, 3],
    parameters: 6,
    normalized: 12,
  },
  same('localResponseNorm'),
  { name: 'both', kind: 'scaleShift', inputs: [[5, 7, 3]], output: [5, 7, 3], parameters: 6 },
  { name: 'a scale', kind: 'scaleShift', params: { parts: 'scale' }, inputs: [[9]], output: [9], parameters: 9 },
  {
    name: 'fixed numbers',
    kind: 'scaleShift',
    params: { trained: false, scale: [2], shift: [1, 2, 3] },
    inputs: [[5, 7, 3]],
    output: [5, 7, 3],
    parameters: 0,
  },
  ...activations.map(same),
  ...activations.map(onVector),
  { name: 'on a map', kind: 'prelu', inputs: [[5, 7, 3]], output: [5, 7, 3], parameters: 3 },
  { name: 'on a vector', kind: 'prelu', inputs: [[10]], output: [10], parameters: 10 },
  {
    name: 'with one slope',
    kind: 'prelu',
    params: { shared: true },
    inputs: [[5, 7, 3]],
    output: [5, 7, 3],
    parameters: 1,
  },

  { name: 'halves', kind: 'maxPool', inputs: [[28, 27, 5]], output: [14, 13, 5], parameters: 0 },
  {
    name: 'ResNet’s, padding 1',
    kind: 'maxPool',
    params: { kernel: 3, padding: 1 },
    inputs: [[112, 112, 64]],
    output: [56, 56, 64],
    parameters: 0,
  },
  // ⌈(112 − 3) / 2⌉ + 1 = 56 where ⌊ ⌋ gives 55.
  {
    name: 'GoogLeNet’s, rounded up',
    kind: 'maxPool',
    params: { kernel: 3, ceil: true },
    inputs: [[112, 112, 64]],
    output: [56, 56, 64],
    parameters: 0,
  },
  // ⌈(3 + 2 − 2) / 2⌉ + 1 = 3, but a third window would start at row 4 of 3 + 1: PyTorch drops it.
  {
    name: 'rounded up, no window past the input',
    kind: 'maxPool',
    params: { kernel: 2, padding: 1, ceil: true },
    inputs: [[3, 3, 1]],
    output: [2, 2, 1],
    parameters: 0,
  },
  {
    name: 'Inception’s',
    kind: 'maxPool',
    params: { kernel: 3, stride: 1, padding: 'same' },
    inputs: [[28, 28, 192]],
    output: [28, 28, 192],
    parameters: 0,
  },
  {
    name: 'Inception v3’s',
    kind: 'averagePool',
    params: { kernel: 3, stride: 1, padding: 1, countIncludePad: true },
    inputs: [[35, 35, 192]],
    output: [35, 35, 192],
    parameters: 0,
  },
  {
    name: 'of an oblong',
    kind: 'averagePool',
    params: { kernel: [2, 5], stride: [2, 5] },
    inputs: [[4, 10, 2]],
    output: [2, 2, 2],
    parameters: 0,
  },
  { name: 'a map', kind: 'globalAveragePool', inputs: [[7, 9, 512]], output: [1, 1, 512], parameters: 0 },

  {
    name: 'two',
    kind: 'add',
    inputs: [
      [4, 4, 8],
      [4, 4, 8],
    ],
    output: [4, 4, 8],
    parameters: 0,
  },
  { name: 'three vectors', kind: 'add', inputs: [[8], [8], [8]], output: [8], parameters: 0 },
  {
    name: 'the Inception module’s branches',
    kind: 'concat',
    inputs: [
      [28, 28, 64],
      [28, 28, 128],
      [28, 28, 32],
      [28, 28, 32],
    ],
    output: [28, 28, 256],
    parameters: 0,
  },
  { name: 'vectors', kind: 'concat', inputs: [[3], [4]], output: [7], parameters: 0 },
  {
    name: 'a gate',
    kind: 'multiply',
    inputs: [
      [6, 6, 8],
      [1, 1, 8],
    ],
    output: [6, 6, 8],
    parameters: 0,
  },
  {
    name: 'a gate first',
    kind: 'multiply',
    inputs: [
      [1, 1, 8],
      [6, 6, 8],
    ],
    output: [6, 6, 8],
    parameters: 0,
  },
  {
    name: 'equals',
    kind: 'multiply',
    inputs: [
      [6, 6, 8],
      [6, 6, 8],
    ],
    output: [6, 6, 8],
    parameters: 0,
  },

  ...shortcutCases,

  { name: 'on a map', kind: 'dropout', inputs: [[5, 7, 3]], output: [5, 7, 3], parameters: 0 },
  { name: 'at rate 0', kind: 'dropout', params: { rate: 0 }, inputs: [[9]], output: [9], parameters: 0 },
  { name: 'a map', kind: 'flatten', inputs: [[3, 4, 5]], output: [60], parameters: 0 },
  { name: 'a vector', kind: 'flatten', inputs: [[60]], output: [60], parameters: 0 },
  { name: 'logits', kind: 'classifier', inputs: [[10]], output: [10], parameters: 0 },
  { name: 'logits', kind: 'auxiliaryHead', inputs: [[10]], output: [10], parameters: 0 },
];
