import type { AnalyzedNode } from '../analysis.ts';
import { type Convention, inputElements } from './convention.ts';

/** What it counts one per number; it passes over sigmoid, tanh and hard swish. */
const countedActivations: ReadonlySet<string> = new Set(['relu', 'leakyRelu', 'relu6', 'gelu', 'silu']);

/** sovrasov/flops-counter.pytorch, ptflops/pytorch_ops.py: `MODULES_MAPPING` of its pytorch backend. */
export const ptflops: Convention = {
  title: 'ptflops',
  help: 'A multiply-add counts one, a bias one per output; a batch norm 2 per number; pools and ReLUs their input.',
  count: (node) => {
    const { cost } = node;
    return (
      node.multiplies + (cost?.biasAdds ?? 0) + 2 * (cost?.normalized ?? 0) + (passes(node) ? inputElements(node) : 0)
    );
  },
};

function passes({ layer, node }: AnalyzedNode): boolean {
  return layer?.category === 'pooling' || countedActivations.has(node.kind);
}
