import { node } from '../blocks/nodes.ts';
import type { DocumentNode } from '../design/document.ts';
import type { ImageSize } from './parts.ts';
import { inherited } from './parts.ts';

type Filters = readonly [f1: number, f3r: number, f3: number, f5r: number, f5: number, fpool: number];

/** Szegedy et al. 2014 (arXiv 1409.4842), table 1: f1, f3r, f3, f5r, f5, fpool. */
const modules = {
  '3a': [64, 96, 128, 16, 32, 32],
  '3b': [128, 128, 192, 32, 96, 64],
  '4a': [192, 96, 208, 16, 48, 64],
  '4b': [160, 112, 224, 24, 64, 64],
  '4c': [128, 128, 256, 24, 64, 64],
  '4d': [112, 144, 288, 32, 64, 64],
  '4e': [256, 160, 320, 32, 128, 128],
  '5a': [256, 160, 320, 32, 128, 128],
  '5b': [384, 192, 384, 48, 128, 128],
} as const satisfies Record<string, Filters>;

/** What the paper's network and torchvision's differ in, apart from norm, which is a parameter of the design. */
export interface GooglenetStyle {
  readonly largeKernel: 5 | 3;
  /** Window of the last max pool. */
  readonly lastPool: 3 | 2;
  /** Local response norm around the second convolution, as in the paper. */
  readonly responseNorm: boolean;
}

/** Sides behind a 3×3 pool of stride 2 that rounds up. */
const pooled = (side: number): number => Math.max(1, Math.ceil((side - 3) / 2) + 1);

/** Sides where the auxiliary heads sit: behind the first convolution and three pools. */
const middle = (side: number): number => pooled(pooled(pooled(Math.ceil(side / 2))));

/**
 * From `input` to `inception5b`, with `auxiliary1` behind 4a and `auxiliary2` behind 4d. Reads the design's norm,
 * activation, init, epsilon, classes, auxiliaries, auxiliaryWeight.
 */
export function googlenetNodes(
  style: GooglenetStyle,
  args: ImageSize & { readonly multiplier: number },
): readonly DocumentNode[] {
  const scaled = (filters: number): number => Math.max(1, Math.round(filters * args.multiplier));
  const passOn = { ...inherited, epsilon: '=epsilon' };
  const module = (name: keyof typeof modules, from: string): DocumentNode => {
    const [f1, f3r, f3, f5r, f5, fpool] = modules[name];
    return node(`inception${name}`, 'block:inception', [from], {
      f1: scaled(f1),
      f3r: scaled(f3r),
      f3: scaled(f3),
      f5r: scaled(f5r),
      f5: scaled(f5),
      fpool: scaled(fpool),
      largeKernel: style.largeKernel,
      ...passOn,
    });
  };
  const pool = (id: string, from: string, kernel = 3): DocumentNode =>
    node(id, 'maxPool', [from], { kernel, stride: 2, padding: 'valid', ceil: true });
  const unit = (id: string, from: string, filters: number, kernel: number, stride = 1): DocumentNode =>
    node(id, 'block:convNormActivation', [from], {
      filters: scaled(filters),
      kernel,
      stride,
      padding: 'torch',
      ...passOn,
    });
  const responseNorm = (id: string, from: string): readonly DocumentNode[] =>
    style.responseNorm ? [node(id, 'localResponseNorm', [from])] : [];
  const after = (norm: string, otherwise: string): string => (style.responseNorm ? norm : otherwise);
  const auxiliary = (id: string, from: string): DocumentNode => ({
    ...node(id, 'block:googlenetAuxiliary', [from], {
      classes: '=classes',
      weight: '=auxiliaryWeight',
      window: Math.min(5, middle(args.height), middle(args.width)),
      filters: scaled(128),
      units: scaled(1024),
      ...passOn,
    }),
    when: '=auxiliaries',
  });
  return [
    unit('conv1', 'input', 64, 7, 2),
    pool('pool1', 'conv1'),
    ...responseNorm('responseNorm1', 'pool1'),
    unit('reduce2', after('responseNorm1', 'pool1'), 64, 1),
    unit('conv2', 'reduce2', 192, 3),
    ...responseNorm('responseNorm2', 'conv2'),
    pool('pool2', after('responseNorm2', 'conv2')),
    module('3a', 'pool2'),
    module('3b', 'inception3a'),
    pool('pool3', 'inception3b'),
    module('4a', 'pool3'),
    auxiliary('auxiliary1', 'inception4a'),
    module('4b', 'inception4a'),
    module('4c', 'inception4b'),
    module('4d', 'inception4c'),
    auxiliary('auxiliary2', 'inception4d'),
    module('4e', 'inception4d'),
    pool('pool4', 'inception4e', style.lastPool),
    module('5a', 'pool4'),
    module('5b', 'inception5a'),
  ];
}
