import { Stream } from '../../engine/base/random.ts';
import { Builder } from '../../engine/ir/builder.ts';
import type { Value } from '../../engine/ir/graph.ts';
import type { OpDef, Tensor64 } from '../../engine/ir/op.ts';
import type { TensorType } from '../../engine/ir/types.ts';
import { interpret } from '../../engine/ops/interpret.ts';
import { caseInputs, type OpCase } from './cases.ts';

/** Central differences err by step² · f‴ / 6 and by rounding / step: both near 1e-11 here. */
const STEP = 1e-5;
const TOLERANCE = 1e-6;
/** Numbers of an input that are tried, drawn at random where it has more. */
const TRIED = 120;

/** Inputs that a rule treats as given although they are f32: statistics of a frozen batch norm. */
const given: Readonly<Record<string, readonly number[]>> = { batchNormInfer: [3, 4] };
/** Outputs that the loss may depend on, where not all: batch statistics only feed running ones. */
const differentiated: Readonly<Record<string, readonly number[]>> = { batchNormTrain: [0] };

/** The derivatives that the op's rule gives, by input; null where it gives none. */
function byRule(op: OpDef<unknown>, c: OpCase, inputs: readonly Tensor64[], weights: readonly (Tensor64 | null)[]) {
  const b = new Builder();
  const feeds = new Map<string, Tensor64>();
  const feed = (name: string, dtype: 'f32' | 'i64' | 'u32' | 'bool', tensor: Tensor64): Value => {
    feeds.set(name, tensor);
    return b.input(name, { dtype, dims: tensor.dims });
  };
  const values = inputs.map((tensor, i) => feed(`input${i}`, c.inputs[i]!.dtype, tensor));
  b.apply(op, c.attrs, values);
  const call = b.calls[0]!;
  const dOutputs = weights.map((tensor, i) => tensor && feed(`dOutput${i}`, 'f32', tensor));
  const rule = op.gradient;
  if (rule === 'none') throw new Error(`${op.kind} has no gradient rule`);
  const derivatives = rule(b, call, dOutputs);
  const run = interpret(
    b.build(),
    feeds,
    derivatives.filter((d) => d !== null),
  );
  return derivatives.map((d) => (d ? run.get(d.id)! : null));
}

/** The derivative of Σ weight · output by some numbers of one input. */
function byDifferences(
  op: OpDef<unknown>,
  c: OpCase,
  inputs: readonly Tensor64[],
  weights: readonly (Tensor64 | null)[],
  input: number,
  tried: readonly number[],
): readonly number[] {
  const { dims, data } = inputs[input]!;
  const loss = (at: number, shift: number): number => {
    const moved = inputs.with(input, { dims, data: data.with(at, data[at]! + shift) });
    const outputs = op.reference(c.attrs, moved);
    return weights.reduce(
      (sum, w, o) => sum + (w ? w.data.reduce((s, v, i) => s + v * outputs[o]!.data[i]!, 0) : 0),
      0,
    );
  };
  return tried.map((at) => (loss(at, STEP) - loss(at, -STEP)) / (2 * STEP));
}

/**
 * Whether the rule must give a derivative by this input: it and the outputs are real, and it is not a given statistic.
 */
export const isDifferentiated = (c: OpCase, input: number, outputs: readonly TensorType[]): boolean =>
  c.inputs[input]?.dtype === 'f32' && outputs[0]!.dtype === 'f32' && !given[c.kind]?.includes(input);

/**
 * Holds an op's gradient rule, run by the interpreter, against finite differences of its float64 reference, the loss
 * being a randomly weighted sum of the outputs. Returns what differs, a sentence an input; empty where the rule is
 * right.
 */
export function gradientFaults(op: OpDef<unknown>, c: OpCase): readonly string[] {
  const inputs = caseInputs(c);
  const stream = new Stream(c.seed, 1);
  const types = op.infer(c.attrs, c.inputs);
  const weights = op
    .reference(c.attrs, inputs)
    .map(({ dims, data }, o): Tensor64 | null =>
      types[o]!.dtype === 'f32' && (differentiated[c.kind]?.includes(o) ?? true)
        ? { dims, data: data.map(() => stream.normal()) }
        : null,
    );
  return byRule(op, c, inputs, weights).flatMap((derivative, i) => {
    const wanted = isDifferentiated(c, i, types);
    if (!wanted || !derivative)
      return wanted === Boolean(derivative) ? [] : [`input ${i}: a derivative is ${wanted ? 'missing' : 'given'}`];
    if (derivative.dims.join() !== inputs[i]!.dims.join())
      return [`input ${i}: derivative is [${derivative.dims.join(',')}]`];
    const tried = stream.shuffle(Array.from(derivative.data.keys())).slice(0, TRIED);
    const expected = byDifferences(op, c, inputs, weights, i, tried);
    const scale = Math.max(1, ...expected.map(Math.abs));
    const worst = Math.max(0, ...tried.map((at, k) => Math.abs(expected[k]! - derivative.data[at]!) / scale));
    return worst <= TOLERANCE ? [] : [`input ${i}: off by ${worst} of the largest derivative, ${scale}`];
  });
}
