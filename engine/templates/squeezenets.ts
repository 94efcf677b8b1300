import { node } from '../blocks/nodes.ts';
import type { DocumentNode } from '../design/document.ts';
import {
  activationArgument,
  dropoutArgument,
  imageArguments,
  initArgument,
  multiplierArgument,
  normArgument,
} from './arguments.ts';
import { documentParams, type ImageSize, inherited, inputNode } from './parts.ts';
import { defineTemplate } from './template.ts';

const args = {
  ...imageArguments(224, 224, 3, 1000),
  multiplier: multiplierArgument,
  norm: normArgument('none'),
  activation: activationArgument,
  init: initArgument('he'),
  dropout: dropoutArgument(0.5),
} as const;

/**
 * Iandola et al. 2016 (arXiv 1602.07360), table 1: the filters of each 1×1 in front, and of each of the two behind it.
 */
const fires = {
  fire2: [16, 64],
  fire3: [16, 64],
  fire4: [32, 128],
  fire5: [32, 128],
  fire6: [48, 192],
  fire7: [48, 192],
  fire8: [64, 256],
  fire9: [64, 256],
} as const satisfies Record<string, readonly [squeeze: number, expand: number]>;

type Fire = keyof typeof fires;

interface Style {
  readonly first: { readonly filters: number; readonly kernel: number };
  /** Fire modules in front of which a max pool halves the image. */
  readonly pooled: ReadonlySet<Fire>;
}

/** 1.0 as in the paper; 1.1 pools earlier and starts with 64 filters of 3×3. */
const styles = {
  '1.0': { first: { filters: 96, kernel: 7 }, pooled: new Set(['fire2', 'fire5', 'fire9']) },
  '1.1': { first: { filters: 64, kernel: 3 }, pooled: new Set(['fire2', 'fire4', 'fire6']) },
} as const satisfies Record<string, Style>;

function nodes(
  { first, pooled }: Style,
  { multiplier, ...image }: ImageSize & { readonly multiplier: number },
): readonly DocumentNode[] {
  const scaled = (filters: number): number => Math.max(1, Math.round(filters * multiplier));
  const modules: DocumentNode[] = [];
  let from = 'conv1';
  for (const [name, [squeeze, expand]] of Object.entries(fires)) {
    if (pooled.has(name as Fire)) {
      const pool = name.replace('fire', 'pool');
      modules.push(node(pool, 'maxPool', [from], { kernel: 3, stride: 2, padding: 'valid', ceil: true }));
      from = pool;
    }
    const filters = { squeeze: scaled(squeeze), expand1x1: scaled(expand), expand3x3: scaled(expand) };
    modules.push(node(name, 'block:fire', [from], { ...filters, ...inherited }));
    from = name;
  }
  return [
    inputNode(image),
    node('conv1', 'block:convNormActivation', ['input'], {
      filters: scaled(first.filters),
      kernel: first.kernel,
      stride: 2,
      padding: 'valid',
      ...inherited,
    }),
    ...modules,
    { ...node('dropout', 'dropout', ['fire9'], { rate: '=dropout' }), when: '=dropout > 0' },
    node('classMaps', 'conv2d', ['dropout'], { filters: '=classes', kernel: 1, init: '=init' }),
    node('activation', '=activation', ['classMaps']),
    node('averagePool', 'globalAveragePool', ['activation']),
    node('flatten', 'flatten', ['averagePool']),
    node('classifier', 'classifier', ['flatten']),
  ];
}

const turnable = ['classes', 'norm', 'activation', 'init', 'dropout'] as const;

export const squeezenet10 = defineTemplate({
  name: 'squeezenet1_0',
  title: 'SqueezeNet 1.0',
  description:
    'Iandola et al. 2016: fire modules squeeze the channels with 1×1s before they expand them, and the mean of each class map is the logit. As right as AlexNet with a fiftieth of its parameters.',
  args,
  smallestSide: () => 29,
  design: (given) => ({ params: documentParams(args, given, turnable), nodes: nodes(styles['1.0'], given) }),
});

export const squeezenet11 = defineTemplate({
  name: 'squeezenet1_1',
  title: 'SqueezeNet 1.1',
  description:
    'SqueezeNet with a 3×3 in front and earlier pools: as right as 1.0 with 2.3 times fewer multiplications, since its modules work on smaller images.',
  args,
  smallestSide: () => 25,
  design: (given) => ({ params: documentParams(args, given, turnable), nodes: nodes(styles['1.1'], given) }),
});
