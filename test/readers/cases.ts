import type { Analysis } from '../../engine/analyze/analysis.ts';
import { hashText, Stream } from '../../engine/base/random.ts';
import { compileInference } from '../../engine/compile/inference.ts';
import type { Graph } from '../../engine/ir/graph.ts';
import { exportModel } from '../../engine/onnx/export.ts';
import { initialState } from '../../engine/train/initial-state.ts';
import { type Drawn, network } from '../compile/small-nets.ts';
import { analyzeSpec } from '../templates/analyzed.ts';
import { distinct, small } from '../templates/small.ts';

/** A network that other programs read, with images for it. */
export interface ReaderCase {
  readonly name: string;
  readonly analysis: Analysis;
  readonly graph: Graph;
  readonly state: ReadonlyMap<string, Float32Array>;
  /** [C, H, W] of one image. */
  readonly dims: readonly number[];
  /** [1, C, H, W], normal. */
  readonly image: Float32Array;
}

/** Every layer whose ONNX has more than one form, each between an input of 11 × 9 × 3 and a head of 4 classes. */
const layers: Readonly<Record<string, readonly Drawn[]>> = {
  'convolutions: stride, dilation, groups, depthwise': [
    ['a', 'conv2d', { filters: 6, kernel: [3, 5], stride: [1, 2], groups: 3 }],
    ['b', 'conv2d', { filters: 8, kernel: 3, dilation: 2, padding: 'same', bias: false }],
    ['c', 'conv2d', { filters: 8, kernel: 2, stride: 2, groups: 8, padding: 'same' }],
  ],
  'transposed convolutions: stride, output padding, groups': [
    ['a', 'convTranspose2d', { filters: 6, kernel: 3, padding: 1, outputPadding: 1, groups: 3 }],
    ['b', 'convTranspose2d', { filters: 4, kernel: 2, bias: false }],
  ],
  'maps that are enlarged': [
    ['a', 'resize', { scale: [2, 3] }],
    ['b', 'resize', { scale: 2, interpolation: 'bilinear' }],
  ],
  'maps that are padded': [
    ['a', 'pad', { fill: 'edge', top: 1, left: 0, bottom: 2, right: 1 }],
    ['b', 'pad', { fill: 'reflect', top: 1, left: 2, bottom: 0, right: 1 }],
    ['c', 'pad', { fill: 'zero', top: 1, left: 0, bottom: 0, right: 1 }],
  ],
  'global max pool': [['a', 'globalMaxPool']],
  'padding that differs by side': [
    ['a', 'conv2d', { filters: 6, kernel: 4, padding: [0, 2, 3, 1] }],
    ['b', 'maxPool', { kernel: 3, stride: 2, padding: [1, 0, 0, 2] }],
  ],
  'average pools that count their padding': [
    ['a', 'averagePool', { kernel: 3, stride: 1, padding: 'same', countIncludePad: true }],
    ['b', 'averagePool', { kernel: 3, stride: 2, padding: [1, 0, 0, 1], countIncludePad: true }],
  ],
  'average pools that do not': [
    ['a', 'averagePool', { kernel: 3, stride: 1, padding: 'same', countIncludePad: false }],
    ['b', 'averagePool', { kernel: 3, stride: 2, padding: [1, 0, 0, 1], countIncludePad: false }],
  ],
  'max pools that round up': [['a', 'maxPool', { kernel: 2, stride: 2, ceil: true }]],
  'average pools that round up': [
    ['a', 'averagePool', { kernel: 3, stride: 2, padding: [1, 1, 0, 0], ceil: true, countIncludePad: true }],
    ['b', 'averagePool', { kernel: 2, stride: 2, ceil: true, countIncludePad: false }],
  ],
  'local response norm of odd size': [['a', 'localResponseNorm', { size: 5, alpha: 0.9, beta: 0.6, k: 2 }]],
  'norms of one image': [
    ['a', 'layerNorm'],
    ['b', 'groupNorm', { groups: 0 }, 'a'],
    ['c', 'groupNorm', { groups: 1 }, 'b'],
  ],
  'numbers that are moved': [
    ['a', 'conv2d', { filters: 8 }],
    ['b', 'channelShuffle', { groups: 2 }, 'a'],
    ['c', 'depthToSpace', {}, 'b'],
    ['d', 'slice', { axis: 'rows', from: 2 }, 'c'],
    ['e', 'slice', { from: 1 }, 'd'],
    ['f', 'spaceToDepth', {}, 'e'],
  ],
  'scale and shift': [
    ['a', 'tanh'],
    ['b', 'scaleShift', { trained: false, scale: [2], shift: [0.5] }],
    ['c', 'scaleShift'],
  ],
  'local response norm of even size': [['a', 'localResponseNorm', { size: 4, alpha: 0.9, beta: 0.6, k: 2 }]],
  'batch norm of maps and of vectors': [
    ['a', 'batchNorm', { epsilon: 0.01 }],
    ['b', 'flatten'],
    ['c', 'batchNorm', { epsilon: 0.1 }],
  ],
  'shortcut with channels of zeros': [
    ['a', 'conv2d', { filters: 10, kernel: 3, stride: 2 }],
    ['b', 'shortcut', { mode: 'zeroPad', filters: 10, stride: 2 }, 'input'],
    ['c', 'add', {}, 'a', 'b'],
  ],
  'branches that are concatenated': [
    ['a', 'conv2d', { filters: 3, kernel: 1 }],
    ['b', 'maxPool', { kernel: 3, stride: 1, padding: 'same' }, 'input'],
    ['c', 'concat', {}, 'a', 'b', 'input'],
  ],
  'gate of a squeeze and excitation': [
    ['a', 'globalAveragePool'],
    ['b', 'conv2d', { filters: 3, kernel: 1 }],
    ['c', 'sigmoid'],
    ['d', 'multiply', {}, 'input', 'c'],
  ],
  ...Object.fromEntries(
    [
      'relu',
      'leakyRelu',
      'relu6',
      'sigmoid',
      'tanh',
      'silu',
      'gelu',
      'hardSwish',
      'hardSigmoid',
      'elu',
      'selu',
      'prelu',
      'softplus',
      'mish',
      'clip',
    ].map((kind) => [kind, [['a', kind]] satisfies readonly Drawn[]]),
  ),
};

