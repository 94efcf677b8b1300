import type { Problem } from '../base/diagnostics.ts';
import { problem } from '../base/diagnostics.ts';
import type { Value } from '../ir/graph.ts';
import { f32, type TensorType } from '../ir/types.ts';
import { softmaxCrossEntropy } from '../ops/softmax-cross-entropy.ts';
import { topKCorrect } from '../ops/top-k-correct.ts';
import { needVector, type OneInput } from './feature-map.ts';
import type { EmitContext } from './layer.ts';

/** [N, K] as it comes, or the problem that it is a map or a single class. */
export function headShape(site: OneInput, layer: string): TensorType | Problem {
  const classes = needVector(site, layer);
  if (typeof classes !== 'number') return classes;
  return classes >= 2 ? f32('N', classes) : problem('classifier.oneClass', site.path, { layer }, { field: 'in' });
}

/** Declares the head's loss (mean cross-entropy over the batch) and its accuracy among the `tops` best. */
export function emitLoss(
  context: EmitContext<'in', never>,
  path: string,
  logits: Value,
  weight: number,
  tops: readonly (readonly [metric: string, k: number])[],
): void {
  const { builder: b } = context;
  const labels = context.labels();
  const loss = b.one(softmaxCrossEntropy, { smoothing: context.labelSmoothing }, logits, labels);
  b.loss(path, weight, loss);
  b.metric(`loss/${path}`, loss);
  for (const [metric, k] of tops) b.metric(`${metric}/${path}`, b.one(topKCorrect, { k }, logits, labels));
}
