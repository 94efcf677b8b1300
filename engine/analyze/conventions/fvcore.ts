import { type Convention, inputElements } from './convention.ts';

/** facebookresearch/fvcore, fvcore/nn/flop_count.py: `batchnorm_flop_jit` (affine, eval) and `adaptive_avg_pool2d: elementwise_flop_counter(1, 0)`. */
export const fvcore: Convention = {
  title: 'fvcore',
  help: 'A multiply-add counts one, without bias; a batch norm 2 per number; a global average pool its input; nothing else.',
  count: (node) => {
    const pooled = node.node.kind === 'globalAveragePool' ? inputElements(node) : 0;
    return node.multiplies + 2 * (node.cost?.normalized ?? 0) + pooled;
  },
};
