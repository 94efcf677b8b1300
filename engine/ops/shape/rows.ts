import type { Tensor64 } from '../../ir/op.ts';
import type { TensorType } from '../../ir/types.ts';
import { sameDims } from '../../ir/types.ts';
import { illTyped, known } from './expect.ts';

/** Throws unless logits are [N, K] and labels [N]; returns K. */
export function expectLabelled(kind: string, logits: TensorType, labels: TensorType): number {
  if (logits.dims.length !== 2 || !sameDims(labels.dims, logits.dims.slice(0, 1)))
    illTyped(kind, 'wants logits [N, K] and labels [N]', [logits, labels]);
  return known(kind, logits.dims[1]);
}

/** log softmax of each row of the last axis, the row's maximum taken out first so that nothing overflows. */
export function logSoftmaxRows({ dims, data }: Tensor64): Float64Array {
  const width = dims.at(-1)!;
  const out = new Float64Array(data.length);
  for (let at = 0; at < data.length; at += width) {
    const row = data.subarray(at, at + width);
    const top = row.reduce((max, v) => Math.max(max, v), -Infinity);
    const logSum = top + Math.log(row.reduce((sum, v) => sum + Math.exp(v - top), 0));
    for (let k = 0; k < width; k++) out[at + k] = row[k]! - logSum;
  }
  return out;
}

/**
 * The target distribution with label smoothing s over K classes: (1 − s) at the label plus s/K everywhere (Szegedy et
 * al. 2016, section 7).
 */
export const target = (k: number, label: number, classes: number, smoothing: number): number =>
  (k === label ? 1 - smoothing : 0) + smoothing / classes;
