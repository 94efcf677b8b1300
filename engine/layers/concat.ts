import { type Problem, problem } from '../base/diagnostics.ts';
import { f32, type TensorType } from '../ir/types.ts';
import { concat as concatOp } from '../ops/concat.ts';
import { freeOfCost } from './cost.ts';
import { mapOf, mapType } from './feature-map.ts';
import type { LayerDef } from './layer.ts';
import { mixedKinds } from './mixed-kinds.ts';
import { manyInputs } from './ports.ts';
import { shapeText } from './shape-text.ts';

const params = {} as const;

export const concat: LayerDef<typeof params, 'in', never> = {
  kind: 'concat',
  title: 'Concat',
  category: 'combine',
  help: 'Stacks the channels of inputs that have the same rows and columns: 28 × 28 × 64, 128, 32 and 32 become 28 × 28 × 256, the end of an Inception module. The order of the inputs is the order of the channels.',
  params,
  ports: manyInputs,
  weights: () => ({}),
  shape({ path, inputs }) {
    const types = inputs.in;
    const mixed = mixedKinds(path, types, false);
    if (mixed) return mixed;
    const [first] = types;
    const offender = types.findIndex((type) => !sameSize(type, first!));
    return offender < 0 ? stacked(types) : mismatch(path, types, offender);
  },
  assume: ({ inputs, path }) => (mixedKinds(path, inputs.in, false) ? null : stacked(inputs.in)),
  cost: () => freeOfCost,
  window: () => 'pointwise',
  emit: ({ builder, values }) => builder.one(concatOp, { axis: 1 }, ...values.in),
};

/** Vectors always agree. */
function sameSize(a: TensorType, b: TensorType): boolean {
  return a.dims[2] === b.dims[2] && a.dims[3] === b.dims[3];
}

/** All channels, at the first input's rows and columns. */
function stacked(types: readonly TensorType[]): TensorType {
  const channels = types.reduce((sum, type) => sum + Number(type.dims[1]), 0);
  const size = mapOf(types[0]!)?.size;
  return size ? mapType(channels, size) : f32('N', channels);
}

/** Names the input that differs from what most inputs have. */
function mismatch(path: string, types: readonly TensorType[], fromFirst: number): Problem {
  const like = (type: TensorType) => types.filter((t) => sameSize(t, type)).length;
  const firstIsOdd = like(types[fromFirst]!) > like(types[0]!);
  const [odd, other] = firstIsOdd ? [0, fromFirst] : [fromFirst, 0];
  const values = {
    input: odd + 1,
    shape: shapeText(types[odd]!),
    other: other + 1,
    otherShape: shapeText(types[other]!),
  };
  return problem('concat.sizes', path, values, { field: 'in' });
}
