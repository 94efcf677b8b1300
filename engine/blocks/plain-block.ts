import type { BlockDefinition } from '../design/document.ts';
import { blockInput, blockOutput, convNormActivationNodes } from './nodes.ts';
import { convolutional, filters, stride } from './params.ts';

/**
 * He et al. 2015 (arXiv 1512.03385), fig. 3 middle: what a residual block is without its skip, the layers named alike.
 */
export const plainBlock: BlockDefinition = {
  title: 'Plain block',
  help: 'The two 3×3 convolutions of a residual block without the skip: its plain twin, to compare with.',
  params: { filters, stride, ...convolutional },
  nodes: [
    blockInput,
    ...convNormActivationNodes('1', 'in', { filters: '=filters', kernel: 3, stride: '=stride' }),
    ...convNormActivationNodes('2', 'activation1', { filters: '=filters', kernel: 3 }),
    blockOutput('activation2'),
  ],
};
