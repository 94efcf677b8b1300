import { activationNode, node, normNode } from '../blocks/nodes.ts';
import { epsilon } from '../blocks/params.ts';
import type { DocumentNode } from '../design/document.ts';
import {
  activationArgument,
  dropoutArgument,
  filtersArgument,
  imageArguments,
  initArgument,
  normArgument,
} from './arguments.ts';
import { denseLayersHead } from './dense-heads.ts';
import { documentParams, inherited, inputNode } from './parts.ts';
import { defineTemplate } from './template.ts';

const args = {
  ...imageArguments(224, 224, 3, 1000),
  filters: filtersArgument(64),
  norm: normArgument('none'),
  activation: activationArgument,
  init: initArgument('he'),
  dropout: dropoutArgument(0.5),
} as const;

const unit = (id: string, from: string, filters: string, kernel: number): DocumentNode =>
  node(id, 'block:convNormActivation', [from], { filters, kernel, ...inherited });

/** Windows overlap: 3×3 at every second place. */
const pool = (id: string, from: string): DocumentNode =>
  node(id, 'maxPool', [from], { kernel: 3, stride: 2, padding: 'valid' });

/**
 * Krizhevsky 2014 (arXiv 1404.5997), as torchvision has it: one tower, no response norm. 11×11 with 2 around the image.
 */
export const alexnet = defineTemplate({
  name: 'alexnet',
  title: 'AlexNet',
  description:
    "Krizhevsky et al. 2012, in torchvision's form: five convolutions, from 11×11 to 3×3, and three dense layers, which hold 58.6 of its 61.1 million parameters. With it deep learning began to win.",
  args,
  smallestSide: () => 63,
  design: (given) => ({
    params: {
      ...documentParams(args, given, ['classes', 'filters', 'norm', 'activation', 'init', 'dropout']),
      epsilon,
    },
    nodes: [
      inputNode(given),
      // Padded by 2, which is neither half of the kernel nor nothing: no block's choice, so the layers stand by
      // themselves.
      node('conv1', 'conv2d', ['input'], {
        filters: '=filters',
        kernel: 11,
        stride: 4,
        padding: 2,
        bias: '=norm == "none"',
        init: '=init',
      }),
      normNode('norm1', 'conv1'),
      activationNode('activation1', 'norm1'),
      pool('pool1', 'activation1'),
      unit('conv2', 'pool1', '=3 * filters', 5),
      pool('pool2', 'conv2'),
      unit('conv3', 'pool2', '=6 * filters', 3),
      unit('conv4', 'conv3', '=4 * filters', 3),
      unit('conv5', 'conv4', '=4 * filters', 3),
      pool('pool3', 'conv5'),
      ...denseLayersHead('pool3', { dropsFirst: true }),
    ],
  }),
});
