import type { BlockDefinition, BlockParam } from '../design/document.ts';
import { blockInput, blockOutput, node } from './nodes.ts';
import { convolutional } from './params.ts';
import { unit } from './unit.ts';

const filtersOf = (title: string, help: string, value: number) =>
  ({ title, help, type: 'number', default: value, min: 1 }) as const satisfies BlockParam;

/** Iandola et al. 2016 (arXiv 1602.07360), section 3.2; the parameters are the columns of its table 1. */
export const fire: BlockDefinition = {
  title: 'Fire module',
  help: 'A 1×1 squeezes the channels, then a 1×1 and a 3×3 side by side expand them: most filters are the nine times cheaper 1×1, and the 3×3 see few channels.',
  params: {
    squeeze: filtersOf('Squeeze', 'Filters of the 1×1 in front.', 16),
    expand1x1: filtersOf('1×1', 'Filters of the 1×1 behind it.', 64),
    expand3x3: filtersOf('3×3', 'Filters of the 3×3 behind it.', 64),
    ...convolutional,
    norm: { ...convolutional.norm, default: 'none' },
  },
  nodes: [
    blockInput,
    unit('squeeze', 'in', '=squeeze', 1),
    unit('expand1x1', 'squeeze', '=expand1x1', 1),
    unit('expand3x3', 'squeeze', '=expand3x3', 3),
    node('concat', 'concat', ['expand1x1', 'expand3x3']),
    blockOutput('concat'),
  ],
};
