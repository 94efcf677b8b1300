import type { OpDef, Tensor64 } from '../ir/op.ts';
import { expectUpdate } from './shape/update.ts';

export interface SgdStepAttrs {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

/**
 * (w, g, m, lr) → [w′, m′], or (w, g, lr) → [w′] where momentum is 0. As PyTorch's SGD: d = g + weightDecay · w; m′ =
 * momentum · m + d; w′ = w − lr · m′, with Nesterov w − lr · (d + momentum · m′).
 */
export const sgdStep: OpDef<SgdStepAttrs> = {
  kind: 'sgdStep',
  update: true,
  infer({ momentum }, inputs) {
    expectUpdate('sgdStep', inputs, momentum === 0 ? 2 : 3, 'f32');
    return momentum === 0 ? [inputs[0]!] : [inputs[0]!, inputs[0]!];
  },
  reference({ momentum, nesterov, weightDecay }, inputs) {
    const [w, g, m] = inputs as readonly [Tensor64, Tensor64, Tensor64];
    const lr = inputs.at(-1)!.data[0]!;
    const d = g.data.map((v, i) => v + weightDecay * w.data[i]!);
    const step = (direction: Float64Array): Tensor64 => ({
      dims: w.dims,
      data: w.data.map((v, i) => v - lr * direction[i]!),
    });
    if (momentum === 0) return [step(d)];
    const next = m.data.map((v, i) => momentum * v + d[i]!);
    return [step(nesterov ? d.map((v, i) => v + momentum * next[i]!) : next), { dims: w.dims, data: next }];
  },
  gradient: 'none',
};
