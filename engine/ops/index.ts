import type { OpDef } from '../ir/op.ts';
import { abs } from './abs.ts';
import * as activations from './activations.ts';
import { adamStep } from './adam-step.ts';
import { add } from './add.ts';
import { and } from './and.ts';
import { averagePool } from './average-pool.ts';
import { averagePoolGradient } from './average-pool-gradient.ts';
import { batchNormInfer } from './batch-norm-infer.ts';
import { batchNormTrain } from './batch-norm-train.ts';
import { batchNormTrainGradient } from './batch-norm-train-gradient.ts';
import { cast } from './cast.ts';
import { concat } from './concat.ts';
import { constant } from './constant.ts';
import { conv2d } from './conv2d.ts';
import { conv2dInputGradient } from './conv2d-input-gradient.ts';
import { conv2dWeightGradient } from './conv2d-weight-gradient.ts';
import { div } from './div.ts';
import { dropoutMask } from './dropout-mask.ts';
import { equal } from './equal.ts';
import { exp } from './exp.ts';
import { expand } from './expand.ts';
import { fill } from './fill.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { greater } from './greater.ts';
import { isFinite } from './is-finite.ts';
import { localResponseNorm } from './local-response-norm.ts';
import { localResponseNormGradient } from './local-response-norm-gradient.ts';
import { log } from './log.ts';
import { logSoftmax } from './log-softmax.ts';
import { matmul } from './matmul.ts';
import { maxPool } from './max-pool.ts';
import { maxPoolGradient } from './max-pool-gradient.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { pad } from './pad.ts';
import { reciprocal } from './reciprocal.ts';
import { reduceMean } from './reduce-mean.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';
import { rmspropStep } from './rmsprop-step.ts';
import { sgdStep } from './sgd-step.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { softmaxCrossEntropyGradient } from './softmax-cross-entropy-gradient.ts';
import { sqrt } from './sqrt.ts';
import { square } from './square.ts';
import { sub } from './sub.ts';
import { sumOfSquares } from './sum-of-squares.ts';
import { topKCorrect } from './top-k-correct.ts';
import { transpose } from './transpose.ts';
import { where } from './where.ts';

/**
 * Every op there is: what the layers emit, the compiler adds, and each target must lower
 * (`satisfies Record<OpKind, …>`).
 */
export const ops = {
  ...activations,
  neg,
  exp,
  log,
  sqrt,
  reciprocal,
  abs,
  square,
  isFinite,
  add,
  sub,
  mul,
  div,
  maximum,
  minimum,
  greater,
  equal,
  and,
  where,
  cast,
  constant,
  fill,
  reshape,
  transpose,
  concat,
  slice,
  pad,
  expand,
  reduceSum,
  reduceMean,
  sumOfSquares,
  matmul,
  conv2d,
  conv2dInputGradient,
  conv2dWeightGradient,
  maxPool,
  maxPoolGradient,
  averagePool,
  averagePoolGradient,
  globalAveragePool,
  batchNormTrain,
  batchNormTrainGradient,
  batchNormInfer,
  localResponseNorm,
  localResponseNormGradient,
  dropoutMask,
  softmax,
  logSoftmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  topKCorrect,
  sgdStep,
  adamStep,
  rmspropStep,
} as const;

export type OpKind = keyof typeof ops;

/** The attributes of an op. */
export type AttrsOf<K extends OpKind> = (typeof ops)[K] extends OpDef<infer A> ? A : never;

/** The ops that say of themselves that they are computed element by element. */
export type ElementwiseKind = {
  readonly [K in OpKind]: (typeof ops)[K] extends { readonly elementwise: true } ? K : never;
}[OpKind];
