import { f32 } from '../ir/types.ts';
import { reshape } from '../ops/reshape.ts';
import { viewCost } from './cost.ts';
import { featureCount } from './feature-map.ts';
import type { LayerDef } from './layer.ts';
import { oneInput, only } from './ports.ts';

const params = {} as const;

export const flatten: LayerDef<typeof params, 'in', never> = {
  kind: 'flatten',
  title: 'Flatten',
  category: 'shape',
  help: 'Lays the volume H × W × C out as one vector of H · W · C numbers, channel by channel, for a dense layer. Costs nothing.',
  params,
  ports: oneInput,
  weights: () => ({}),
  shape: ({ inputs }) => f32('N', featureCount(only(inputs.in))),
  cost: () => viewCost,
  window: () => 'pointwise',
  emit({ builder, values }) {
    const x = only(values.in);
    const [batch = 'N'] = x.type.dims;
    return builder.one(reshape, { dims: [batch, featureCount({ dtype: 'f32', dims: x.type.dims.slice(1) })] }, x);
  },
};
