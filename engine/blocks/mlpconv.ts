import type { BlockDefinition, BlockParam } from '../design/document.ts';
import { blockInput, blockOutput } from './nodes.ts';
import { convolutional, stride } from './params.ts';
import { unit } from './unit.ts';

const filtersOf = (title: string, help: string, value: number) =>
  ({ title, help, type: 'number', default: value, min: 1 }) as const satisfies BlockParam;

/** Lin et al. 2013 (arXiv 1312.4400), section 3.1. */
export const mlpconv: BlockDefinition = {
  title: 'Network in Network (mlpconv)',
  help: 'A convolution and two 1×1 convolutions: a small multilayer perceptron slides over the image in place of a linear filter.',
  params: {
    kernel: { title: 'Kernel', help: 'Window of the perceptron.', type: 'size', default: 5 },
    stride,
    f1: filtersOf('Filters', 'Filters of the convolution.', 192),
    f2: filtersOf('First 1×1', 'Filters of the first 1×1.', 160),
    f3: filtersOf('Second 1×1', 'Filters of the second 1×1: the output channels.', 96),
    ...convolutional,
    norm: { ...convolutional.norm, default: 'none' },
  },
  nodes: [
    blockInput,
    unit('conv', 'in', '=f1', '=kernel', { stride: '=stride' }),
    unit('mlp1', 'conv', '=f2', 1),
    unit('mlp2', 'mlp1', '=f3', 1),
    blockOutput('mlp2'),
  ],
};