const between = (lines: readonly Drawn[]): Analysis =>
  network(
    ['input', 'input', { height: 11, width: 9, channels: 3 }],
    ...lines,
    ['flat', 'flatten'],
    ['dense', 'dense', { units: 4 }],
    ['head', 'classifier'],
  );

function readerCase(name: string, analysis: Analysis): ReaderCase {
  const graph = compileInference(analysis);
  const stream = new Stream(7, hashText(name));
  // Norms whose statistics and parameters are all at their initial ones and zeros would hide how they are read.
  const state = new Map(
    [...initialState(graph, 1)].map(([state, values]) => [
      state,
      /\.(weight|bias)$/.test(state) ? values : values.map((v) => v + stream.uniform(0, 0.5)),
    ]),
  );
  const dims = graph.inputs[0]!.value.type.dims.slice(1).map(Number);
  const image = Float32Array.from({ length: dims.reduce((n, d) => n * d, 1) }, () => stream.normal());
  return { name, analysis, graph, state, dims, image };
}

export const layerCases = (): readonly ReaderCase[] =>
  Object.entries(layers).map(([name, lines]) => readerCase(name, between(lines)));

/**
 * Images of 64 pixels where depthwise convolutions would come down to a map of one number: OpenCV.js 4.12 counts its
 * padding wrongly there (findings/opencv-depthwise-single-pixel.sh).
 */
const side: Readonly<Record<string, number>> = { mobilenet_v2: 64 };

export const templateCases = (): readonly ReaderCase[] =>
  distinct.map((name) => readerCase(name, analyzeSpec(small(name, 5, side[name])).analysis));

/** The case as Layerloom exports it. */
export const onnxOf = ({ name, graph, state }: ReaderCase): Uint8Array =>
  exportModel(graph, state, { name, design: {}, classes: [], normalization: null, foldBatchNorm: false, version: '0' });
