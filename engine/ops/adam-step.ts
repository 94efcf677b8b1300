import type { OpDef, Tensor64 } from '../ir/op.ts';
import { expectUpdate } from './shape/update.ts';

export interface AdamStepAttrs {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** AdamW: the weight shrinks by lr · weightDecay itself, past the moments (Loshchilov & Hutter 2019). */
  readonly decoupled: boolean;
}

/**
 * (w, g, m, v, lr, step u32[]) → [w′, m′, v′]; step counts from 0, t = step + 1 (Kingma & Ba 2015, algorithm 1, as
 * PyTorch writes it): m′ = β1·m + (1−β1)·g, v′ = β2·v + (1−β2)·g², w′ = w − lr/(1−β1ᵗ) · m′ / (√v′/√(1−β2ᵗ) + ε).
 */
export const adamStep: OpDef<AdamStepAttrs> = {
  kind: 'adamStep',
  update: true,
  infer(_, inputs) {
    expectUpdate('adamStep', inputs, 4, 'f32', 'u32');
    return [inputs[0]!, inputs[0]!, inputs[0]!];
  },
  reference(
    { beta1, beta2, epsilon, weightDecay, decoupled },
    [w, g, m, v, lr, step]: readonly [Tensor64, Tensor64, Tensor64, Tensor64, Tensor64, Tensor64],
  ) {
    const [rate, t] = [lr.data[0]!, step.data[0]! + 1];
    const d = decoupled ? g.data : g.data.map((x, i) => x + weightDecay * w.data[i]!);
    const first = m.data.map((x, i) => beta1 * x + (1 - beta1) * d[i]!);
    const second = v.data.map((x, i) => beta2 * x + (1 - beta2) * d[i]! ** 2);
    const [correction1, correction2] = [1 - beta1 ** t, Math.sqrt(1 - beta2 ** t)];
    const kept = decoupled ? 1 - rate * weightDecay : 1;
    const data = w.data.map(
      (x, i) => kept * x - ((rate / correction1) * first[i]!) / (Math.sqrt(second[i]!) / correction2 + epsilon),
    );
    return [data, first, second].map((values) => ({ dims: w.dims, data: values }));
  },
  gradient: 'none',
};
