import { alongChannels, scalar } from '../ops/compose.ts';
import { greater } from '../ops/greater.ts';
import { mul } from '../ops/mul.ts';
import { where } from '../ops/where.ts';
import { keeping } from './cost.ts';
import type { LayerDef, ParamSchema } from './layer.ts';
import { oneInput, only } from './ports.ts';

const params = {
  shared: {
    type: 'boolean',
    title: 'One slope',
    help: 'The same slope for all channels, as PyTorch has it by default, or one a channel, as in the paper.',
    default: false,
  },
  initialSlope: {
    type: 'number',
    title: 'First slope',
    help: 'What the slopes start with.',
    default: 0.25,
    min: -1000,
    max: 1000,
  },
} as const satisfies ParamSchema;

const cost = keeping('input');

export const prelu: LayerDef<typeof params, 'in', 'slope'> = {
  kind: 'prelu',
  title: 'PReLU',
  category: 'activation',
  help: 'x where x > 0, slope · x elsewhere, with slopes that are learned, one a channel: C parameters (He et al. 2015).',
  params,
  ports: oneInput,
  weights: ({ inputs, params: { shared, initialSlope } }) => ({
    slope: {
      dims: [shared ? 1 : Number(only(inputs.in).dims[1])],
      initial: { kind: 'constant', value: initialSlope },
      role: 'weight',
      decays: false,
    },
  }),
  shape: ({ inputs }) => only(inputs.in),
  cost: () => cost,
  window: () => 'pointwise',
  emit({ builder: b, values, weights }) {
    const x = only(values.in);
    const slope = alongChannels(b, weights.slope, x.type.dims.length);
    // At zero, where a ReLU's outputs lie, the derivative is the slope.
    return b.one(where, {}, b.one(greater, {}, x, scalar(b, 0)), x, b.one(mul, {}, x, slope));
  },
};
