import { type Convention, inputElements } from './convention.ts';

/**
 * fvcore 0.1.5.post20221221, fvcore/nn/flop_count.py: `batchnorm_flop_jit` (affine, eval) and
 * `adaptive_avg_pool2d: elementwise_flop_counter(1, 0)`.
 */
export const fvcore: Convention = {
  title: 'fvcore',
  help: 'A multiply-add counts one, without bias; a batch norm 2 per number; a global average pool its input; nothing else. All times the batch, as fvcore 0.1.5.',
  count: (node, batch) => {
    const pooled = node.node.kind === 'globalAveragePool' ? inputElements(node) : 0;
    return batch * (node.multiplies + 2 * (node.cost?.normalized ?? 0) + pooled);
  },
};
