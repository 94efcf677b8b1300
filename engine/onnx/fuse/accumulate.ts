import { Rewriter, replaceCalls } from '../../compile/rewrite.ts';
import type { Pass } from '../../compile/simplify.ts';
import type { Call } from '../../ir/graph.ts';
import type { OpDef } from '../../ir/op.ts';
import { sameDims } from '../../ir/types.ts';
import { add } from '../../ops/add.ts';
import { type Conv2dInputGradientAttrs, conv2dInputGradient } from '../../ops/conv2d-input-gradient.ts';
import { filterLayout } from '../lower/layout.ts';

/** (dy, w, sum) → conv2dInputGradient(dy, w) + sum: the convolution adds to what is there already. */
const conv2dInputGradientSum: OpDef<Conv2dInputGradientAttrs> = {
  kind: 'conv2dInputGradientSum',
  infer: (attrs, inputs) => conv2dInputGradient.infer(attrs, inputs.slice(0, 2)),
  reference(attrs, inputs) {
    const [dx] = conv2dInputGradient.reference(attrs, inputs.slice(0, 2));
    return add.reference({}, [dx!, inputs[2]!]);
  },
  gradient: 'none',
};

/** Fuses an input gradient with the addition that alone reads it; of two, the later. */
export const accumulateGradients = (block: number): Pass => ({
  name: 'accumulate input gradients',
  run(graph) {
    const rewriter = new Rewriter(graph);
    const order = new Map(graph.calls.map((c, i) => [c, i]));
    const replaced = new Map<Call, readonly Call[]>();
    for (const sum of graph.calls) {
      if (sum.op.kind !== 'add' || !sameDims(sum.inputs[0]!.type.dims, sum.inputs[1]!.type.dims)) continue;
      const gradients = sum.inputs.flatMap((v) => {
        const call = rewriter.uses(v) === 1 ? rewriter.madeBy(v, 'conv2dInputGradient') : undefined;
        const weights = call?.inputs[1]!.type.dims as readonly number[] | undefined;
        const suits =
          weights && filterLayout(weights, (call!.attrs as Conv2dInputGradientAttrs).groups, block) === 'filter';
        return call && suits ? [call] : [];
      });
      const found = gradients.sort((a, b) => order.get(b)! - order.get(a)!)[0];
      if (!found) continue;
      const other = sum.inputs.find((v) => v !== found.outputs[0])!;
      const inputs = [...found.inputs, other];
      replaced.set(sum, [{ ...found, op: conv2dInputGradientSum as OpDef<unknown>, inputs, outputs: sum.outputs }]);
      replaced.set(found, []);
    }
    return replaceCalls(graph, replaced);
  },
});
