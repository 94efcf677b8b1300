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
import { documentParams, droppingHead, inherited, inputNode } from './parts.ts';
import { defineTemplate } from './template.ts';

const args = {
  ...imageArguments(224, 224, 3, 1000),
  multiplier: multiplierArgument,
  norm: normArgument('batch'),
  activation: { ...activationArgument, default: 'relu6' },
  init: initArgument('he'),
  dropout: dropoutArgument(0.2),
} as const;

/** Sandler et al. 2018 (arXiv 1801.04381), table 2: t, c, n, s. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** Filters in eights, and no more than a tenth below what the multiplier asks, as the authors' code has it. */
function scaled(filters: number, multiplier: number): number {
  const wanted = filters * multiplier;
  const eights = Math.max(8, Math.floor(wanted / 8 + 0.5) * 8);
  return eights < 0.9 * wanted ? eights + 8 : eights;
}

export const mobilenetV2 = defineTemplate({
  name: 'mobilenet_v2',
  title: 'MobileNetV2',
  description:
    'Sandler et al. 2018: depthwise 3×3 convolutions between 1×1s, in residual blocks that are wide inside and narrow at both ends. A fourteenth of the multiplications of ResNet-50, made for telephones.',
  args,
  design: (given) => {
    const unit = (id: string, from: string, filters: number, kernel: number, stride: number): DocumentNode =>
      node(id, 'block:convNormActivation', [from], { filters, kernel, stride, padding: 'torch', ...inherited });
    const stage = ([expansion, filters, repeat, stride]: (typeof stages)[number], i: number): DocumentNode => ({
      ...node(`stage${i + 1}`, 'block:invertedResidual', [i === 0 ? 'stem' : `stage${i}`], {
        filters: scaled(filters, given.multiplier),
        expansion,
        ...(stride === 1 ? {} : { stride: `=index == 0 ? ${stride} : 1` }),
        ...inherited,
      }),
      repeat,
    });
    return {
      params: documentParams(args, given, ['classes', 'norm', 'activation', 'init', 'dropout']),
      nodes: [
        inputNode(given),
        unit('stem', 'input', scaled(32, given.multiplier), 3, 2),
        ...stages.map(stage),
        unit('lastConv', 'stage7', scaled(1280, Math.max(1, given.multiplier)), 1, 1),
        ...droppingHead('lastConv'),
      ],
    };
  },
});
