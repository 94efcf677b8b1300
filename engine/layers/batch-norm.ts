import { featureCount } from './feature-map.ts';
import type { LayerDef, ParamSchema } from './layer.ts';
import { epsilonParam, momentumParam, type NormWeight, normalize, normWeights } from './normalize.ts';
import { oneInput, only } from './ports.ts';

const params = {
  epsilon: epsilonParam,
  momentum: momentumParam,
  frozen: {
    type: 'boolean',
    title: 'Frozen',
    rare: true,
    help: 'Normalise by the running statistics while training too, and leave them as they are; γ and β still learn.',
    default: false,
  },
  initialGamma: {
    type: 'number',
    title: 'First γ',
    rare: true,
    help: 'What γ starts with. 0 in a residual block’s last norm makes the block start as the identity.',
    default: 1,
    min: -1000,
    max: 1000,
  },
} as const satisfies ParamSchema;

export const batchNorm: LayerDef<typeof params, 'in', NormWeight> = {
  kind: 'batchNorm',
  idStem: 'norm',
  title: 'Batch norm',
  category: 'normalization',
  help: 'Per channel y = γ·(x − μ)/√(σ² + ε) + β, with μ and σ² of the batch in training and their running averages at inference. It keeps activations and gradients in range, so that deep networks train; 2·C parameters, and none of a convolution’s multiplications.',
  params,
  ports: oneInput,
  weights: ({ inputs, params: { initialGamma } }) => normWeights(Number(only(inputs.in).dims[1]), initialGamma),
  shape: ({ inputs }) => only(inputs.in),
  cost: ({ params: { frozen } }, out) => ({
    multiplies: [],
    biasAdds: 0,
    normalized: featureCount(out),
    keeps: [frozen ? 'unfolded' : 'input'],
  }),
  window: () => 'pointwise',
  emit: (context, { params: p }) => normalize(context, only(context.values.in), p),
};
