import type { Convention } from './convention.ts';

/** The course's count, and torchvision's, which labels it GFLOPS. */
export const multiplies: Convention = {
  title: 'Multiplications',
  help: 'Multiplications of convolutions and dense layers for one image; no bias, no norm, no pooling.',
  count: (node) => node.multiplies,
};
