export type DType = 'f32' | 'u32' | 'i64' | 'bool';

/** `N` is the batch, unknown until a step is compiled. */
export type Dim = number | 'N';

/**
 * NCHW for feature maps, [N, features] for dense, OIHW for convolution weights, [out, in] for dense weights, [] for a
 * scalar.
 */
export interface TensorType {
  readonly dtype: DType;
  readonly dims: readonly Dim[];
}

export const f32 = (...dims: readonly Dim[]): TensorType => ({ dtype: 'f32', dims });
export const i64 = (...dims: readonly Dim[]): TensorType => ({ dtype: 'i64', dims });
export const u32 = (...dims: readonly Dim[]): TensorType => ({ dtype: 'u32', dims });

/** Elements of the type, with `batch` for `N`. */
export function elements(type: TensorType, batch = 1): number {
  return type.dims.reduce<number>((n, d) => n * (d === 'N' ? batch : d), 1);
}

export const bytesOf = { f32: 4, u32: 4, i64: 8, bool: 1 } as const satisfies Record<DType, number>;

export function sameDims(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

export function sameType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && sameDims(a.dims, b.dims);
}

/** `f32[N,64,28,28]`, as the printer and messages write it. */
export const typeText = (t: TensorType): string => `${t.dtype}[${t.dims.join(',')}]`;
