import type { Convention } from './convention.ts';

export const flops: Convention = {
  title: 'FLOPs',
  help: 'Twice the multiplications: each comes with an addition. No bias, no norm, no pooling.',
  count: (node) => 2 * node.multiplies,
};
