import { hashText, Stream } from '../../engine/base/random.ts';
import type { Graph } from '../../engine/ir/graph.ts';
import type { Tensor64 } from '../../engine/ir/op.ts';
import { initialState } from '../../engine/train/initial-state.ts';

/** Random images, cycling labels, initial state: all that a step reads. */
export function feedsOf(graph: Graph, seed = 1): Map<string, Tensor64> {
  const feeds = new Map<string, Tensor64>();
  for (const { name, value } of graph.inputs) {
    const dims = value.type.dims.map(Number);
    const data = new Float64Array(dims.reduce((n, d) => n * d, 1));
    const stream = new Stream(seed, hashText(name));
    const fill: Record<string, (i: number) => number> = {
      images: () => stream.normal(),
      labels: (i) => i % 3,
      learningRate: () => 0.1,
      step: () => 0,
      seed: () => seed,
    };
    feeds.set(name, { dims, data: data.map((_, i) => fill[name]!(i)) });
  }
  const states = initialState(graph, seed);
  for (const s of graph.states) {
    feeds.set(s.name, { dims: s.value.type.dims.map(Number), data: Float64Array.from(states.get(s.name)!) });
  }
  return feeds;
}
