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

/** He et al. 2015 (arXiv 1512.03385), fig. 5 left. */
export const basicResidual: BlockDefinition = {
  title: 'Residual block',
  help: 'y = σ(F(x) + x): two 3×3 convolutions learn what to add to the input, the skip carries the input on.',
  params: { filters, stride, shortcut, ...convolutional, zeroLast },
  nodes: [
    blockInput,
    ...convNormActivationNodes('1', 'in', { filters: '=filters', kernel: 3, stride: '=stride' }),
    ...convNormNodes('2', 'activation1', { filters: '=filters', kernel: 3, init: zeroableInit }, zeroableGamma),
    shortcutNode('=filters'),
    node('add', 'add', ['norm2', 'shortcut']),
    activationNode('activation2', 'add'),
    blockOutput('activation2'),
  ],
};
