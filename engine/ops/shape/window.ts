import type { Dim } from '../../ir/types.ts';

export type Pair = readonly [rows: number, columns: number];
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

/** Sliding windows of a pooling op. Pads hold −∞ (max) or count as the op says (average). */
export interface PoolWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly pads: Pads;
  /**
   * Rounds the number of windows up; a window must still begin inside the input or its leading pad (PyTorch's rule).
   */
  readonly ceil: boolean;
}

export interface ConvWindow {
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly pads: Pads;
  readonly groups: number;
}

/** Windows that fit along one axis: ⌊(size + pads − dilation·(kernel−1) − 1) / stride⌋ + 1. */
export function windowCount(
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  before: number,
  after: number,
  ceil = false,
): number {
  const span = size + before + after - dilation * (kernel - 1) - 1;
  if (span < 0) return 0;
  const count = (ceil ? Math.ceil(span / stride) : Math.floor(span / stride)) + 1;
  return ceil && (count - 1) * stride >= size + before ? count - 1 : count;
}

/** Pads must be smaller than the kernel, so that every window holds a real element. */
export function pooledDims(
  kind: string,
  [n, c, h, w]: readonly [Dim, number, number, number],
  a: PoolWindow,
): readonly [Dim, number, number, number] {
  const [top, left, bottom, right] = a.pads;
  if (Math.max(top, bottom) >= a.kernel[0] || Math.max(left, right) >= a.kernel[1])
    throw new Error(`${kind}: pads [${a.pads}] reach the kernel [${a.kernel}]`);
  const rows = windowCount(h, a.kernel[0], a.stride[0], 1, top, bottom, a.ceil);
  const columns = windowCount(w, a.kernel[1], a.stride[1], 1, left, right, a.ceil);
  if (rows < 1 || columns < 1)
    throw new Error(`${kind}: kernel [${a.kernel}] is larger than the padded input [${h},${w}]`);
  return [n, c, rows, columns];
}

/**
 * Rows top ≤ y < bottom and columns left ≤ x < right of one plane: the window's real elements. `area` counts those in
 * the padded input too.
 */
export interface Window {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly area: number;
}

/** The windows of one plane in row-major order; the same for every plane. */
export function windowsOf(h: number, w: number, a: PoolWindow): readonly Window[] {
  const along = (size: number, axis: 0 | 1): readonly (readonly [number, number, number])[] => {
    const [kernel, stride, before, after] = [a.kernel[axis], a.stride[axis], a.pads[axis], a.pads[axis + 2]!];
    return Array.from({ length: windowCount(size, kernel, stride, 1, before, after, a.ceil) }, (_, i) => {
      const start = i * stride - before;
      return [
        Math.max(start, 0),
        Math.min(start + kernel, size),
        Math.min(start + kernel, size + after) - start,
      ] as const;
    });
  };
  const columns = along(w, 1);
  return along(h, 0).flatMap(([top, bottom, tall]) =>
    columns.map(([left, right, wide]) => ({ top, bottom, left, right, area: tall * wide })),
  );
}
