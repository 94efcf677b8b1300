import { problem } from '../base/diagnostics.ts';
import { featureCount } from './feature-map.ts';
import type { LayerDef, ParamSchema } from './layer.ts';
import { affineOf, affineParam, affineWeights, standardized } from './moments.ts';
import { epsilonParam } from './normalize.ts';
import { oneInput, only } from './ports.ts';

const params = { epsilon: { ...epsilonParam, default: 1e-6 }, affine: affineParam } as const satisfies ParamSchema;

export const layerNorm: LayerDef<typeof params, 'in', 'gamma' | 'beta'> = {
  kind: 'layerNorm',
  title: 'Layer norm',
  category: 'normalization',
  help: 'y = γ·(x − μ)/√(σ² + ε) + β, with μ and σ² over the channels of each place of each image, as ConvNeXt has it (Ba et al. 2016): the same in training and at inference. 2·C parameters.',
  params,
  ports: oneInput,
  weights: ({ inputs, params: { affine } }) => affineWeights(only(inputs.in), affine),

  shape({ path, inputs }) {
    const type = only(inputs.in);
    if (type.dims[1] !== 1) return type;
    return problem('norm.single', path, { channels: 1, groups: 1 }, { field: 'in' });
  },

  assume: ({ inputs }) => only(inputs.in),
  cost: (_, out) => ({ multiplies: [], biasAdds: 0, normalized: featureCount(out), keeps: ['input', 'inner'] }),
  window: () => 'pointwise',

  emit({ builder: b, values, weights }, { params: { epsilon, affine } }) {
    const y = standardized(b, only(values.in), 1, epsilon);
    return affine ? affineOf(b, y, weights) : y;
  },
};
