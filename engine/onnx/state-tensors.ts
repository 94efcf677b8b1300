import type { Graph } from '../ir/graph.ts';
import { elements } from '../ir/types.ts';
import { type OnnxTensor, viewBytes } from './wire/model.ts';

/** The graph's states as constants of a model, under their own names. `state` must hold every one, at its size. */
export function stateTensors(graph: Graph, state: ReadonlyMap<string, Float32Array>): ReadonlyMap<string, OnnxTensor> {
  return new Map(
    graph.states.map(({ name, value }) => {
      const data = state.get(name);
      if (data?.length !== elements(value.type))
        throw new Error(`state ${name} wants ${elements(value.type)} numbers, not ${data?.length ?? 'none'}`);
      const dims = value.type.dims as readonly number[];
      return [name, { name, type: 'f32', dims, bytes: viewBytes(data) }];
    }),
  );
}
