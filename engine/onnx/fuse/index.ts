import { normOfBatchNorm } from '../../compile/norms.ts';
import type { Pass } from '../../compile/simplify.ts';
import type { Graph } from '../../ir/graph.ts';
import { accumulateGradients } from './accumulate.ts';
import { fuseBatchNormRelu } from './batch-norm-relu.ts';
import { centreNorms } from './centre-norms.ts';

/**
 * What is done to a training graph before it is lowered to blocked layouts, in this order. `block`: floats in a block.
 */
export const fusionPasses = (block: number): readonly Pass[] => [
  normOfBatchNorm,
  centreNorms(block),
  fuseBatchNormRelu(block),
  accumulateGradients(block),
];

export function fuse(graph: Graph, block: number): Graph {
  return fusionPasses(block).reduce((g, pass) => pass.run(g), graph);
}
