import { epsilon } from '../blocks/params.ts';
import {
  activationArgument,
  auxiliaryArguments,
  dropoutArgument,
  imageArguments,
  initArgument,
  multiplierArgument,
  normArgument,
} from './arguments.ts';
import { googlenetNodes } from './googlenet-nodes.ts';
import { documentParams, droppingHead, inputNode } from './parts.ts';
import { defineTemplate } from './template.ts';

const turnable = ['classes', 'norm', 'activation', 'init', 'dropout', 'auxiliaries', 'auxiliaryWeight'] as const;

/** Sides of which the last max pool still gets its window: 3×3 in the paper's, 2×2 in torchvision's. */
const smallest = { paper: 47, torchvision: 31 } as const;

const paperArguments = {
  ...imageArguments(224, 224, 3, 1000),
  multiplier: multiplierArgument,
  norm: normArgument('none'),
  activation: activationArgument,
  init: initArgument('xavier'),
  dropout: dropoutArgument(0.4),
  ...auxiliaryArguments,
} as const;

/** Weights start as in Caffe's bvlc_googlenet (Xavier); the paper does not say. Pools round up, as Caffe's do. */
export const googlenet = defineTemplate({
  name: 'googlenet',
  title: 'GoogLeNet (paper)',
  description:
    'Szegedy et al. 2014: nine Inception modules with true 5×5 convolutions, local response norm, no batch norm, two auxiliary heads.',
  args: paperArguments,
  smallestSide: () => smallest.paper,
  design: (args) => ({
    params: { ...documentParams(paperArguments, args, turnable), epsilon },
    nodes: [
      inputNode(args),
      ...googlenetNodes({ largeKernel: 5, lastPool: 3, responseNorm: true }, args),
      ...droppingHead('inception5b'),
    ],
  }),
});

const torchvisionArguments = {
  ...paperArguments,
  norm: normArgument('batch'),
  init: initArgument('he'),
  dropout: dropoutArgument(0.2),
} as const;

/**
 * torchvision starts from a truncated normal of deviation 0.01; here convolutions start from He's. Its auxiliary heads
 * pool adaptively to 4×4 (windows of 4 at 224 × 224), here with the paper's 5×5 of stride 3, which gives 4×4 there too.
 */
export const googlenetTorchvision = defineTemplate({
  name: 'googlenet_torchvision',
  title: 'GoogLeNet (torchvision)',
  description:
    "torchvision's googlenet: batch norm (ε 1e-3) behind each convolution, 3×3 in place of 5×5, two auxiliary heads.",
  args: torchvisionArguments,
  smallestSide: () => smallest.torchvision,
  design: (args) => ({
    params: { ...documentParams(torchvisionArguments, args, turnable), epsilon: { ...epsilon, default: 1e-3 } },
    nodes: [
      inputNode(args),
      ...googlenetNodes({ largeKernel: 3, lastPool: 2, responseNorm: false }, args),
      ...droppingHead('inception5b'),
    ],
  }),
});
