import { add } from './add.ts';
import { auxiliaryHead } from './auxiliary-head.ts';
import { averagePool } from './average-pool.ts';
import { batchNorm } from './batch-norm.ts';
import { channelShuffle } from './channel-shuffle.ts';
import { classifier } from './classifier.ts';
import { clip } from './clip.ts';
import { concat } from './concat.ts';
import { convTranspose2d } from './conv-transpose2d.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { depthToSpace, spaceToDepth } from './depth-space.ts';
import { dropout } from './dropout.ts';
import { elu } from './elu.ts';
import { flatten } from './flatten.ts';
import { gelu } from './gelu.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { globalMaxPool } from './global-max-pool.ts';
import { groupNorm } from './group-norm.ts';
import { hardSigmoid } from './hard-sigmoid.ts';
import { hardSwish } from './hard-swish.ts';
import { input } from './input.ts';
import type { LayerDef } from './layer.ts';
import { layerNorm } from './layer-norm.ts';
import { leakyRelu } from './leaky-relu.ts';
import { localResponseNorm } from './local-response-norm.ts';
import { maxPool } from './max-pool.ts';
import { mish } from './mish.ts';
import { multiply } from './multiply.ts';
import { pad } from './pad.ts';
import { prelu } from './prelu.ts';
import { relu } from './relu.ts';
import { relu6 } from './relu6.ts';
import { resize } from './resize.ts';
import { scaleShift } from './scale-shift.ts';
import { selu } from './selu.ts';
import { shortcut } from './shortcut.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { slice } from './slice.ts';
import { softplus } from './softplus.ts';
import { tanh } from './tanh.ts';

/** Every layer that can be drawn, in the palette's order. Palette, inspector, command line and tests follow from it. */
export const layers = {
  input,
  conv2d,
  convTranspose2d,
  dense,
  batchNorm,
  localResponseNorm,
  groupNorm,
  layerNorm,
  scaleShift,
  relu,
  leakyRelu,
  relu6,
  sigmoid,
  tanh,
  silu,
  gelu,
  hardSwish,
  hardSigmoid,
  elu,
  selu,
  prelu,
  softplus,
  mish,
  clip,
  maxPool,
  averagePool,
  globalAveragePool,
  globalMaxPool,
  add,
  concat,
  multiply,
  shortcut,
  dropout,
  flatten,
  pad,
  resize,
  slice,
  channelShuffle,
  depthToSpace,
  spaceToDepth,
  classifier,
  auxiliaryHead,
} as const satisfies Record<string, LayerDef>;

export type LayerKind = keyof typeof layers;

export function isLayerKind(kind: string): kind is LayerKind {
  return Object.hasOwn(layers, kind);
}

/** Null for an unknown kind. */
export function layerOf(kind: string): LayerDef | null {
  return isLayerKind(kind) ? layers[kind] : null;
}
