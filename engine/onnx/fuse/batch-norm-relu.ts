import { Rewriter, replaceCalls } from '../../compile/rewrite.ts';
import type { Pass } from '../../compile/simplify.ts';
import type { Call, Value } from '../../ir/graph.ts';
import type { OpDef } from '../../ir/op.ts';
import { sameDims } from '../../ir/types.ts';
import { relu } from '../../ops/activations.ts';
import { add } from '../../ops/add.ts';
import { type BatchNormTrainAttrs, batchNormTrain } from '../../ops/batch-norm-train.ts';
import { blockable } from '../lower/layout.ts';

export interface BatchNormReluAttrs extends BatchNormTrainAttrs {
  readonly relu: true;
}

/**
 * (x, γ, β, residual?) → [relu(batchNormTrain(x) + residual), mean, variance]: one affine pass where there were three.
 */
const batchNormRelu: OpDef<BatchNormReluAttrs> = {
  kind: 'batchNormRelu',
  clipping: true,
  infer: (attrs, inputs) => batchNormTrain.infer(attrs, inputs.slice(0, 3)),
  reference(attrs, inputs) {
    const [y, mean, variance] = batchNormTrain.reference(attrs, inputs.slice(0, 3));
    const sum = inputs[3] ? add.reference({}, [y!, inputs[3]])[0]! : y!;
    return [relu.reference({}, [sum])[0]!, mean!, variance!];
  },
  gradient: 'none',
};

/**
 * Fuses batch norm, the addition of a skip, and ReLU, where nothing reads what is between and channels come in whole
 * blocks.
 */
export const fuseBatchNormRelu = (block: number): Pass => ({
  name: 'fuse batch norm, add and ReLU',
  run(graph) {
    const rewriter = new Rewriter(graph);
    const replaced = new Map<Call, readonly Call[]>();
    const order = new Map(graph.calls.map((c, i) => [c, i]));
    /** The batch norm that makes this value for nobody else, and is not fused already. */
    const norm = (v: Value): Call | undefined => {
      const call = rewriter.uses(v) === 1 ? rewriter.madeBy(v, 'batchNormTrain') : undefined;
      return call && call.outputs[0] === v && !replaced.has(call) ? call : undefined;
    };
    for (const last of graph.calls) {
      const [input] = last.inputs;
      if (last.op.kind !== 'relu' || !blockable(input!.type, block)) continue;
      const sum = rewriter.uses(input!) === 1 ? rewriter.madeBy(input!, 'add') : undefined;
      const sides = sum && sum.inputs.every((v) => sameDims(v.type.dims, input!.type.dims)) ? sum.inputs : [];
      const found = [input!, ...sides].flatMap((v) => norm(v) ?? []).sort((a, b) => order.get(b)! - order.get(a)!)[0];
      if (!found) continue;
      const residual = sides.filter((v) => v !== found.outputs[0]);
      const attrs: BatchNormReluAttrs = { ...(found.attrs as BatchNormTrainAttrs), relu: true };
      const outputs = [last.outputs[0]!, ...found.outputs.slice(1)];
      replaced.set(found, [
        {
          op: batchNormRelu as OpDef<unknown>,
          attrs,
          inputs: [...found.inputs, ...residual],
          outputs,
          origin: found.origin,
        },
      ]);
      replaced.set(last, []);
      if (residual.length) replaced.set(sum!, []);
    }
    return replaceCalls(graph, replaced);
  },
});
