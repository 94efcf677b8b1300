import { type ParamValue, type Problem, problem } from '../base/diagnostics.ts';
import type { BlockName } from '../blocks/index.ts';
import { activationNode, node, normNode } from '../blocks/nodes.ts';
import { epsilon } from '../blocks/params.ts';
import type { DocumentNode } from '../design/document.ts';
import {
  activationArgument,
  depthArgument,
  filtersArgument,
  imageArguments,
  initArgument,
  normArgument,
  shortcutArgument,
  zeroLastArgument,
} from './arguments.ts';
import { documentParams, type ImageSize, inherited, inputNode, poolingHead, shortcutParam } from './parts.ts';
import { defineTemplate } from './template.ts';

const plainArguments = {
  depth: depthArgument,
  ...imageArguments(32, 32, 3, 10),
  filters: filtersArgument(16),
  norm: normArgument('batch'),
  activation: activationArgument,
  init: initArgument('he'),
} as const;

const residualArguments = {
  ...plainArguments,
  shortcut: shortcutArgument('zeroPad'),
  zeroLast: zeroLastArgument,
} as const;

const turnable = ['depth', 'classes', 'filters', 'norm', 'activation', 'init'] as const;

/** Depths are 6n + 2: the stem, three stages of n blocks of two layers, the dense layer. */
function depthProblems({ depth }: { readonly depth: number }): readonly Problem[] {
  if (depth % 6 === 2) return [];
  const below = depth - ((depth - 2) % 6);
  return [problem('template.depth', '', { depth, below, above: below + 6 }, { field: 'depth' })];
}

interface Shape {
  readonly block: BlockName;
  readonly blockParams: Readonly<Record<string, ParamValue>>;
  /** Norm and activation open each block, so that the stem has none and the last block's come behind it. */
  readonly preActivation: boolean;
}

/**
 * He et al. 2015 (arXiv 1512.03385), section 4.2: 3×3 stem, three stages with 16, 32, 64 filters at full, half and
 * quarter size.
 */
function cifarNodes({ block, blockParams, preActivation }: Shape, image: ImageSize): readonly DocumentNode[] {
  const stage = (i: number): DocumentNode => ({
    ...node(`stage${i + 1}`, `block:${block}`, [i === 0 ? 'stem' : `stage${i}`], {
      filters: i === 0 ? '=filters' : `=${2 ** i} * filters`,
      ...(i === 0 ? {} : { stride: '=index == 0 ? 2 : 1' }),
      ...blockParams,
      ...inherited,
    }),
    repeat: '=(depth - 2) / 6',
  });
  const stem = { filters: '=filters', kernel: 3, padding: 'torch', ...inherited };
  const bareStem = { ...stem, norm: 'none', activation: 'none', bias: 'no' };
  return [
    inputNode(image),
    node('stem', 'block:convNormActivation', ['input'], preActivation ? bareStem : stem),
    ...[0, 1, 2].map(stage),
    ...(preActivation ? [normNode('lastNorm', 'stage3'), activationNode('lastActivation', 'lastNorm')] : []),
    ...poolingHead(preActivation ? 'lastActivation' : 'stage3'),
  ];
}

const skips = { shortcut: '=shortcut', zeroLast: '=zeroLast' } as const;

export const cifarResnet = defineTemplate({
  name: 'cifar_resnet',
  title: 'CIFAR ResNet',
  description: 'He et al. 2015, table 6: 6n + 2 layers in residual blocks for 32×32 images, from 8 to 1202.',
  args: residualArguments,
  check: depthProblems,
  design: (args) => ({
    name: `cifar_resnet${args.depth}`,
    description: `He et al. 2015, section 4.2: ${args.depth} layers in residual blocks.`,
    params: {
      ...documentParams(residualArguments, args, [...turnable, 'zeroLast']),
      shortcut: shortcutParam(args.shortcut),
    },
    nodes: cifarNodes({ block: 'basicResidual', blockParams: skips, preActivation: false }, args),
  }),
});

export const cifarPreactResnet = defineTemplate({
  name: 'cifar_preact_resnet',
  title: 'CIFAR pre-activation ResNet',
  description: 'He et al. 2016: norm and activation in front of each convolution, nothing on the skips; 6n + 2 layers.',
  args: residualArguments,
  check: depthProblems,
  design: (args) => ({
    name: `cifar_preact_resnet${args.depth}`,
    description: `He et al. 2016: ${args.depth} layers in pre-activation residual blocks.`,
    params: {
      ...documentParams(residualArguments, args, [...turnable, 'zeroLast']),
      shortcut: shortcutParam(args.shortcut),
      epsilon,
    },
    nodes: cifarNodes({ block: 'preActivationResidual', blockParams: skips, preActivation: true }, args),
  }),
});

export const cifarPlain = defineTemplate({
  name: 'cifar_plain',
  title: 'CIFAR plain net',
  description:
    'The plain twin of CIFAR ResNet: the same 6n + 2 layers without skips, which train worse the deeper they are.',
  args: plainArguments,
  check: depthProblems,
  design: (args) => ({
    name: `cifar_plain${args.depth}`,
    description: `He et al. 2015, section 4.2: ${args.depth} layers without shortcuts.`,
    params: documentParams(plainArguments, args, turnable),
    nodes: cifarNodes({ block: 'plainBlock', blockParams: {}, preActivation: false }, args),
  }),
});
