import { roots } from '../../../compile/simplify.ts';
import type { Call, Graph, Value } from '../../../ir/graph.ts';
import type { ConcatAttrs } from '../../../ops/concat.ts';
import { stridesOf } from '../../../ops/shape/tensor.ts';
import { concrete, type Tensor } from '../expression.ts';
import type { Storage } from '../program.ts';
import { elementwise } from './elementwise.ts';
import { type Home, type Joined, placedAt } from './places.ts';
import { argmaxPools, pools } from './pools.ts';

/** Ops that one kernel computes, which can leave [N, C, …] among the channels of a larger tensor. */
const placing: ReadonlySet<string> = new Set([
  'conv2d',
  'conv2dInputGradient',
  ...Object.keys({ ...pools, ...argmaxPools }),
]);

/** Ops that read [N, C, …] from among the channels of a larger tensor: kernels that are told where, and formulas. Others need it in one piece. */
const reading: ReadonlySet<string> = new Set([
  ...placing,
  ...Object.keys(elementwise),
  'conv2dWeightGradient',
  'batchNormTrain',
  'batchNormTrainGradient',
  'batchNormInfer',
  'globalAveragePool',
  'reduceSum',
  'reduceMean',
  'concat',
]);

/**
 * Where values lie that are joined with others: in the joined tensor, as views, instead of once there and once alone. Those are what kernels compute (convolutions, pools),
 * and formulas (the ReLU's output before a concat, which backward reads again): a convolution's kernel computes it, so that it is written as soon as it is known. A concat within another is a part of that one.
 *
 * These are copied: an input or a state of the step, which lies where the host or the update writes it; the second place of a value that is joined twice; a
 * value that is read in one piece besides (by a product, a softmax, a reshape), which would be copied from the joined tensor just as well; what computes from the joined tensor into
 * it, since a kernel cannot read and write one buffer; and the few numbers of a product, a sum or a global average.
 */
export function homesOf(graph: Graph, tensor: (value: Value) => Tensor & { readonly storage: Storage }) {
  const users = new Map<number, Call[]>();
  for (const call of graph.calls) for (const { id } of call.inputs) users.set(id, [...(users.get(id) ?? []), call]);
  const makers = new Map(graph.calls.flatMap((call) => call.outputs.map(({ id }) => [id, call.op.kind] as const)));
  const given = new Set(roots(graph).map((v) => v.id));
  const homes = new Map<number, Home>();
  const joins = new Map<Call, Joined>();
  /** Outer concats come first: they say where inner ones lie. */
  for (const call of graph.calls.toReversed()) {
    if (call.op.kind !== 'concat') continue;
    const { axis } = call.attrs as ConcatAttrs;
    const [whole] = call.outputs as readonly [Value];
    const dims = concrete(whole.type.dims);
    const strides = homes.get(whole.id)?.strides ?? stridesOf(dims);
    const mayBeHomed = ({ id, type }: Value): boolean => {
      const maker = makers.get(id);
      if (!maker || type.dims.length < 2 || given.has(id) || homes.has(id)) return false;
      const readers = users.get(id)!;
      if (!readers.every((r) => r === call || reading.has(r.op.kind))) return false;
      if (maker === 'concat' || placing.has(maker)) return axis === 1;
      return readers.length > 1 || (axis === 1 && Object.hasOwn(elementwise, maker));
    };
    if (!call.inputs.some(mayBeHomed)) continue;
    const home = homes.get(whole.id) ?? { storage: tensor(whole).storage, offset: 0, strides };
    joins.set(call, { ...placedAt(home, whole.type.dtype, dims), home });
    let before = 0;
    for (const v of call.inputs) {
      if (mayBeHomed(v)) homes.set(v.id, { ...home, offset: home.offset + before * strides[axis]! });
      before += concrete(v.type.dims)[axis]!;
    }
  }
  return { homes, joins };
}
