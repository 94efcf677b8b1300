import type { StateData } from '../backends/backend.ts';
import { hashText, Stream } from '../base/random.ts';
import type { Graph, Initial, State } from '../ir/graph.ts';
import { elements } from '../ir/types.ts';

/**
 * Every state at the start of a run. A tensor's numbers depend on the seed and its own name alone: adding a layer
 * leaves the others as they were.
 */
export function initialState(graph: Graph, seed: number): StateData {
  return new Map(graph.states.map((s) => [s.name, initialTensor(s, seed)]));
}

function initialTensor(state: State, seed: number): Float32Array {
  const data = new Float32Array(elements(state.value.type));
  const { initial } = state;
  if (initial.kind === 'constant') return data.fill(initial.value);
  if (initial.kind === 'values') {
    data.set(initial.values);
    return data;
  }
  const draw = sampler(initial, new Stream(seed, hashText(state.name)));
  for (let i = 0; i < data.length; i++) data[i] = draw();
  return data;
}

/** Sources of the formulas: see `Initial`. */
function sampler(initial: Extract<Initial, { fanIn: number }>, stream: Stream): () => number {
  const { kind, fanIn, fanOut } = initial;
  switch (kind) {
    case 'he':
    case 'heFanIn': {
      const deviation = Math.sqrt(2 / (kind === 'he' ? fanOut : fanIn));
      return () => deviation * stream.normal();
    }
    case 'xavier': {
      const bound = Math.sqrt(6 / (fanIn + fanOut));
      return () => stream.uniform(-bound, bound);
    }
    case 'torch': {
      const bound = 1 / Math.sqrt(fanIn);
      return () => stream.uniform(-bound, bound);
    }
  }
}
