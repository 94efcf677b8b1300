import type { BlockDefinition, BlockParam } from '../design/document.ts';
import { blockInput, blockOutput, node } from './nodes.ts';
import { convolutional, filters, shortcut, stride, zeroLast } from './params.ts';

const blocks = {
  title: 'Blocks',
  help: 'Blocks in a row; only the first has the stride.',
  type: 'number',
  default: 2,
  min: 0,
} as const satisfies BlockParam;
const stageStride = {
  ...stride,
  type: 'number',
  help: 'Stride of the first block; the others keep the size.',
} as const satisfies BlockParam;

const passOn = {
  filters: '=filters',
  stride: '=index == 0 ? stride : 1',
  norm: '=norm',
  bias: '=bias',
  activation: '=activation',
  init: '=init',
  epsilon: '=epsilon',
} as const;

export const resnetStage: BlockDefinition = {
  title: 'ResNet stage',
  help: 'Residual blocks in a row at one resolution; the first one may halve it.',
  params: {
    block: {
      title: 'Block',
      help: 'Which residual block is repeated.',
      type: 'text',
      default: 'block:basicResidual',
      options: [
        'block:basicResidual',
        'block:bottleneckResidual',
        'block:resnextResidual',
        'block:preActivationResidual',
        'block:seResidual',
      ],
    },
    blocks,
    filters,
    stride: stageStride,
    shortcut,
    ...convolutional,
    zeroLast,
  },
  nodes: [
    blockInput,
    {
      ...node('block', '=block', ['in'], { ...passOn, shortcut: '=shortcut', zeroLast: '=zeroLast' }),
      repeat: '=blocks',
    },
    blockOutput('block'),
  ],
};

export const plainStage: BlockDefinition = {
  title: 'Plain stage',
  help: 'The plain twin of a ResNet stage: the same layers, no skips.',
  params: { blocks, filters, stride: stageStride, ...convolutional },
  nodes: [
    blockInput,
    { ...node('block', 'block:plainBlock', ['in'], passOn), repeat: '=blocks' },
    blockOutput('block'),
  ],
};
