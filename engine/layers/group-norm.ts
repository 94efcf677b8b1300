import { type Problem, problem } from '../base/diagnostics.ts';
import { reshaped } from '../ops/compose.ts';
import { featureCount } from './feature-map.ts';
import type { LayerDef, ParamSchema } from './layer.ts';
import { affineOf, affineParam, affineWeights, standardized } from './moments.ts';
import { epsilonParam } from './normalize.ts';
import { oneInput, only } from './ports.ts';
import { setFix } from './value-fixes.ts';

const params = {
  groups: {
    type: 'int',
    title: 'Groups',
    help: 'Channels that share a mean and a variance stand together: 1 takes all of them, 0 each by itself (instance norm).',
    default: 32,
    min: 0,
    max: 65536,
  },
  epsilon: epsilonParam,
  affine: affineParam,
} as const satisfies ParamSchema;

export const groupNorm: LayerDef<typeof params, 'in', 'gamma' | 'beta'> = {
  kind: 'groupNorm',
  title: 'Group norm',
  category: 'normalization',
  help: 'y = γ·(x − μ)/√(σ² + ε) + β, with μ and σ² of each image over the rows, columns and channels of a group: the same in training and at inference, whatever the batch (Wu & He 2018). 2·C parameters.',
  params,
  ports: oneInput,
  weights: ({ inputs, params: { affine } }) => affineWeights(only(inputs.in), affine),

  shape({ path, inputs, params: { groups } }) {
    const type = only(inputs.in);
    return divided(path, Number(type.dims[1]), groups, featureCount(type)) ?? type;
  },

  assume: ({ inputs }) => only(inputs.in),
  cost: (_, out) => ({ multiplies: [], biasAdds: 0, normalized: featureCount(out), keeps: ['input', 'inner'] }),
  window: () => 'global',

  emit({ builder: b, values, weights }, { params: { groups, epsilon, affine } }) {
    const x = only(values.in);
    const [batch, ...own] = x.type.dims;
    const count = groups === 0 ? Number(own[0]) : groups;
    const rows = reshaped(b, x, [batch!, count, own.reduce<number>((n, d) => n * Number(d), 1) / count]);
    const y = reshaped(b, standardized(b, rows, 2, epsilon), x.type.dims);
    return affine ? affineOf(b, y, weights) : y;
  },
};

function divided(path: string, channels: number, groups: number, features: number): Problem | null {
  const count = groups === 0 ? channels : groups;
  if (channels % count === 0 && features > count) return null;
  const values = { channels, groups: count };
  if (channels % count === 0) return problem('norm.single', path, values, { field: 'groups' });
  const fitting = Array.from({ length: count }, (_, i) => count - i).find((g) => channels % g === 0)!;
  const action = { do: 'setParam', node: path, field: 'groups', value: fitting } as const;
  return problem('norm.groups', path, values, { field: 'groups', fixes: [setFix('groups', fitting, action)] });
}
