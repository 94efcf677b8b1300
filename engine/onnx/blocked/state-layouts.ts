import type { Graph } from '../../ir/graph.ts';
import { elements, sameDims } from '../../ir/types.ts';
import type { Conv2dAttrs } from '../../ops/conv2d.ts';
import { filterLayout, type Layout } from '../lower/layout.ts';

/**
 * How each state lies in memory: weights of blocked convolutions as the convolution reads them, their moments alike, so
 * that no step reorders a weight; the backend permutes where state enters and leaves.
 */
export function stateLayouts(graph: Graph, block: number): ReadonlyMap<string, Layout> {
  const byValue = new Map(graph.states.map((s) => [s.value.id, s]));
  const layouts = new Map<string, Layout>(graph.states.map((s) => [s.name, 'plain']));
  for (const { op, attrs, inputs } of graph.calls) {
    const weight = op.kind === 'conv2d' ? byValue.get(inputs[1]!.id) : undefined;
    if (!weight) continue;
    layouts.set(
      weight.name,
      filterLayout(weight.value.type.dims as readonly number[], (attrs as Conv2dAttrs).groups, block),
    );
  }
  for (const { op, inputs } of graph.calls) {
    const weight = op.update ? byValue.get(inputs[0]!.id) : undefined;
    if (!weight) continue;
    for (const value of inputs) {
      const moment = byValue.get(value.id);
      if (moment && sameDims(moment.value.type.dims, weight.value.type.dims))
        layouts.set(moment.name, layouts.get(weight.name)!);
    }
  }
  return layouts;
}

/**
 * Dims under which the states of plain SGD pass in and out of the model, [rows, elements / rows], as its update wants
 * them: a reshape at the model's edge would copy. Rows are what ONNX Runtime spreads over threads.
 */
export function rowsOfStates(graph: Graph): ReadonlyMap<string, readonly number[]> {
  const byValue = new Map(graph.states.map((s) => [s.value.id, s]));
  const found = new Map<string, readonly number[]>();
  for (const { op, inputs } of graph.calls) {
    if (op.kind !== 'sgdStep') continue;
    const size = elements(inputs[0]!.type);
    for (const value of [inputs[0]!, ...inputs.slice(2, -1)]) {
      const state = byValue.get(value.id);
      if (state) found.set(state.name, [rowsOf(size), size / rowsOf(size)]);
    }
  }
  return found;
}

/** 64 rows for tensors worth more than one thread. */
export const rowsOf = (size: number): number => (size >= 4096 && size % 64 === 0 ? 64 : 1);
