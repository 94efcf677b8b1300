import type { Analysis } from '../../engine/analyze/analysis.ts';
import { analyze } from '../../engine/analyze/analyze.ts';
import type { NetworkNode } from '../../engine/design/network.ts';
import type { RawParams } from '../../engine/layers/layer.ts';

export type Drawn = readonly [path: string, kind: string, params?: RawParams, ...inputs: string[]];

/** A network from terse lines: path, kind, parameters, sources; without sources a node follows the one before it. */
export function network(...lines: readonly Drawn[]): Analysis {
  const nodes = lines.map(([path, kind, params = {}, ...inputs], i): NetworkNode => {
    const sources = inputs.length ? inputs : i > 0 ? [lines[i - 1]![0]] : [];
    return { path, kind, params, inputs: sources.length ? { in: sources } : {} };
  });
  return analyze({ name: 'test', nodes, groups: [] });
}

/**
 * 6 × 6 × 2 → 3 classes: a residual block with a projection and a pooled head. Smooth activations, so that finite
 * differences hold everywhere.
 */
export const residualNet = network(
  ['input', 'input', { height: 6, width: 6, channels: 2 }],
  ['conv0', 'conv2d', { filters: 3, kernel: 3 }],
  ['norm0', 'batchNorm'],
  ['act0', 'silu'],
  ['conv1', 'conv2d', { filters: 4, kernel: 3, stride: 2, bias: false }],
  ['norm1', 'batchNorm'],
  ['skip', 'shortcut', { mode: 'projection', filters: 4, stride: 2 }, 'act0'],
  ['add', 'add', {}, 'norm1', 'skip'],
  ['act1', 'tanh'],
  ['pool', 'globalAveragePool'],
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
);

/** 6 × 6 × 1 → 2 classes: what a run has to keep of a net, batch-norm statistics and dropout among it. */
export const runNet = network(
  ['input', 'input', { height: 6, width: 6, channels: 1 }],
  ['conv', 'conv2d', { filters: 4, kernel: 3 }],
  ['norm', 'batchNorm'],
  ['relu', 'relu'],
  ['pool', 'globalAveragePool'],
  ['flat', 'flatten'],
  ['drop', 'dropout', { rate: 0.2 }],
  ['dense', 'dense', { units: 2 }],
  ['head', 'classifier'],
);

/** An Inception-like net with a same-padded max pool, a concat, dropout and an auxiliary head. */
const inceptionNet = network(
  ['input', 'input', { height: 5, width: 5, channels: 2 }],
  ['stem', 'conv2d', { filters: 4, kernel: 3 }],
  ['b1', 'conv2d', { filters: 2, kernel: 1 }, 'stem'],
  ['b2', 'conv2d', { filters: 3, kernel: 3 }, 'stem'],
  ['b3', 'maxPool', { kernel: 3, stride: 1, padding: 'same' }, 'stem'],
  ['b3p', 'conv2d', { filters: 2, kernel: 1 }, 'b3'],
  ['cat', 'concat', {}, 'b1', 'b2', 'b3p'],
  ['act', 'gelu'],
  ['flat', 'flatten'],
  ['drop', 'dropout', { rate: 0.25 }],
  ['dense', 'dense', { units: 4 }],
  ['head', 'classifier'],
  ['auxPool', 'averagePool', { kernel: 3, stride: 2 }, 'stem'],
  ['auxFlat', 'flatten'],
  ['auxDense', 'dense', { units: 4 }],
  ['aux', 'auxiliaryHead', { weight: 0.3 }],
);

/** As a small U-Net: halved, enlarged again, and joined with what went in. */
const decoderNet = network(
  ['input', 'input', { height: 6, width: 5, channels: 2 }],
  ['stem', 'conv2d', { filters: 4, kernel: 3 }],
  ['down', 'conv2d', { filters: 6, kernel: 3, stride: 2, bias: false }],
  ['norm', 'batchNorm'],
  ['act', 'silu'],
  ['up', 'convTranspose2d', { filters: 4, kernel: 3, padding: 1, outputPadding: [1, 0], groups: 2 }],
  ['upNorm', 'batchNorm'],
  ['cat', 'concat', {}, 'upNorm', 'stem'],
  ['spread', 'convTranspose2d', { filters: 3, kernel: 2, dilation: 2, stride: 1, padding: 'valid', bias: false }],
  ['pool', 'globalAveragePool'],
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
);

/** As a feature pyramid: what is enlarged is added to what is finer; edges repeated and mirrored. */
const pyramidNet = network(
  ['input', 'input', { height: 6, width: 4, channels: 2 }],
  ['mirror', 'pad', { fill: 'reflect', top: 1, left: 1, bottom: 1, right: 1 }],
  ['fine', 'conv2d', { filters: 3, kernel: 3, padding: 'valid' }],
  ['act', 'silu'],
  ['coarse', 'conv2d', { filters: 3, kernel: 2, stride: 2 }],
  ['repeated', 'resize', {}, 'coarse'],
  ['drawn', 'resize', { interpolation: 'bilinear' }, 'coarse'],
  ['sum', 'add', {}, 'repeated', 'drawn', 'act'],
  ['edge', 'pad', { fill: 'edge', top: 0, left: 2, bottom: 1, right: 0 }],
  ['last', 'conv2d', { filters: 4, kernel: 3 }],
  ['pool', 'globalMaxPool'],
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
);

export const nets: Readonly<Record<string, Analysis>> = {
  pyramid: pyramidNet,
  residual: residualNet,
  inception: inceptionNet,
  decoder: decoderNet,
};
