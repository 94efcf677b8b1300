import { normOfBatchNorm } from '../../../compile/norms.ts';
import { eliminateDeadCode, type Pass } from '../../../compile/simplify.ts';
import type { Graph } from '../../../ir/graph.ts';
import { keepArgmax } from './argmax.ts';
import { foldFrozenNorms } from './frozen-norms.ts';
import { maskWholeConcats } from './masks.ts';
import { joinSums } from './sums.ts';

/** What is done to a graph before it is lowered to kernels, in this order. */
export const fusionPasses: readonly Pass[] = [
  normOfBatchNorm,
  foldFrozenNorms,
  maskWholeConcats,
  keepArgmax,
  joinSums,
  eliminateDeadCode,
];

export function fuse(graph: Graph): Graph {
  return fusionPasses.reduce((g, pass) => pass.run(g), graph);
}
