import type { Call } from '../../ir/graph.ts';
import type { AttrsOf, OpKind } from '../../ops/index.ts';
import type { BatchNormReluAttrs } from '../fuse/batch-norm-relu.ts';
import { reluGradient } from './activations.ts';
import { averagePoolGradient } from './average-pool-gradient.ts';
import { batchNormTrain, batchNormTrainGradient } from './batch-norm.ts';
import { conv2d } from './conv2d.ts';
import type { FastLowering } from './fast.ts';
import { conv2dInputGradient } from './input-gradient.ts';
import { maxPoolGradient } from './max-pool-gradient.ts';
import { averagePool, globalAveragePool, maxPool } from './pools.ts';
import { sgdStep } from './sgd-step.ts';
import { concat, expand, reduceSum, slice, sub } from './structure.ts';
import { sumOfSquares } from './sum-of-squares.ts';
import { conv2dWeightGradient } from './weight-gradient.ts';

type Fast = { readonly [K in OpKind]?: FastLowering<AttrsOf<K>> } & {
  readonly batchNormRelu: FastLowering<BatchNormReluAttrs>;
  readonly conv2dInputGradientSum: FastLowering<AttrsOf<'conv2dInputGradient'>>;
};

/** Lowerings to blocked layouts, tried before the plain ones when ONNX Runtime's CPU provider is to run the model. */
export const fastLowerings = {
  conv2d,
  conv2dInputGradient,
  conv2dWeightGradient,
  batchNormTrain,
  batchNormTrainGradient,
  batchNormRelu: batchNormTrain,
  conv2dInputGradientSum: conv2dInputGradient,
  reluGradient,
  sumOfSquares,
  sgdStep,
  maxPool,
  maxPoolGradient,
  averagePool,
  averagePoolGradient,
  globalAveragePool,
  concat,
  slice,
  sub,
  expand,
  reduceSum,
} as const satisfies Fast;

/**
 * Whether the plain lowering is as right for any other layout, as long as all tensors of the output's shape share it:
 * element by element, or sums over everything. Masks of bool stay as they are, since only floats are reordered.
 */
export const takesAnyLayout = ({ op, inputs, outputs }: Call): boolean =>
  op.total === true ||
  op.update === true ||
  (op.elementwise === true && [...inputs, ...outputs].every(({ type }) => type.dtype === 'f32'));
