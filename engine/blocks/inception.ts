import type { BlockDefinition, BlockParam } from '../design/document.ts';
import { blockInput, blockOutput, node } from './nodes.ts';
import { convolutional } from './params.ts';
import { unit } from './unit.ts';

const filtersOf = (title: string, help: string, value: number, min = 1) =>
  ({ title, help, type: 'number', default: value, min }) as const satisfies BlockParam;

const branches = {
  f1: filtersOf('1×1', 'Filters of the 1×1 branch.', 64),
  f3: filtersOf('3×3', 'Filters of the 3×3.', 128),
  f5: filtersOf('5×5', 'Filters of the 5×5.', 32),
  fpool: filtersOf('Pool', 'Filters of the 1×1 behind the pool.', 32),
} as const;

const largeKernel = {
  title: 'Large kernel',
  help: 'Window of the third branch: 5 in the paper, 3 in torchvision.',
  type: 'number',
  default: 5,
  min: 1,
} as const satisfies BlockParam;

const pool = node('pool', 'maxPool', ['in'], { kernel: 3, stride: 1, padding: 'same' });

/** Szegedy et al. 2014 (arXiv 1409.4842), fig. 2b; the parameters are the columns of its table 1. */
export const inception: BlockDefinition = {
  title: 'Inception module',
  help: 'Four views of the same input side by side: 1×1, 3×3 and 5×5 convolutions and a pool. A 1×1 in front of the large ones shrinks the channels, and with them the cost.',
  params: {
    f1: branches.f1,
    f3r: filtersOf('3×3 bottleneck', 'Filters of the 1×1 in front of the 3×3.', 96),
    f3: branches.f3,
    f5r: filtersOf('5×5 bottleneck', 'Filters of the 1×1 in front of the 5×5.', 16),
    f5: branches.f5,
    fpool: branches.fpool,
    largeKernel,
    ...convolutional,
  },
  nodes: [
    blockInput,
    unit('conv1x1', 'in', '=f1', 1),
    unit('reduce3x3', 'in', '=f3r', 1),
    unit('conv3x3', 'reduce3x3', '=f3', 3),
    unit('reduce5x5', 'in', '=f5r', 1),
    unit('conv5x5', 'reduce5x5', '=f5', '=largeKernel'),
    pool,
    unit('poolProjection', 'pool', '=fpool', 1),
    node('concat', 'concat', ['conv1x1', 'conv3x3', 'conv5x5', 'poolProjection']),
    blockOutput('concat'),
  ],
};

/**
 * Szegedy et al. 2014 (arXiv 1409.4842), fig. 2a; with `fpool` 0 the pool's channels all reach the output, as drawn
 * there.
 */
export const naiveInception: BlockDefinition = {
  title: 'Inception module, naive',
  help: 'The Inception module without bottlenecks: every branch reads all input channels, so the 5×5 costs most of it.',
  params: {
    ...branches,
    fpool: { ...branches.fpool, help: 'Filters of the 1×1 behind the pool; 0 leaves the pool as it is.', min: 0 },
    largeKernel,
    ...convolutional,
  },
  nodes: [
    blockInput,
    unit('conv1x1', 'in', '=f1', 1),
    unit('conv3x3', 'in', '=f3', 3),
    unit('conv5x5', 'in', '=f5', '=largeKernel'),
    pool,
    { ...unit('poolProjection', 'pool', '=fpool', 1), when: '=fpool > 0' },
    node('concat', 'concat', ['conv1x1', 'conv3x3', 'conv5x5', 'poolProjection']),
    blockOutput('concat'),
  ],
};
