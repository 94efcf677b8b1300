import type { BlockDefinition, BlockParam } from '../design/document.ts';
import { blockInput, blockOutput, node } from './nodes.ts';
import { activation, bias, epsilon, init, multiplier, norm } from './params.ts';
import { scaled, unit } from './unit.ts';

/** Szegedy et al. 2015 (arXiv 1512.00567); letters and widths as in torchvision's inception_v3. */

const shared = { multiplier, norm, activation, bias, init, epsilon: { ...epsilon, default: 1e-3 } } as const;

/** Keeps the size; its zeros count in the mean, as PyTorch's default has it. */
const averagePool = node('pool', 'averagePool', ['in'], {
  kernel: 3,
  stride: 1,
  padding: 'same',
  countIncludePad: true,
});
/** Halves the size. */
const maxPool = node('pool', 'maxPool', ['in'], { kernel: 3, stride: 2, padding: 'valid' });
const halve = { stride: 2, padding: 'valid' } as const;

export const inceptionV3A: BlockDefinition = {
  title: 'Inception v3 module A',
  help: 'Like the Inception module, with two 3×3 in a row for a second large view (fig. 5): the same 5×5 window for 18/25 of the cost.',
  params: {
    fpool: {
      title: 'Pool projection',
      help: 'Filters of the 1×1 behind the pool.',
      type: 'number',
      default: 64,
      min: 1,
    },
    ...shared,
  },
  nodes: [
    blockInput,
    unit('conv1x1', 'in', scaled(64), 1),
    unit('reduce5x5', 'in', scaled(48), 1),
    unit('conv5x5', 'reduce5x5', scaled(64), 5),
    unit('reduceDouble', 'in', scaled(64), 1),
    unit('double1', 'reduceDouble', scaled(96), 3),
    unit('double2', 'double1', scaled(96), 3),
    averagePool,
    unit('poolProjection', 'pool', scaled('fpool'), 1),
    node('concat', 'concat', ['conv1x1', 'conv5x5', 'double2', 'poolProjection']),
    blockOutput('concat'),
  ],
};

export const inceptionV3B: BlockDefinition = {
  title: 'Inception v3 module B',
  help: 'Halves the size and widens at once (fig. 10): strided convolutions beside a strided pool, so that no representation is squeezed.',
  params: shared,
  nodes: [
    blockInput,
    unit('conv3x3', 'in', scaled(384), 3, halve),
    unit('reduceDouble', 'in', scaled(64), 1),
    unit('double1', 'reduceDouble', scaled(96), 3),
    unit('double2', 'double1', scaled(96), 3, halve),
    maxPool,
    node('concat', 'concat', ['conv3x3', 'double2', 'pool']),
    blockOutput('concat'),
  ],
};

const f7 = {
  title: '7×7 channels',
  help: 'Channels between the 1×7 and 7×1 convolutions.',
  type: 'number',
  default: 128,
  min: 1,
} as const satisfies BlockParam;

export const inceptionV3C: BlockDefinition = {
  title: 'Inception v3 module C',
  help: 'Factorises 7×7 into 1×7 and 7×1 (fig. 6): the same window for 2/7 of the cost.',
  params: { f7, ...shared },
  nodes: [
    blockInput,
    unit('conv1x1', 'in', scaled(192), 1),
    unit('reduce7x7', 'in', scaled('f7'), 1),
    unit('conv1x7', 'reduce7x7', scaled('f7'), [1, 7]),
    unit('conv7x1', 'conv1x7', scaled(192), [7, 1]),
    unit('reduceDouble', 'in', scaled('f7'), 1),
    unit('double1', 'reduceDouble', scaled('f7'), [7, 1]),
    unit('double2', 'double1', scaled('f7'), [1, 7]),
    unit('double3', 'double2', scaled('f7'), [7, 1]),
    unit('double4', 'double3', scaled(192), [1, 7]),
    averagePool,
    unit('poolProjection', 'pool', scaled(192), 1),
    node('concat', 'concat', ['conv1x1', 'conv7x1', 'double4', 'poolProjection']),
    blockOutput('concat'),
  ],
};

export const inceptionV3D: BlockDefinition = {
  title: 'Inception v3 module D',
  help: 'Halves the size, one branch behind a factorised 7×7.',
  params: shared,
  nodes: [
    blockInput,
    unit('reduce3x3', 'in', scaled(192), 1),
    unit('conv3x3', 'reduce3x3', scaled(320), 3, halve),
    unit('reduce7x7', 'in', scaled(192), 1),
    unit('conv1x7', 'reduce7x7', scaled(192), [1, 7]),
    unit('conv7x1', 'conv1x7', scaled(192), [7, 1]),
    unit('down7x7', 'conv7x1', scaled(192), 3, halve),
    maxPool,
    node('concat', 'concat', ['conv3x3', 'down7x7', 'pool']),
    blockOutput('concat'),
  ],
};

export const inceptionV3E: BlockDefinition = {
  title: 'Inception v3 module E',
  help: 'The widest: 1×3 and 3×1 side by side rather than in a row (fig. 7), for the coarsest grids.',
  params: shared,
  nodes: [
    blockInput,
    unit('conv1x1', 'in', scaled(320), 1),
    unit('reduce3x3', 'in', scaled(384), 1),
    unit('conv1x3', 'reduce3x3', scaled(384), [1, 3]),
    unit('conv3x1', 'reduce3x3', scaled(384), [3, 1]),
    unit('reduceDouble', 'in', scaled(448), 1),
    unit('double', 'reduceDouble', scaled(384), 3),
    unit('double1x3', 'double', scaled(384), [1, 3]),
    unit('double3x1', 'double', scaled(384), [3, 1]),
    averagePool,
    unit('poolProjection', 'pool', scaled(192), 1),
    node('concat', 'concat', ['conv1x1', 'conv1x3', 'conv3x1', 'double1x3', 'double3x1', 'poolProjection']),
    blockOutput('concat'),
  ],
};
