import { node } from '../blocks/nodes.ts';
import { epsilon } from '../blocks/params.ts';
import { scaled } from '../blocks/unit.ts';
import type { DocumentNode } from '../design/document.ts';
import {
  activationArgument,
  auxiliaryArguments,
  dropoutArgument,
  imageArguments,
  initArgument,
  multiplierArgument,
  normArgument,
} from './arguments.ts';
import { documentParams, droppingHead, inherited, inputNode } from './parts.ts';
import { defineTemplate } from './template.ts';

const args = {
  ...imageArguments(299, 299, 3, 1000),
  multiplier: multiplierArgument,
  norm: normArgument('batch'),
  activation: activationArgument,
  init: initArgument('he'),
  dropout: dropoutArgument(0.5),
  ...auxiliaryArguments,
} as const;

const passOn = { ...inherited, epsilon: '=epsilon' };

const unit = (id: string, from: string, filters: number, kernel: number, stride = 1, padding = 'valid'): DocumentNode =>
  node(id, 'block:convNormActivation', [from], {
    filters: scaled(filters),
    kernel,
    stride,
    padding,
    ...passOn,
  });

const pool = (id: string, from: string): DocumentNode =>
  node(id, 'maxPool', [from], { kernel: 3, stride: 2, padding: 'valid' });

const module = (
  id: string,
  letter: string,
  from: string,
  params: Readonly<Record<string, number>> = {},
): DocumentNode => node(id, `block:inceptionV3${letter}`, [from], { ...params, multiplier: '=multiplier', ...passOn });

const halved = (side: number): number => Math.floor((side - 3) / 2) + 1;

/** Side of the C modules' maps: conv1 and its follower, two pools with a 3×3 between them, module B. 17 of 299. */
const middle = (side: number): number => halved(halved(halved(halved(side) - 2) - 2));

/** The head's pool and kernel are 5 at 299 × 299; on smaller maps as large as fits. */
function auxiliaryWindows(height: number, width: number): { readonly window: number; readonly kernel: number } {
  const side = Math.max(1, Math.min(middle(height), middle(width)));
  const window = Math.min(5, side);
  return { window, kernel: Math.min(5, Math.floor((side - window) / 3) + 1) };
}

/** torchvision starts from truncated normals; here convolutions start from He's. */
export const inceptionV3 = defineTemplate({
  name: 'inception_v3',
  title: 'Inception v3',
  description: "Szegedy et al. 2015: factorised convolutions on 299×299. torchvision's inception_v3.",
  args,
  smallestSide: () => 75,
  design: (given) => ({
    params: {
      ...documentParams(args, given, [
        'classes',
        'multiplier',
        'norm',
        'activation',
        'init',
        'dropout',
        'auxiliaries',
        'auxiliaryWeight',
      ]),
      epsilon: { ...epsilon, default: 1e-3 },
    },
    nodes: [
      inputNode(given),
      unit('conv1', 'input', 32, 3, 2),
      unit('conv2', 'conv1', 32, 3),
      unit('conv3', 'conv2', 64, 3, 1, 'torch'),
      pool('pool1', 'conv3'),
      unit('conv4', 'pool1', 80, 1),
      unit('conv5', 'conv4', 192, 3),
      pool('pool2', 'conv5'),
      module('mixed5b', 'A', 'pool2', { fpool: 32 }),
      module('mixed5c', 'A', 'mixed5b', { fpool: 64 }),
      module('mixed5d', 'A', 'mixed5c', { fpool: 64 }),
      module('mixed6a', 'B', 'mixed5d'),
      module('mixed6b', 'C', 'mixed6a', { f7: 128 }),
      module('mixed6c', 'C', 'mixed6b', { f7: 160 }),
      module('mixed6d', 'C', 'mixed6c', { f7: 160 }),
      module('mixed6e', 'C', 'mixed6d', { f7: 192 }),
      {
        ...node('auxiliary', 'block:inceptionV3Auxiliary', ['mixed6e'], {
          classes: '=classes',
          weight: '=auxiliaryWeight',
          ...auxiliaryWindows(given.height, given.width),
          multiplier: '=multiplier',
          ...passOn,
        }),
        when: '=auxiliaries',
      },
      module('mixed7a', 'D', 'mixed6e'),
      module('mixed7b', 'E', 'mixed7a'),
      module('mixed7c', 'E', 'mixed7b'),
      ...droppingHead('mixed7c'),
    ],
  }),
});
