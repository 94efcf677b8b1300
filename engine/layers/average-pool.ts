import { averagePool as averagePoolOp } from '../ops/average-pool.ts';
import { freeOfCost } from './cost.ts';
import type { LayerDef, ParamSchema } from './layer.ts';
import { poolAssumed, poolAttrs, poolParams, poolShape, poolWindow } from './pool.ts';
import { oneInput, only } from './ports.ts';

const params = {
  ...poolParams,
  countIncludePad: {
    type: 'boolean',
    title: 'Count padding',
    rare: true,
    help: 'Divide by the whole window, zeros of the padding included (PyTorch’s default), or by the real numbers alone.',
    default: false,
  },
} as const satisfies ParamSchema;

export const averagePool: LayerDef<typeof params, 'in', never> = {
  kind: 'averagePool',
  idStem: 'pool',
  title: 'Average pool',
  category: 'pooling',
  help: 'The mean of each k × k window, channel by channel: ⌊(n + 2p − k) / s⌋ + 1 rows. It has no parameters.',
  params,
  ports: oneInput,
  weights: () => ({}),
  shape: (site) => poolShape(site, 'An average pool'),
  assume: poolAssumed,
  cost: () => freeOfCost,
  window: poolWindow,
  emit: ({ builder, values }, site) =>
    builder.one(averagePoolOp, { ...poolAttrs(site), countIncludePad: site.params.countIncludePad }, only(values.in)),
};
