import { add } from './add.ts';
import { auxiliaryHead } from './auxiliary-head.ts';
import { batchNorm } from './batch-norm.ts';
import { classifier } from './classifier.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { flatten } from './flatten.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { input } from './input.ts';
import type { LayerDef } from './layer.ts';
import { relu } from './relu.ts';
import { shortcut } from './shortcut.ts';

/** Every layer that can be drawn, in the palette's order. Palette, inspector, command line and tests follow from it. */
export const layers = {
  input,
  conv2d,
  dense,
  batchNorm,
  relu,
  globalAveragePool,
  flatten,
  add,
  shortcut,
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
