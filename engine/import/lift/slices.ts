import type { ForeignNode } from '../foreign.ts';
import { numbers } from './attributes.ts';
import { refusal } from './refusal.ts';

/** What is taken along one axis: `length` numbers from `start` on, each `step` behind the one before. */
export interface Slice {
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

/**
 * A Slice node's, one an axis of its input: starts, ends, axes and steps are inputs from opset 10 on, attributes
 * before. Starts and ends count from the end where they are negative, and stop at the ends of the axis.
 */
export function slicesOf(
  node: ForeignNode,
  dims: readonly number[],
  [starts, ends, axes, steps]: readonly (readonly number[] | null | undefined)[],
): readonly Slice[] {
  const from = starts ?? numbers(node, 'starts') ?? [];
  const to = ends ?? numbers(node, 'ends') ?? [];
  const over = axes ?? numbers(node, 'axes') ?? from.map((_, i) => i);
  const slices: Slice[] = dims.map((length) => ({ start: 0, step: 1, length }));
  for (const [i, given] of over.entries()) {
    const axis = given < 0 ? given + dims.length : given;
    const size = dims[axis];
    if (size === undefined)
      throw refusal(node, 'import.attribute', { attribute: 'axes', value: given, only: dims.length });
    const step = steps?.[i] ?? 1;
    if (step === 0) throw refusal(node, 'import.attribute', { attribute: 'steps', value: 0, only: 1 });
    const place = (at: number, low: number, high: number): number =>
      Math.min(Math.max(at < 0 ? at + size : at, low), high);
    const start = place(from[i] ?? 0, 0, step > 0 ? size : size - 1);
    const end = place(to[i] ?? size, step > 0 ? 0 : -1, size);
    slices[axis] = { start, step, length: Math.max(0, Math.ceil((end - start) / step)) };
  }
  return slices;
}
