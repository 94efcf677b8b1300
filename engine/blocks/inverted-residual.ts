import type { BlockDefinition } from '../design/document.ts';
import { activationNode, blockInput, blockOutput, convNode, convNormNodes, node, normNode } from './nodes.ts';
import { convolutional, filters, stride } from './params.ts';

/**
 * Sandler et al. 2018 (arXiv 1801.04381), table 1: without expansion the first 1×1 falls away; the skip stands only
 * where the shape stays.
 */
export const invertedResidual: BlockDefinition = {
  title: 'Inverted residual block',
  help: 'A 1×1 widens the channels, a depthwise 3×3 looks at each channel by itself, a linear 1×1 narrows them again: the skip joins the narrow ends.',
  params: {
    filters,
    expansion: {
      title: 'Expansion',
      help: 'Channels inside for each channel of the input; 1 leaves the first 1×1 out.',
      type: 'number',
      default: 6,
      min: 1,
    },
    stride: { ...stride, type: 'number', min: 1 },
    channels: {
      title: 'Channels',
      help: 'Channels of the input.',
      type: 'number',
      default: '=channels(in)',
      min: 1,
    },
    ...convolutional,
    activation: { ...convolutional.activation, default: 'relu6' },
  },
  nodes: [
    blockInput,
    {
      ...convNode('convExpand', 'in', { filters: '=round(channels * expansion)', kernel: 1 }),
      when: '=expansion > 1',
    },
    { ...normNode('normExpand', 'convExpand'), when: '=expansion > 1 && norm == "batch"' },
    { ...activationNode('activationExpand', 'normExpand'), when: '=expansion > 1 && activation != "none"' },
    ...convNormNodes('Depthwise', 'activationExpand', {
      filters: '=round(channels * expansion)',
      groups: '=round(channels * expansion)',
      kernel: 3,
      stride: '=stride',
    }),
    activationNode('activationDepthwise', 'normDepthwise'),
    ...convNormNodes('Project', 'activationDepthwise', { filters: '=filters', kernel: 1 }),
    { ...node('add', 'add', ['normProject', 'in']), when: '=stride == 1 && filters == channels' },
    blockOutput('add'),
  ],
};
