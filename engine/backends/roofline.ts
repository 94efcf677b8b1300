import { Builder } from '../ir/builder.ts';
import type { Graph } from '../ir/graph.ts';
import { relu } from '../ops/activations.ts';
import { matmul } from '../ops/matmul.ts';
import type { Roofline } from './backend.ts';

/**
 * What a device's roofline is measured with: a product of two square matrices, and a pass over memory that computes
 * next to nothing.
 */
export interface Workload {
  /** Rows and columns of the matrices. */
  readonly side: number;
  /** Numbers that the pass reads, and as many that it writes: more than the caches hold. */
  readonly copied: number;
}

export function productGraph({ side }: Workload): Graph {
  const b = new Builder();
  const square = { dtype: 'f32', dims: [side, side] } as const;
  b.output('c', b.one(matmul, { transposeA: false, transposeB: false }, b.input('a', square), b.input('b', square)));
  return b.build();
}

export function copyGraph({ copied }: Workload): Graph {
  const b = new Builder();
  b.output('y', b.one(relu, {}, b.input('x', { dtype: 'f32', dims: [copied] })));
  return b.build();
}

/** From the milliseconds of each. */
export function rooflineOf({ side, copied }: Workload, product: number, copy: number): Roofline {
  return { gflopsPerSecond: (2 * side ** 3) / product / 1e6, gigabytesPerSecond: (8 * copied) / copy / 1e6 };
}
