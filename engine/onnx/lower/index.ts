import type { AttrsOf, OpKind } from '../../ops/index.ts';
import * as activations from './activations.ts';
import { adamStep } from './adam-step.ts';
import { averagePool, averagePoolGradient } from './average-pool.ts';
import { batchNormInfer, batchNormTrain, batchNormTrainGradient } from './batch-norm.ts';
import { conv2d } from './conv2d.ts';
import { conv2dInputGradient } from './conv2d-input-gradient.ts';
import { conv2dWeightGradient } from './conv2d-weight-gradient.ts';
import { softmaxCrossEntropy, softmaxCrossEntropyGradient } from './cross-entropy.ts';
import { dropoutMask } from './dropout-mask.ts';
import {
  abs,
  add,
  and,
  div,
  equal,
  exp,
  greater,
  isFinite,
  log,
  maximum,
  minimum,
  mul,
  neg,
  reciprocal,
  sqrt,
  square,
  sub,
  where,
} from './elementwise.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { localResponseNorm, localResponseNormGradient } from './local-response-norm.ts';
import type { Lowering } from './lowering.ts';
import { matmul } from './matmul.ts';
import { maxPool, maxPoolGradient } from './max-pool.ts';
import { reduceMean, reduceSum, sumOfSquares } from './reductions.ts';
import { rmspropStep } from './rmsprop-step.ts';
import { sgdStep } from './sgd-step.ts';
import { logSoftmax, softmax } from './softmax.ts';
import { cast, concat, constant, expand, fill, pad, reshape, slice, transpose } from './structure.ts';
import { topKCorrect } from './top-k-correct.ts';

/** How each op becomes ONNX nodes. An op without a lowering does not compile. */
export const lowerings = {
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
} as const satisfies { readonly [K in OpKind]: Lowering<AttrsOf<K>> };
