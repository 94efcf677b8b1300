/** One axis of a loop over elements; `strides` are those of each operand. */
export interface Axis {
  readonly size: number;
  readonly strides: readonly number[];
}

/**
 * The loop over `dims` with as few axes as serve: axes of size 1 go, neighbours along which every operand runs through are one. The innermost comes last; there is at least one.
 */
export function collapse(dims: readonly number[], operands: readonly (readonly number[])[]): readonly Axis[] {
  const axes: Axis[] = [];
  for (const [axis, size] of dims.entries()) {
    if (size === 1) continue;
    const strides = operands.map((s) => s[axis]!);
    const outer = axes.at(-1);
    if (outer?.strides.every((s, i) => s === strides[i]! * size))
      axes[axes.length - 1] = { size: outer.size * size, strides };
    else axes.push({ size, strides });
  }
  return axes.length ? axes : [{ size: 1, strides: operands.map(() => 0) }];
}

/** Whether four neighbours along the innermost axis can be handled as one vector in all operands; `outputs` of the operands, the last ones, are written. */
export function vectorizable(axes: readonly Axis[], offsets: readonly number[], outputs: number): boolean {
  const inner = axes.at(-1)!;
  if (inner.size % 4 !== 0) return false;
  return inner.strides.every((stride, i) => {
    if (stride === 0) return i < inner.strides.length - outputs;
    return stride === 1 && offsets[i]! % 4 === 0 && axes.slice(0, -1).every((a) => a.strides[i]! % 4 === 0);
  });
}
