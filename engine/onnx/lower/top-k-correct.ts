import type { TopKCorrectAttrs } from '../../ops/top-k-correct.ts';
import { concrete, type Lowering } from './lowering.ts';

/** Rank of the label: logits above its own, and equal ones at a lower index. A hit where the rank is below k. */
export const topKCorrect: Lowering<TopKCorrectAttrs> = (e, { attrs, inputs: [logits, labels] }) => {
  const [batch, classes] = concrete(logits!.type.dims) as readonly [number, number];
  const column = e.reshape(labels!.name, [batch, 1]);
  const own = e.node('GatherElements', [logits!.name, column], { axis: 1 });
  const indices = e.constant(
    'i64',
    [1, classes],
    Array.from({ length: classes }, (_, i) => i),
  );
  const above = e.node('Greater', [logits!.name, own]);
  const tied = e.node('And', [e.node('Equal', [logits!.name, own]), e.node('Less', [indices, column])]);
  const ahead = e.node('Cast', [e.node('Or', [above, tied])], { to: 1 });
  const rank = e.node('ReduceSum', [ahead, e.ints([1])], { keepdims: 0 });
  const hits = e.node('Cast', [e.node('Less', [rank, e.scalar(attrs.k)])], { to: 1 });
  return [e.node('ReduceMean', [hits], { keepdims: 0 })];
};
