import type { OpDef, Tensor64 } from '../ir/op.ts';
import { expectUpdate } from './shape/update.ts';

export interface RmspropStepAttrs {
  readonly alpha: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly momentum: number;
}

/**
 * (w, g, v, buffer, lr) → [w′, v′, buffer′], or (w, g, v, lr) → [w′, v′] where momentum is 0. As PyTorch's RMSprop: d =
 * g + weightDecay · w; v′ = α·v + (1−α)·d²; u = d / (√v′ + ε); buffer′ = momentum · buffer + u; w′ = w − lr · buffer′
 * (lr · u without momentum).
 */
export const rmspropStep: OpDef<RmspropStepAttrs> = {
  kind: 'rmspropStep',
  update: true,
  infer({ momentum }, inputs) {
    expectUpdate('rmspropStep', inputs, momentum === 0 ? 3 : 4, 'f32');
    return Array.from({ length: momentum === 0 ? 2 : 3 }, () => inputs[0]!);
  },
  reference({ alpha, epsilon, weightDecay, momentum }, inputs) {
    const [w, g, v, buffer] = inputs as readonly [Tensor64, Tensor64, Tensor64, Tensor64];
    const lr = inputs.at(-1)!.data[0]!;
    const d = g.data.map((x, i) => x + weightDecay * w.data[i]!);
    const second = v.data.map((x, i) => alpha * x + (1 - alpha) * d[i]! ** 2);
    const u = d.map((x, i) => x / (Math.sqrt(second[i]!) + epsilon));
    const direction = momentum === 0 ? u : u.map((x, i) => momentum * buffer.data[i]! + x);
    const next = w.data.map((x, i) => x - lr * direction[i]!);
    return (momentum === 0 ? [next, second] : [next, second, direction]).map((data) => ({ dims: w.dims, data }));
  },
  gradient: 'none',
};
