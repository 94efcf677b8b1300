import { problem } from '../base/diagnostics.ts';
import { sameType, type TensorType } from '../ir/types.ts';
import { mul } from '../ops/mul.ts';
import { keeping } from './cost.ts';
import { mapOf } from './feature-map.ts';
import type { LayerDef } from './layer.ts';
import { mixedKinds } from './mixed-kinds.ts';
import { manyInputs } from './ports.ts';
import { shapeText } from './shape-text.ts';

const params = {} as const;
const cost = keeping('input');

export const multiply: LayerDef<typeof params, 'in', never> = {
  kind: 'multiply',
  title: 'Multiply',
  category: 'combine',
  slim: true,
  help: 'The product, number by number, of inputs of one shape; a 1 × 1 × C input is a gate that scales each channel as a whole, as in squeeze-and-excitation (Hu et al. 2017). Not counted among the multiplications, which are those of convolutions and dense layers.',
  params,
  ports: manyInputs,
  weights: () => ({}),
  shape({ path, inputs }) {
    const mixed = mixedKinds(path, inputs.in, true);
    if (mixed) return mixed;
    const goal = largest(inputs.in);
    const offender = inputs.in.findIndex((type) => !sameType(type, goal) && !isGate(type, goal));
    if (offender < 0) return goal;
    const values = {
      input: offender + 1,
      shape: shapeText(inputs.in[offender]!),
      other: inputs.in.indexOf(goal) + 1,
      otherShape: shapeText(goal),
    };
    return problem('multiply.shapes', path, values, { field: 'in' });
  },
  assume: ({ inputs }) => largest(inputs.in),
  cost: () => cost,
  window: () => 'pointwise',
  emit: ({ builder, values }) => values.in.reduce((product, x) => builder.one(mul, {}, product, x)),
};

/** The first of those with the most rows × columns. */
function largest(types: readonly TensorType[]): TensorType {
  const area = (type: TensorType) => mapOf(type)?.size.reduce((a, b) => a * b) ?? 1;
  return types.reduce((best, type) => (area(type) > area(best) ? type : best));
}

/** 1 × 1 with as many channels. */
function isGate(type: TensorType, goal: TensorType): boolean {
  const [gate, map] = [mapOf(type), mapOf(goal)];
  return gate !== null && map !== null && gate.channels === map.channels && gate.size[0] === 1 && gate.size[1] === 1;
}
