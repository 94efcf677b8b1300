import { maxPool as maxPoolOp } from '../ops/max-pool.ts';
import { keeping } from './cost.ts';
import type { LayerDef } from './layer.ts';
import { poolAssumed, poolAttrs, poolParams, poolShape, poolWindow } from './pool.ts';
import { oneInput, only } from './ports.ts';

const cost = keeping('argmax');

export const maxPool: LayerDef<typeof poolParams, 'in', never> = {
  kind: 'maxPool',
  idStem: 'pool',
  title: 'Max pool',
  category: 'pooling',
  help: 'The largest number of each k × k window, channel by channel: ⌊(n + 2p − k) / s⌋ + 1 rows. It halves the map at stride 2, keeps the strongest response wherever it lies in the window, and has no parameters.',
  params: poolParams,
  ports: oneInput,
  weights: () => ({}),
  shape: (site) => poolShape(site, 'A max pool'),
  assume: poolAssumed,
  cost: () => cost,
  window: poolWindow,
  emit: ({ builder, values }, site) => builder.one(maxPoolOp, poolAttrs(site), only(values.in)),
};
