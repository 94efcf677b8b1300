import { type Fix, type Problem, problem } from '../base/diagnostics.ts';
import { sameType, type TensorType } from '../ir/types.ts';
import { add as addOp } from '../ops/add.ts';
import { freeOfCost } from './cost.ts';
import { mapOf } from './feature-map.ts';
import type { LayerDef } from './layer.ts';
import { mixedKinds } from './mixed-kinds.ts';
import { manyInputs } from './ports.ts';
import { shapeText } from './shape-text.ts';

const params = {} as const;

export const add: LayerDef<typeof params, 'in', never> = {
  kind: 'add',
  title: 'Add',
  category: 'combine',
  slim: true,
  help: 'The sum, number by number, of inputs of one shape: y = F(x) + x in a residual block (He et al. 2015). The derivative passes to every input unchanged, which is the short way back that lets 100 layers learn.',
  params,
  ports: manyInputs,
  weights: () => ({}),
  shape({ path, inputs }) {
    const mixed = mixedKinds(path, inputs.in, true);
    if (mixed) return mixed;
    const goal = commonGoal(inputs.in);
    const offender = inputs.in.findIndex((type) => !sameType(type, goal));
    return offender < 0 ? goal : mismatch(path, inputs.in, goal, offender);
  },
  assume: ({ inputs }) => commonGoal(inputs.in),
  cost: () => freeOfCost,
  window: () => 'pointwise',
  emit: ({ builder, values }) => values.in.reduce((sum, x) => builder.one(addOp, {}, sum, x)),
};

/**
 * The shape that a projection can bring the others to: fewest rows and columns, then most channels (networks narrow and
 * deepen); the first of equals.
 */
function commonGoal(types: readonly TensorType[]): TensorType {
  return types.reduce((goal, type) => {
    const [a, b] = [mapOf(goal), mapOf(type)];
    if (!a || !b) return goal;
    const narrower = b.size[0] * b.size[1] - a.size[0] * a.size[1];
    return narrower < 0 || (narrower === 0 && b.channels > a.channels) ? type : goal;
  });
}

function mismatch(path: string, types: readonly TensorType[], goal: TensorType, offender: number): Problem {
  const type = types[offender]!;
  const other = types.findIndex((t) => sameType(t, goal));
  const fix = projection(path, offender, type, goal);
  return problem(
    'add.shapes',
    path,
    { input: offender + 1, shape: shapeText(type), other: other + 1, otherShape: shapeText(goal) },
    { field: 'in', fixes: fix ? [fix] : [] },
  );
}

/** A 1×1 convolution whose stride brings `from` to `to`: ⌈n / s⌉ on both axes. Null where no stride does. */
function projection(path: string, index: number, from: TensorType, to: TensorType): Fix | null {
  const [a, b] = [mapOf(from), mapOf(to)];
  if (!a || !b) return null;
  const stride = Math.round(a.size[0] / b.size[0]);
  if (stride < 1 || !a.size.every((n, axis) => Math.ceil(n / stride) === b.size[axis])) return null;
  const params = { mode: 'projection', filters: b.channels, stride };
  return {
    code: 'shortcut.insert',
    values: { input: index + 1, filters: b.channels, stride },
    actions: [{ do: 'insertBefore', node: path, port: 'in', index, kind: 'shortcut', params }],
  };
}
