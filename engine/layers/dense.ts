import { f32 } from '../ir/types.ts';
import { add } from '../ops/add.ts';
import { matmul } from '../ops/matmul.ts';
import { explicitWeights, wrongWeightCount } from './explicit-weights.ts';
import { acceptedFeatures, needVector } from './feature-map.ts';
import { initialBias, initialWeight, torchByDefault } from './initial.ts';
import type { LayerDef, ParamSchema } from './layer.ts';
import { oneInput, only } from './ports.ts';

const params = {
  units: {
    type: 'int',
    title: 'Units',
    help: 'Outputs, each a weighted sum of all inputs.',
    default: 10,
    min: 1,
    max: 1048576,
  },
  bias: { type: 'boolean', title: 'Bias', help: 'One number added per unit.', default: true },
  init: torchByDefault,
  weights: { ...explicitWeights, help: 'The weights to start with, unit by unit; empty leaves it to the initialiser.' },
} as const satisfies ParamSchema;

export const dense: LayerDef<typeof params, 'in', 'weight' | 'bias'> = {
  kind: 'dense',
  title: 'Dense',
  category: 'dense',
  help: 'Fully connected: y = W x + b, every output a weighted sum of all F inputs. Costs units · F multiplications and as many weights: the same as a convolution whose kernel covers its whole input.',
  params,
  ports: oneInput,

  weights(site) {
    const { units, bias, init, weights } = site.params;
    const features = acceptedFeatures(site);
    const fans = { fanIn: features, fanOut: units };
    const weight = {
      dims: [units, features],
      initial: initialWeight(init, fans, weights),
      role: 'weight',
      decays: true,
    } as const;
    if (!bias) return { weight };
    return {
      weight,
      bias: { dims: [units], initial: initialBias(init, fans, weights), role: 'weight', decays: false },
    };
  },

  shape(site) {
    const { units, weights } = site.params;
    const features = needVector(site, 'A dense layer');
    if (typeof features !== 'number') return features;
    return wrongWeightCount(site.path, [units, features], weights) ?? f32('N', units);
  },

  assume: ({ params: { units } }) => f32('N', units),

  cost(site) {
    const { units, bias } = site.params;
    return {
      multiplies: [
        {
          factors: [
            { name: 'units', value: units },
            { name: 'features', value: acceptedFeatures(site) },
          ],
        },
      ],
      biasAdds: bias ? units : 0,
      normalized: 0,
      keeps: ['input'],
    };
  },

  window: () => 'global',

  emit({ builder, values, weights }, { params: { bias } }) {
    const product = builder.one(matmul, { transposeA: false, transposeB: true }, only(values.in), weights.weight);
    return bias ? builder.one(add, {}, product, weights.bias) : product;
  },
};
