import { globalAveragePool as globalAveragePoolOp } from '../ops/global-average-pool.ts';
import { freeOfCost } from './cost.ts';
import { featureCount, isProblem, mapType, needMap } from './feature-map.ts';
import type { LayerDef } from './layer.ts';
import { oneInput, only } from './ports.ts';

const params = {} as const;

export const globalAveragePool: LayerDef<typeof params, 'in', never> = {
  kind: 'globalAveragePool',
  idStem: 'average',
  title: 'Global average pool',
  category: 'pooling',
  help: 'The mean of each channel over all H × W positions: 1 × 1 × C. It takes the place of the big dense layers at the end of older networks, at no parameters (Lin et al. 2013).',
  params,
  ports: oneInput,
  weights: () => ({}),
  shape(site) {
    const map = needMap(site, 'A global average pool');
    return isProblem(map) ? map : mapType(map.channels, [1, 1]);
  },
  assume: ({ inputs }) => mapType(featureCount(only(inputs.in)), [1, 1]),
  cost: () => freeOfCost,
  window: () => 'global',
  emit: ({ builder, values }) => builder.one(globalAveragePoolOp, {}, only(values.in)),
};
