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

/** What one node computes at inference, as `output`, whether or not the design has a head. */
export function compileOutput(analysis: Analysis, path: string): Graph {
  const builder = new Builder();
  emitNetwork(builder, analysis, {
    mode: 'infer',
    batch: 'N',
    labelSmoothing: 0,
    initial: (_path, _weight, byLayer) => byLayer,
  });
  const value = builder.nodeValues.get(path);
  if (!value) throw new Error(`${path} leads to no head`);
  return simplify({ ...builder.build(), outputs: [{ name: 'output', value }] });
}
