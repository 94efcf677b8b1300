import { problem } from '../base/diagnostics.ts';
import { reshaped } from '../ops/compose.ts';
import { transpose } from '../ops/transpose.ts';
import { freeOfCost } from './cost.ts';
import { isProblem, needMap } from './feature-map.ts';
import type { LayerDef, ParamSchema } from './layer.ts';
import { oneInput, only } from './ports.ts';

const params = {
  groups: {
    type: 'int',
    title: 'Groups',
    help: 'Those of the convolutions around it: neighbouring channels come from different groups afterwards.',
    default: 2,
    min: 1,
    max: 65536,
  },
} as const satisfies ParamSchema;

export const channelShuffle: LayerDef<typeof params, 'in', never> = {
  kind: 'channelShuffle',
  title: 'Channel shuffle',
  category: 'shape',
  help: 'Channels g groups of n are dealt out as n groups of g, so that the groups of grouped convolutions exchange what they know (ShuffleNet, Zhang et al. 2018). Only an order: no parameters, no multiplications.',
  params,
  ports: oneInput,
  weights: () => ({}),

  shape(site) {
    const map = needMap(site, 'A channel shuffle');
    if (isProblem(map)) return map;
    const { groups } = site.params;
    if (map.channels % groups === 0) return only(site.inputs.in);
    return problem('shuffle.groups', site.path, { channels: map.channels, groups }, { field: 'groups' });
  },

  assume: ({ inputs }) => only(inputs.in),
  cost: () => freeOfCost,
  window: () => 'pointwise',

  /** [N, g, n, H · W] → [N, n, g, H · W]. */
  emit({ builder: b, values }, { params: { groups } }) {
    const x = only(values.in);
    const [batch, channels, rows, columns] = x.type.dims;
    const area = Number(rows) * Number(columns);
    const dealt = reshaped(b, x, [batch!, groups, Number(channels) / groups, area]);
    return reshaped(b, b.one(transpose, { perm: [0, 2, 1, 3] }, dealt), x.type.dims);
  },
};
