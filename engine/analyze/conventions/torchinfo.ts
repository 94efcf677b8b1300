import { type Convention, multipliesAtOutputs } from './convention.ts';

/**
 * torchinfo 1.8.0, torchinfo/layer_info.py, `calculate_macs`: convolution parameters × positions, every other parameter
 * once, all times the batch.
 */
export const torchinfo: Convention = {
  title: 'torchinfo',
  help: 'A multiply-add counts one, a bias one per output, a batch norm its parameters; all times the batch, as torchinfo 1.8.',
  count: (node, batch) => {
    const { cost, weights } = node;
    const norms = (weights['gamma']?.dims[0] ?? 0) + (weights['beta']?.dims[0] ?? 0);
    return batch * (multipliesAtOutputs(node) + (cost?.biasAdds ?? 0) + norms);
  },
};
