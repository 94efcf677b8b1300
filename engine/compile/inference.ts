import type { Analysis } from '../analyze/analysis.ts';
import { Builder } from '../ir/builder.ts';
import type { Graph } from '../ir/graph.ts';
import type { Dim } from '../ir/types.ts';
import { emitNetwork } from './forward.ts';
import { simplify } from './simplify.ts';

/**
 * The inference graph: `images` f32[N,C,H,W] → `logits` and `probabilities` f32[N,classes]. Running statistics and
 * frozen dropout; auxiliary heads are gone. `analysis` must be free of errors.
 */
export function compileInference(analysis: Analysis, batch: Dim = 'N'): Graph {
  const builder = new Builder();
  emitNetwork(builder, analysis, {
    mode: 'infer',
    batch,
    labelSmoothing: 0,
    initial: (_path, _weight, byLayer) => byLayer,
  });
  return simplify(builder.build());
}

/** What nodes compute at inference, as outputs of their paths, whether or not the design has a head. */
export function compileNodes(analysis: Analysis, paths: readonly string[]): Graph {
  const builder = new Builder();
  emitNetwork(builder, analysis, {
    mode: 'infer',
    batch: 'N',
    labelSmoothing: 0,
    initial: (_path, _weight, byLayer) => byLayer,
  });
  const outputs = paths.map((path) => {
    const value = builder.nodeValues.get(path);
    if (!value) throw new Error(`${path} leads to no head`);
    return { name: path, value };
  });
  return simplify({ ...builder.build(), outputs });
}
