import type { ForeignNode } from '../foreign.ts';
import type { Fact } from './fact.ts';
import type { Lifter } from './lifter.ts';
import * as activations from './ops/activations.ts';
import * as affine from './ops/affine.ts';
import * as combine from './ops/combine.ts';
import { conv, convTranspose } from './ops/convolution.ts';
import { gemm, matmul } from './ops/dense.ts';
import { softmax } from './ops/heads.ts';
import * as layout from './ops/layout.ts';
import { batchNormalization, groupNormalization, instanceNormalization, layerNormalization, lrn } from './ops/norms.ts';
import { pad } from './ops/pad.ts';
import * as pools from './ops/pools.ts';
import { resize, upsample } from './ops/resize.ts';
import { shape, size } from './ops/shape.ts';
import { slice, split } from './ops/slice.ts';

/**
 * What a node's first output is, or each of several. Throws a ProblemError that names the node where no layer computes
 * it.
 */
export type Lift = (lifter: Lifter, node: ForeignNode) => Fact | readonly Fact[];

/** By operator; names with a dot are those of rewrites (engine/import/rewrite). */
export const lifts: Readonly<Record<string, Lift>> = {
  Add: combine.add,
  AveragePool: pools.averagePool,
  BatchNormalization: batchNormalization,
  Cast: layout.identity,
  CastLike: layout.castLike,
  Clip: activations.clip,
  Concat: combine.concat,
  Conv: conv,
  ConvTranspose: convTranspose,
  Div: affine.divide,
  Dropout: layout.identity,
  Elu: activations.elu,
  Expand: layout.expand,
  Flatten: layout.flatten,
  Gather: layout.gather,
  Gelu: activations.gelu,
  Gemm: gemm,
  GlobalAveragePool: pools.globalAveragePool,
  GlobalMaxPool: pools.globalMaxPool,
  GroupNormalization: groupNormalization,
  HardSigmoid: activations.hardSigmoid,
  HardSwish: activations.hardSwish,
  Identity: layout.identity,
  ImageScaler: affine.imageScaler,
  InstanceNormalization: instanceNormalization,
  LRN: lrn,
  LayerNormalization: layerNormalization,
  LeakyRelu: activations.leakyRelu,
  LogSoftmax: softmax,
  MatMul: matmul,
  Max: activations.maximum,
  MaxPool: pools.maxPool,
  Min: activations.minimum,
  Mish: activations.mish,
  Mul: combine.multiply,
  Neg: affine.negate,
  PRelu: activations.prelu,
  Pad: pad,
  ReduceMax: pools.reduceMax,
  ReduceMean: pools.reduceMean,
  Relu: activations.relu,
  Reshape: layout.reshape,
  Resize: resize,
  Selu: activations.selu,
  Shape: shape,
  Sigmoid: activations.sigmoid,
  Size: size,
  Slice: slice,
  Softmax: softmax,
  Softplus: activations.softplus,
  Split: split,
  Squeeze: layout.squeeze,
  Sub: affine.subtract,
  Sum: combine.add,
  Swish: activations.silu,
  Tanh: activations.tanh,
  Transpose: layout.transpose,
  Unsqueeze: layout.unsqueeze,
  Upsample: upsample,
};
