import type { BlockDefinition } from '../design/document.ts';
import {
  activationNode,
  blockInput,
  blockOutput,
  convNormActivationNodes,
  convNormNodes,
  node,
  shortcutNode,
  zeroableGamma,
  zeroableInit,
} from './nodes.ts';
import { convolutional, filters, shortcut, stride, zeroLast } from './params.ts';

/** Hu et al. 2017 (arXiv 1709.01507), fig. 3: the scale is applied to the branch, before the addition. */
export const seResidual: BlockDefinition = {
  title: 'Residual block with squeeze and excitation',
  help: 'A residual block whose branch is scaled channel by channel before it is added.',
  params: {
    filters,
    stride,
    reduction: {
      title: 'Reduction',
      help: 'The hidden layer has filters / reduction units.',
      type: 'number',
      default: 16,
      min: 1,
    },
    shortcut,
    ...convolutional,
    zeroLast,
  },
  nodes: [
    blockInput,
    ...convNormActivationNodes('1', 'in', { filters: '=filters', kernel: 3, stride: '=stride' }),
    ...convNormNodes('2', 'activation1', { filters: '=filters', kernel: 3, init: zeroableInit }, zeroableGamma),
    node('excite', 'block:squeezeExcitation', ['norm2'], {
      channels: '=filters',
      reduction: '=reduction',
      activation: '=activation',
      init: '=init',
    }),
    shortcutNode('=filters'),
    node('add', 'add', ['excite', 'shortcut']),
    activationNode('activation2', 'add'),
    blockOutput('activation2'),
  ],
};
