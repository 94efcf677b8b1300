import { node } from '../blocks/nodes.ts';
import type { DocumentNode } from '../design/document.ts';
import {
  activationArgument,
  dropoutArgument,
  filtersArgument,
  imageArguments,
  initArgument,
  normArgument,
} from './arguments.ts';
import { documentParams, inherited, inputNode } from './parts.ts';
import { defineTemplate } from './template.ts';

const args = {
  ...imageArguments(32, 32, 3, 10),
  filters: filtersArgument(192),
  norm: normArgument('none'),
  activation: activationArgument,
  init: initArgument('he'),
  dropout: dropoutArgument(0.5),
} as const;

const drop = (id: string, from: string): DocumentNode => ({
  ...node(id, 'dropout', [from], { rate: '=dropout' }),
  when: '=dropout > 0',
});

/**
 * Layer sizes and pools of the authors' Caffe model for CIFAR-10. There the class maps pass a ReLU; here they are
 * logits as they are.
 */
export const networkInNetwork = defineTemplate({
  name: 'network_in_network',
  title: 'Network in Network',
  description:
    'Lin et al. 2013: three small perceptrons slide over the image, and the mean of each class map is the logit: no dense layer.',
  args,
  smallestSide: () => 6,
  design: (given) => ({
    params: documentParams(args, given, ['classes', 'filters', 'norm', 'activation', 'init', 'dropout']),
    nodes: [
      inputNode(given),
      node('mlpconv1', 'block:mlpconv', ['input'], {
        kernel: 5,
        f1: '=filters',
        f2: '=max(1, round(filters * 5 / 6))',
        f3: '=max(1, round(filters / 2))',
        ...inherited,
      }),
      node('pool1', 'maxPool', ['mlpconv1'], { kernel: 3, stride: 2, padding: 'valid', ceil: true }),
      drop('dropout1', 'pool1'),
      node('mlpconv2', 'block:mlpconv', ['dropout1'], {
        kernel: 5,
        f1: '=filters',
        f2: '=filters',
        f3: '=filters',
        ...inherited,
      }),
      node('pool2', 'averagePool', ['mlpconv2'], { kernel: 3, stride: 2, padding: 'valid', ceil: true }),
      drop('dropout2', 'pool2'),
      node('conv3', 'block:convNormActivation', ['dropout2'], { filters: '=filters', kernel: 3, ...inherited }),
      node('mlp3', 'block:convNormActivation', ['conv3'], { filters: '=filters', kernel: 1, ...inherited }),
      node('classMaps', 'conv2d', ['mlp3'], { filters: '=classes', kernel: 1, init: '=init' }),
      node('averagePool', 'globalAveragePool', ['classMaps']),
      node('flatten', 'flatten', ['averagePool']),
      node('classifier', 'classifier', ['flatten']),
    ],
  }),
});
