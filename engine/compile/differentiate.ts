import type { Builder } from '../ir/builder.ts';
import type { Call, Value } from '../ir/graph.ts';
import { add } from '../ops/add.ts';
import { fill } from '../ops/fill.ts';
import { mul } from '../ops/mul.ts';

/**
 * Reverse-mode differentiation of L = Σ weight · loss over the calls built so far: appends the backward calls to the
 * builder. Walks the calls from last to first; a value's derivative is complete when its producer is reached, because
 * every use comes later. Returns ∂L/∂v by value id, for the values that L depends on.
 */
export function differentiate(builder: Builder): ReadonlyMap<number, Value> {
  const forward = [...builder.calls];
  const wanted = valuesThatReachStates(builder, forward);
  const derivatives = new Map<number, Value>();

  const accumulate = (value: Value, derivative: Value): void => {
    const known = derivatives.get(value.id);
    derivatives.set(value.id, known ? builder.one(add, {}, known, derivative) : derivative);
  };

  for (const loss of builder.losses) {
    builder.at({ path: loss.name, phase: 'backward' }, () => {
      accumulate(loss.value, builder.one(fill, { dims: [], value: loss.weight }));
    });
  }
  for (const call of forward.reverse()) {
    if (!call.inputs.some((v) => wanted.has(v.id))) continue;
    const dOutputs = call.outputs.map((v) => derivatives.get(v.id) ?? null);
    if (dOutputs.every((d) => d === null)) continue;
    builder.at({ path: call.origin.path, phase: 'backward' }, () => {
      const dInputs = gradientOf(builder, call, dOutputs);
      call.inputs.forEach((input, i) => {
        const d = dInputs[i];
        if (d && wanted.has(input.id)) accumulate(input, d);
      });
    });
  }
  return derivatives;
}

function gradientOf(builder: Builder, call: Call, dOutputs: readonly (Value | null)[]): readonly (Value | null)[] {
  if (call.op.gradient === 'none')
    throw new Error(`${call.op.kind} at ${call.origin.path} lies on a path to the loss but has no gradient`);
  return call.op.gradient(builder, call, dOutputs);
}

/** Values that depend on a trained weight: only their derivatives are worth computing (not the image's). */
function valuesThatReachStates(builder: Builder, calls: readonly Call[]): ReadonlySet<number> {
  const wanted = new Set(builder.states.filter((s) => s.role === 'weight').map((s) => s.value.id));
  for (const call of calls) {
    if (call.inputs.some((v) => wanted.has(v.id))) for (const v of call.outputs) wanted.add(v.id);
  }
  return wanted;
}

/** Scales every derivative in `gradients` by the scalar `factor`. */
export function scaleAll(
  builder: Builder,
  gradients: ReadonlyMap<string, Value>,
  factor: Value,
): ReadonlyMap<string, Value> {
  return new Map([...gradients].map(([name, g]) => [name, builder.one(mul, {}, g, factor)]));
}
