import type { Convention } from './convention.ts';

/** The course's count, and torchvision's since 0.14, which labels it GFLOPS (`_ops` of a weights' `meta`). */
export const multiplies: Convention = {
  title: 'Multiplications',
  help: 'Multiplications of convolutions and dense layers for one image; no bias, no norm, no pooling.',
  count: (node) => node.multiplies,
};
