import { Builder } from '../../../engine/ir/builder.ts';
import type { Graph, Value } from '../../../engine/ir/graph.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { reluGradient } from '../../../engine/ops/activations.ts';
import { add } from '../../../engine/ops/add.ts';
import { batchNormTrain } from '../../../engine/ops/batch-norm-train.ts';
import { batchNormTrainGradient } from '../../../engine/ops/batch-norm-train-gradient.ts';
import { conv2dInputGradient } from '../../../engine/ops/conv2d-input-gradient.ts';
import type { ConvWindow } from '../../../engine/ops/shape/window.ts';

type Four = readonly [number, number, number, number];

export interface NormedGradient {
  /** Of the norms' inputs and of their results' gradient. */
  readonly dims: Four;
  /** Of the convolution that reads their result, and of its result. */
  readonly weight: Four;
  readonly result: Four;
  readonly window: ConvWindow;
  /** Tensors that are added to the convolution's gradient, and whether the sum is masked as a ReLU's is. */
  readonly skips: number;
  readonly masked: boolean;
  /** That share the gradient. */
  readonly norms: number;
}

/**
 * Backward from a convolution through what follows a batch norm to the norm: dx, dGamma, dBeta of each. Inputs whose
 * names begin with x are the norms'.
 */
export function normedGradient(c: NormedGradient): Graph {
  const b = new Builder();
  const attrs = { epsilon: 1e-5 };
  const forward = Array.from({ length: c.norms }, (_, i) => {
    const [x, gamma, beta] = [
      b.input(`x${i}`, f32(...c.dims)),
      b.input(`gamma${i}`, f32(c.dims[1])),
      b.input(`beta${i}`, f32(c.dims[1])),
    ];
    const [y, mean, variance] = b.apply(batchNormTrain, attrs, [x, gamma, beta]) as readonly [Value, Value, Value];
    return { y, given: [x, gamma, mean, variance] };
  });
  const operands = [b.input('dy', f32(...c.result)), b.input('w', f32(...c.weight))];
  let gradient = b.one(conv2dInputGradient, { ...c.window, inputDims: c.dims }, ...operands);
  for (let i = 0; i < c.skips; i++) gradient = b.one(add, {}, b.input(`skip${i}`, f32(...c.dims)), gradient);
  if (c.masked) gradient = b.one(reluGradient, {}, b.input('mask', f32(...c.dims)), gradient);
  for (const [i, { y, given }] of forward.entries()) {
    b.output(`y${i}`, y);
    const made = b.apply(batchNormTrainGradient, attrs, [gradient, ...given]);
    for (const [n, value] of made.entries()) b.output(`${['dx', 'dGamma', 'dBeta'][n]}${i}`, value);
  }
  return b.build();
}
