import { node } from '../blocks/nodes.ts';
import type { DocumentNode } from '../design/document.ts';
import { activationArgument, filtersArgument, imageArguments, initArgument } from './arguments.ts';
import { documentParams, inputNode } from './parts.ts';
import { defineTemplate } from './template.ts';

const args = {
  ...imageArguments(32, 32, 1, 10),
  filters: {
    ...filtersArgument(6),
    help: 'Filters of the first convolution; the other layers keep their ratio to it.',
  },
  activation: { ...activationArgument, default: 'tanh' },
  init: initArgument('xavier'),
} as const;

const times = (ratio: string): string => `=max(1, round(filters * ${ratio} / 6))`;

/** A layer and its activation. */
const activated = (id: string, layer: DocumentNode): readonly DocumentNode[] => [
  layer,
  node(id, '=activation', [layer.id]),
];

const convolution = (id: string, from: string, filters: string): DocumentNode =>
  node(id, 'conv2d', [from], { filters, kernel: 5, padding: 'valid', init: '=init' });

const pool = (id: string, from: string): DocumentNode =>
  node(id, 'averagePool', [from], { kernel: 2, stride: 2, padding: 'valid' });

const dense = (id: string, from: string, ratio: string): DocumentNode =>
  node(id, 'dense', [from], { units: times(ratio) });

/**
 * LeCun et al. 1998, fig. 2, as it is taught today: the second convolution reads all six maps (the paper's reads a
 * chosen few), pools have no weights of their own, and ten logits stand where the paper has radial units.
 */
export const lenet5 = defineTemplate({
  name: 'lenet5',
  title: 'LeNet-5',
  description:
    'LeCun et al. 1998: convolution and pool twice, then three dense layers; images shrink while channels grow. Nearly all of its weights are dense, nearly all of its work convolution.',
  args,
  smallestSide: () => 16,
  design: (given) => ({
    params: documentParams(args, given, ['classes', 'filters', 'activation', 'init']),
    nodes: [
      inputNode(given),
      ...activated('activation1', convolution('conv1', 'input', '=filters')),
      pool('pool1', 'activation1'),
      ...activated('activation2', convolution('conv2', 'pool1', times('16'))),
      pool('pool2', 'activation2'),
      node('flatten', 'flatten', ['pool2']),
      ...activated('activation3', dense('dense1', 'flatten', '120')),
      ...activated('activation4', dense('dense2', 'activation3', '84')),
      node('dense', 'dense', ['activation4'], { units: '=classes' }),
      node('classifier', 'classifier', ['dense']),
    ],
  }),
});
