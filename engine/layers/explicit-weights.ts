import { type Problem, problem } from '../base/diagnostics.ts';
import type { ListParam } from './layer.ts';

/** Weights that a worked example fixes, row-major: OIHW for convolutions, [out, in] for dense layers. */
export const explicitWeights = {
  type: 'list',
  title: 'Given weights',
  help: 'The weights to start with, one number each in the order filter, channel, row, column; empty leaves it to the initialiser.',
  default: [],
  rare: true,
} as const satisfies ListParam;

/** Null where no weights are given or as many as the layer has. */
export function wrongWeightCount(
  path: string,
  dims: readonly number[],
  given: readonly number[],
  field = 'weights',
): Problem | null {
  const wanted = dims.reduce((n, d) => n * d, 1);
  if (given.length === 0 || given.length === wanted) return null;
  return problem(
    'weights.count',
    path,
    { given: given.length, wanted, product: dims.join(' × ') },
    {
      field,
      fixes: [{ code: 'weights.drop', values: {}, actions: [{ do: 'unsetParam', node: path, field }] }],
    },
  );
}
