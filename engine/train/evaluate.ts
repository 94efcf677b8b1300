import type { InferenceExecutable } from '../backends/backend.ts';
import type { Evaluation } from '../settings/run-events.ts';

const TOP = 5;

/** A batch of evaluation images: the last one is padded, only the first `count` are real. */
export interface EvaluationBatch {
  readonly images: Float32Array;
  readonly labels: BigInt64Array;
  readonly count: number;
}

/** What the network says of one image, the `index`-th in order. */
export interface Answer {
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** Of the predicted class: softmax of the logits. */
  readonly probability: number;
}

/**
 * Runs the inference network over all batches. `batch` is the size that every batch is padded to; `hear` is told of
 * every image.
 */
export async function evaluate(
  executable: InferenceExecutable,
  batches: AsyncIterable<EvaluationBatch>,
  batch: number,
  classes: number,
  progress?: (images: number) => void,
  hear?: (answer: Answer) => void,
): Promise<Evaluation> {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let images = 0;
  let loss = 0;
  let top5 = 0;
  for await (const { images: pixels, labels, count } of batches) {
    const logits = (await executable.run(pixels, batch)).get('logits')!;
    for (let i = 0; i < count; i++) {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      const label = Number(labels[i]);
      loss += crossEntropy(row, label);
      const rank = rankOf(row, label);
      if (rank < TOP) top5 += 1;
      const predicted = largest(row);
      confusion[label]![predicted]! += 1;
      hear?.({ index: images + i, label, predicted, probability: Math.exp(-crossEntropy(row, predicted)) });
    }
    images += count;
    progress?.(images);
  }
  const correct = confusion.reduce((n, row, i) => n + row[i]!, 0);
  return {
    images,
    loss: loss / images,
    accuracy: correct / images,
    top5: classes > TOP ? top5 / images : null,
    confusion,
  };
}

/** −log softmax(row)[label], shifted by the largest logit. */
function crossEntropy(row: Float32Array, label: number): number {
  const top = row[largest(row)]!;
  return Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0)) + top - row[label]!;
}

function largest(row: Float32Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  return best;
}

/** How many classes come before `label`: larger logits, and equal ones of a lower index. */
function rankOf(row: Float32Array, label: number): number {
  const own = row[label]!;
  return row.reduce((n, x, i) => n + (x > own || (x === own && i < label) ? 1 : 0), 0);
}
