import { maxPool } from '../ops/max-pool.ts';
import { keeping } from './cost.ts';
import { acceptedMap, featureCount, isProblem, mapType, needMap } from './feature-map.ts';
import type { LayerDef } from './layer.ts';
import { oneInput, only } from './ports.ts';

const params = {} as const;
const cost = keeping('argmax');

export const globalMaxPool: LayerDef<typeof params, 'in', never> = {
  kind: 'globalMaxPool',
  idStem: 'max',
  title: 'Global max pool',
  category: 'pooling',
  help: 'The largest number of each channel over all H × W positions: 1 × 1 × C. It says how strongly a feature is there, wherever it lies; its gradient goes to that one position alone.',
  params,
  ports: oneInput,
  weights: () => ({}),
  shape(site) {
    const map = needMap(site, 'A global max pool');
    return isProblem(map) ? map : mapType(map.channels, [1, 1]);
  },
  assume: ({ inputs }) => mapType(featureCount(only(inputs.in)), [1, 1]),
  cost: () => cost,
  window: () => 'global',
  emit({ builder, values }, site) {
    const { size } = acceptedMap(site);
    const window = { kernel: size, stride: size, pads: [0, 0, 0, 0], ceil: false } as const;
    return builder.one(maxPool, window, only(values.in));
  },
};
