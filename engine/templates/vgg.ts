import { node } from '../blocks/nodes.ts';
import type { DocumentNode } from '../design/document.ts';
import {
  activationArgument,
  biasArgument,
  dropoutArgument,
  filtersArgument,
  imageArguments,
  initArgument,
  normArgument,
} from './arguments.ts';
import { denseLayersHead } from './dense-heads.ts';
import { documentParams, type ImageSize, inherited, inputNode } from './parts.ts';
import { defineTemplate } from './template.ts';

/** torchvision keeps the bias of each convolution where a batch norm follows, too. */
const args = {
  ...imageArguments(224, 224, 3, 1000),
  filters: filtersArgument(64),
  norm: normArgument('none'),
  bias: { ...biasArgument, default: 'yes' },
  activation: activationArgument,
  init: initArgument('he'),
  dropout: dropoutArgument(0.5),
} as const;

const normed = { ...args, norm: normArgument('batch') } as const;

const turnable = ['classes', 'filters', 'norm', 'bias', 'activation', 'init', 'dropout'] as const;

/**
 * Simonyan and Zisserman 2014 (arXiv 1409.1556), table 1, column D: convolutions of each stage, and its filters for
 * each of the first's.
 */
const stages = [
  [2, 1],
  [2, 2],
  [3, 4],
  [3, 8],
  [3, 8],
] as const;

const nodes = (image: ImageSize): readonly DocumentNode[] => [
  inputNode(image),
  ...stages.flatMap(([convolutions, ratio], i): readonly DocumentNode[] => [
    {
      ...node(`stage${i + 1}`, 'block:convNormActivation', [i === 0 ? 'input' : `pool${i}`], {
        filters: ratio === 1 ? '=filters' : `=${ratio} * filters`,
        kernel: 3,
        bias: '=bias',
        ...inherited,
      }),
      repeat: convolutions,
    },
    node(`pool${i + 1}`, 'maxPool', [`stage${i + 1}`], { kernel: 2, stride: 2, padding: 'valid' }),
  ]),
  ...denseLayersHead('pool5', { dropsFirst: false }),
];

export const vgg16 = defineTemplate({
  name: 'vgg16',
  title: 'VGG-16',
  description:
    'Simonyan and Zisserman 2014: nothing but 3×3 convolutions, whose channels double where a pool halves the image. Two 3×3 see as far as one 5×5 and cost less; the first dense layer alone holds 103 of 138 million parameters.',
  args,
  smallestSide: () => 32,
  design: (given) => ({ params: documentParams(args, given, turnable), nodes: nodes(given) }),
});

export const vgg16Bn = defineTemplate({
  name: 'vgg16_bn',
  title: 'VGG-16 with batch norm',
  description:
    "torchvision's vgg16_bn: VGG-16 with a batch norm behind each convolution. 8,448 parameters more, and it trains from random weights at rates that VGG-16 does not bear.",
  args: normed,
  smallestSide: () => 32,
  design: (given) => ({ params: documentParams(normed, given, turnable), nodes: nodes(given) }),
});
