import type { BlockDefinition } from '../design/document.ts';
import { activationNode, blockInput, blockOutput, convNode, node, normNode } from './nodes.ts';
import { convolutional, filters } from './params.ts';

const { activation, norm, ...others } = convolutional;

/**
 * Huang et al. 2016 (arXiv 1608.06993), section 3, DenseNet-B: norm and activation in front of each convolution.
 * Repeated n times it is a dense block.
 */
export const denseLayer: BlockDefinition = {
  title: 'Dense layer',
  help: 'Reads all that the layers before it made and adds a few channels of its own: the input goes on beside them, by a concat, not a sum.',
  params: {
    growth: { ...filters, title: 'Growth', help: 'Channels that it adds to those of its input.', default: 32 },
    bottleneck: {
      title: 'Bottleneck',
      help: 'The 1×1 in front of the 3×3 has so many times the growth.',
      type: 'number',
      default: 4,
      min: 1,
    },
    norm,
    activation,
    ...others,
  },
  nodes: [
    blockInput,
    normNode('norm1', 'in'),
    activationNode('activation1', 'norm1'),
    convNode('conv1', 'activation1', { filters: '=bottleneck * growth', kernel: 1 }),
    normNode('norm2', 'conv1'),
    activationNode('activation2', 'norm2'),
    convNode('conv2', 'activation2', { filters: '=growth', kernel: 3 }),
    node('concat', 'concat', ['in', 'conv2']),
    blockOutput('concat'),
  ],
};

/** Between two dense blocks: half of the channels, half of the size. */
export const denseTransition: BlockDefinition = {
  title: 'Transition of a DenseNet',
  help: 'A 1×1 convolution narrows the channels that the dense block has gathered, an average pool halves rows and columns.',
  params: {
    filters: {
      ...filters,
      help: 'Output channels; half of the input’s unless given.',
      default: '=max(1, floor(channels(in) / 2))',
    },
    norm,
    activation,
    ...others,
  },
  nodes: [
    blockInput,
    normNode('norm', 'in'),
    activationNode('activation', 'norm'),
    convNode('conv', 'activation', { filters: '=filters', kernel: 1 }),
    node('pool', 'averagePool', ['conv'], { kernel: 2, stride: 2, padding: 'valid' }),
    blockOutput('pool'),
  ],
};
