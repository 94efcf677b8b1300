import type { Call, Graph } from '../../ir/graph.ts';
import type { Conv2dWeightGradientAttrs } from '../../ops/conv2d-weight-gradient.ts';
import type { Four } from '../../ops/shape/tensor.ts';
import { candidatesOf } from './weight-gradient.ts';

/** Calls of equal keys are computed alike: op, attributes and shapes. */
export function tuningKey({ op, attrs, inputs }: Call): string {
  return `${op.kind} ${JSON.stringify(attrs)} ${inputs.map((v) => v.type.dims.join('x')).join(' ')}`;
}

/** A call of the graph that can be computed in several ways. */
export interface Tunable {
  readonly call: Call;
  /** The best guess first. */
  readonly candidates: readonly string[];
}

/** What there is to choose, by tuning key. */
export function tunables(graph: Graph, block: number): ReadonlyMap<string, Tunable> {
  const found = new Map<string, Tunable>();
  for (const call of graph.calls) {
    if (call.op.kind !== 'conv2dWeightGradient') continue;
    const [x, dy] = call.inputs.map((v) => v.type.dims as Four);
    const candidates = candidatesOf(call.attrs as Conv2dWeightGradientAttrs, x!, dy!, block);
    if (candidates.length > 1) found.set(tuningKey(call), { call, candidates });
  }
  return found;
}
