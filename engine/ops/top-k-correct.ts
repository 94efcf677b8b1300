import type { OpDef, Tensor64 } from '../ir/op.ts';
import { f32 } from '../ir/types.ts';
import { typed } from './shape/expect.ts';
import { expectLabelled } from './shape/rows.ts';
import { scalar64 } from './shape/tensor.ts';

export interface TopKCorrectAttrs {
  readonly k: number;
}

/**
 * (logits [N, K], labels i64[N]) → scalar f32, the share of rows whose label is among the k largest logits.
 * A label's rank counts the greater logits and the equal ones at lower indices, so that ties fall the same way
 * everywhere.
 */
export const topKCorrect: OpDef<TopKCorrectAttrs> = {
  kind: 'topKCorrect',
  infer(_, inputs) {
    const [logits, labels] = typed('topKCorrect', inputs, 'f32', 'i64');
    expectLabelled('topKCorrect', logits, labels);
    return [f32()];
  },
  reference({ k }, [logits, labels]: readonly [Tensor64, Tensor64]) {
    const [batch, classes] = logits.dims as readonly [number, number];
    const rank = (label: number, row: Float64Array): number =>
      row.filter((v, i) => v > row[label]! || (v === row[label]! && i < label)).length;
    const correct = labels.data.filter(
      (label, n) => rank(label, logits.data.subarray(n * classes, (n + 1) * classes)) < k,
    ).length;
    return [scalar64(correct / batch)];
  },
  gradient: 'none',
};
