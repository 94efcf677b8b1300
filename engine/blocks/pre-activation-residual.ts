import type { BlockDefinition } from '../design/document.ts';
import { activationNode, blockInput, blockOutput, convNode, node, normNode, shortcutNode } from './nodes.ts';
import { convolutional, filters, shortcut, stride, zeroLast } from './params.ts';

/**
 * He et al. 2016 (arXiv 1603.05027), fig. 4e. `zeroLast` zeroes the last convolution: the branch ends with it, not with
 * a norm.
 */
export const preActivationResidual: BlockDefinition = {
  title: 'Pre-activation residual block',
  help: 'y = F(x) + x with norm and activation in front of each convolution: nothing stands on the skip, so the gradient reaches every block unchanged.',
  params: {
    filters,
    stride,
    shortcut,
    ...convolutional,
    zeroLast: {
      ...zeroLast,
      help: 'The last convolution of the branch starts with zero weights, so that F(x) = 0 at first.',
    },
  },
  nodes: [
    blockInput,
    normNode('norm1', 'in'),
    activationNode('activation1', 'norm1'),
    convNode('conv1', 'activation1', { filters: '=filters', kernel: 3, stride: '=stride' }),
    normNode('norm2', 'conv1'),
    activationNode('activation2', 'norm2'),
    convNode('conv2', 'activation2', { filters: '=filters', kernel: 3, init: '=zeroLast ? "zeros" : init' }),
    shortcutNode('=filters'),
    node('add', 'add', ['conv2', 'shortcut']),
    blockOutput('add'),
  ],
};
