import { activationNode, node, normNode } from '../blocks/nodes.ts';
import { epsilon } from '../blocks/params.ts';
import type { DocumentNode } from '../design/document.ts';
import { activationArgument, imageArguments, initArgument, normArgument } from './arguments.ts';
import { documentParams, inherited, inputNode, poolingHead } from './parts.ts';
import { defineTemplate } from './template.ts';

const args = {
  ...imageArguments(224, 224, 3, 1000),
  filters: {
    type: 'int',
    title: 'Growth',
    help: 'Channels that each dense layer adds; the first convolution has twice as many.',
    default: 32,
    min: 1,
    max: 4096,
  },
  norm: normArgument('batch'),
  activation: activationArgument,
  init: initArgument('he'),
} as const;

/**
 * Layers of the four dense blocks, each of a 1×1 and a 3×3: with three transitions, the first and the last layer, 121.
 */
const layers = [6, 12, 24, 16] as const;

/** With the transition in front of it. */
function denseBlock(repeat: number, i: number): readonly DocumentNode[] {
  const from = i === 0 ? 'maxPool' : `transition${i}`;
  const params = { growth: '=filters', ...inherited };
  const block = { ...node(`denseBlock${i + 1}`, 'block:denseLayer', [from], params), repeat };
  return i === 0 ? [block] : [node(from, 'block:denseTransition', [`denseBlock${i}`], inherited), block];
}

/** Huang et al. 2016 (arXiv 1608.06993), table 1. */
export const densenet121 = defineTemplate({
  name: 'densenet121',
  title: 'DenseNet-121',
  description:
    'Huang et al. 2016: each layer reads what all layers of its block made before it, by concats in place of the sums of a ResNet. So each adds only 32 channels: 8 million parameters where ResNet-50 has 25.6.',
  args,
  smallestSide: () => 29,
  design: (given) => ({
    params: { ...documentParams(args, given, ['classes', 'filters', 'norm', 'activation', 'init']), epsilon },
    nodes: [
      inputNode(given),
      node('stem', 'block:convNormActivation', ['input'], {
        filters: '=2 * filters',
        kernel: 7,
        stride: 2,
        padding: 'torch',
        ...inherited,
      }),
      node('maxPool', 'maxPool', ['stem'], { kernel: 3, stride: 2, padding: 'torch' }),
      ...layers.flatMap(denseBlock),
      normNode('lastNorm', 'denseBlock4'),
      activationNode('lastActivation', 'lastNorm'),
      ...poolingHead('lastActivation'),
    ],
  }),
});
