import type { BlockDefinition } from '../design/document.ts';
import { activationNode, blockInput, blockOutput, node } from './nodes.ts';
import { activation, init } from './params.ts';

/** Hu et al. 2017 (arXiv 1709.01507), eq. 2–4, with 1×1 convolutions for the two dense layers. */
export const squeezeExcitation: BlockDefinition = {
  title: 'Squeeze and excitation',
  help: 'Averages each channel over the image (squeeze), computes a weight between 0 and 1 for each from all of them (excitation), and scales the channels by it.',
  params: {
    channels: {
      title: 'Channels',
      help: 'Channels of the input, which the output keeps.',
      type: 'number',
      default: '=channels(in)',
      min: 1,
    },
    reduction: {
      title: 'Reduction',
      help: 'The hidden layer has channels / reduction units.',
      type: 'number',
      default: 16,
      min: 1,
    },
    activation,
    init,
  },
  nodes: [
    blockInput,
    node('squeeze', 'globalAveragePool', ['in']),
    node('reduce', 'conv2d', ['squeeze'], {
      filters: '=max(1, floor(channels / reduction))',
      kernel: 1,
      init: '=init',
    }),
    activationNode('activation', 'reduce'),
    node('expand', 'conv2d', ['activation'], { filters: '=channels', kernel: 1, init: '=init' }),
    node('gate', 'sigmoid', ['expand']),
    node('scale', 'multiply', ['in', 'gate']),
    blockOutput('scale'),
  ],
};
