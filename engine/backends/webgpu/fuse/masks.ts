import { Rewriter, replaceCalls } from '../../../compile/rewrite.ts';
import type { Pass } from '../../../compile/simplify.ts';
import type { Call, Graph } from '../../../ir/graph.ts';
import { reluGradient } from '../../../ops/activations.ts';
import type { ConcatAttrs } from '../../../ops/concat.ts';
import { type SliceAttrs, slice } from '../../../ops/slice.ts';

/** A branch's gradient: a slice of the concat's, masked by where the branch is above 0. */
interface Branch {
  readonly slice: Call;
  readonly mask: Call;
}

/**
 * Where all branches of a concat end in a ReLU, the concat's gradient is masked as a whole by where the concat is above 0, and branches are slices of that: one pass, which
 * whoever computes the gradient does with it, instead of one a branch.
 */
export const maskWholeConcats: Pass = {
  name: 'ReLU masks of all branches of a concat at once',
  run(graph) {
    const rewriter = new Rewriter(graph);
    const masks = masksOf(graph);
    const replaced = new Map<Call, readonly Call[]>();
    for (const concat of graph.calls) {
      const branches = branchesOf(concat, masks, rewriter);
      const dy = branches[0]?.slice.inputs[0];
      if (!dy || branches.length < concat.inputs.length || rewriter.uses(dy) > branches.length) continue;
      if (!branches.every((b) => b.slice.inputs[0] === dy)) continue;
      const whole = rewriter.call(reluGradient, {}, [concat.outputs[0]!, dy], branches[0]!.mask.origin);
      for (const [i, branch] of branches.entries()) {
        const attrs = branch.slice.attrs as SliceAttrs;
        const part = rewriter.call(slice, attrs, whole.outputs, branch.mask.origin);
        replaced.set(branch.slice, i === 0 ? [whole] : []);
        replaced.set(branch.mask, [{ ...part, outputs: branch.mask.outputs }]);
      }
    }
    return replaceCalls(graph, replaced);
  },
};

/** By what decides: calls that mask a gradient. */
function masksOf({ calls }: Graph): ReadonlyMap<number, readonly Call[]> {
  const masks = new Map<number, Call[]>();
  for (const call of calls) {
    if (call.op.kind !== 'reluGradient') continue;
    const { id } = call.inputs[0]!;
    masks.set(id, [...(masks.get(id) ?? []), call]);
  }
  return masks;
}

/** Those branches of a concat of channels whose gradient is masked as soon as it is cut off. */
function branchesOf(concat: Call, masks: ReadonlyMap<number, readonly Call[]>, rewriter: Rewriter): readonly Branch[] {
  if (concat.op.kind !== 'concat' || (concat.attrs as ConcatAttrs).axis !== 1) return [];
  let end = 0;
  return concat.inputs.flatMap((y): readonly Branch[] => {
    const start = end;
    end += Number(y.type.dims[1]);
    return (masks.get(y.id) ?? []).flatMap((mask) => {
      const own = rewriter.madeBy(mask.inputs[1]!, 'slice');
      if (!own || rewriter.uses(own.outputs[0]!) > 1) return [];
      const { axes, starts, ends, steps } = own.attrs as SliceAttrs;
      const isIts = axes.join() === '1' && starts[0] === start && ends[0] === end && steps[0] === 1;
      return isIts ? [{ slice: own, mask }] : [];
    });
  });
}
