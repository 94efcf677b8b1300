import type { AttrsOf, OpKind } from '../../../ops/index.ts';
import { batchNormInfer, batchNormTrain } from './batch-norm.ts';
import { batchNormTrainGradient } from './batch-norm-gradient.ts';
import { conv2d, conv2dInputGradient, conv2dWeightGradient } from './convolution.ts';
import { elementwise } from './elementwise.ts';
import { logSoftmax, softmax, softmaxCrossEntropy, softmaxCrossEntropyGradient, topKCorrect } from './heads.ts';
import type { Lowering } from './lowering.ts';
import { matmul } from './matmul.ts';
import { argmaxPools, pools } from './pools.ts';
import { globalAveragePool, reduceMean, reduceSum, sumOfSquares } from './reductions.ts';
import { cast, concat, constant, dropoutMask, expand, fill, pad, reshape, slice, transpose } from './structure.ts';
import { sums } from './sums.ts';
import { adamStep, rmspropStep, sgdStep } from './updates.ts';

/** How each op becomes kernels. A forgotten op does not compile. */
export const lowerings = {
  ...elementwise,
  cast,
  constant,
  fill,
  reshape,
  transpose,
  concat,
  slice,
  pad,
  expand,
  dropoutMask,
  reduceSum,
  reduceMean,
  sumOfSquares,
  globalAveragePool,
  matmul,
  conv2d,
  conv2dInputGradient,
  conv2dWeightGradient,
  ...pools,
  batchNormTrain,
  batchNormTrainGradient,
  batchNormInfer,
  softmax,
  logSoftmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  topKCorrect,
  sgdStep,
  adamStep,
  rmspropStep,
} satisfies { readonly [K in OpKind]: Lowering<AttrsOf<K>> };

/** Of the ops that fusions make. */
export const fusedLowerings = { sums, ...argmaxPools } as const;
