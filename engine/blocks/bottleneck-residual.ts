import type { BlockDefinition, BlockParam, DocumentNode, Expression } from '../design/document.ts';
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

export const expansion = {
  title: 'Expansion',
  help: 'Output channels for each of `filters`.',
  type: 'number',
  default: 4,
  min: 1,
} as const satisfies BlockParam;

/** 1×1 down to `width`, 3×3 at `width`, 1×1 up to expansion · filters, and the skip. */
export const bottleneckNodes = (
  width: Expression,
  groups: Expression,
  strides: readonly [Expression | 1, Expression],
): readonly DocumentNode[] => [
  blockInput,
  ...convNormActivationNodes('1', 'in', { filters: width, kernel: 1, stride: strides[0] }),
  ...convNormActivationNodes('2', 'activation1', { filters: width, kernel: 3, stride: strides[1], groups }),
  ...convNormNodes(
    '3',
    'activation2',
    { filters: '=expansion * filters', kernel: 1, init: zeroableInit },
    zeroableGamma,
  ),
  shortcutNode('=expansion * filters'),
  node('add', 'add', ['norm3', 'shortcut']),
  activationNode('activation3', 'add'),
  blockOutput('activation3'),
];

/** He et al. 2015 (arXiv 1512.03385), fig. 5 right; v1.5 as torchvision and NVIDIA have it. */
export const bottleneckResidual: BlockDefinition = {
  title: 'Bottleneck residual block',
  help: 'A 1×1 convolution shrinks the channels, the costly 3×3 works on few of them, a second 1×1 restores them; the skip carries the input on.',
  params: {
    filters: { ...filters, help: 'Channels of the 3×3; the output has `expansion` times as many.' },
    expansion,
    stride,
    variant: {
      title: 'Where the stride sits',
      help: 'v1: on the first 1×1, as in the paper; v1.5: on the 3×3, which sees every input and is a little more accurate.',
      type: 'text',
      default: 'v1.5',
      options: ['v1.5', 'v1'],
    },
    groups: { title: 'Groups', help: 'Groups of the 3×3.', type: 'number', default: 1, min: 1 },
    shortcut,
    ...convolutional,
    zeroLast,
  },
  nodes: bottleneckNodes('=filters', '=groups', ['=variant == "v1" ? stride : 1', '=variant == "v1" ? 1 : stride']),
};
