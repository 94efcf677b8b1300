import type { Value } from '../ir/graph.ts';
import type { OpDef, Tensor64 } from '../ir/op.ts';
import { illTyped, typed } from './shape/expect.ts';
import { addRowProducts } from './shape/row-products.ts';

export interface MatmulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** The matrix with rows and columns exchanged, or as it is. */
function oriented(
  { dims, data }: Tensor64,
  swap: boolean,
): { readonly rows: number; readonly columns: number; readonly data: Float64Array } {
  const [height, width] = dims as readonly [number, number];
  if (!swap) return { rows: height, columns: width, data };
  const swapped = new Float64Array(data.length);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) swapped[x * height + y] = data[y * width + x]!;
  return { rows: width, columns: height, data: swapped };
}

/** A · B, each transposed first if told so; two-dimensional. */
export const matmul: OpDef<MatmulAttrs> = {
  kind: 'matmul',
  product: true,
  infer({ transposeA, transposeB }, inputs) {
    const [a, b] = typed('matmul', inputs, 'f32', 'f32');
    if (a.dims.length !== 2 || b.dims.length !== 2) illTyped('matmul', 'wants two matrices', inputs);
    const [rows, inner] = transposeA ? [a.dims[1]!, a.dims[0]!] : [a.dims[0]!, a.dims[1]!];
    const [shared, columns] = transposeB ? [b.dims[1]!, b.dims[0]!] : [b.dims[0]!, b.dims[1]!];
    if (inner !== shared) illTyped('matmul', `inner dims ${inner} and ${shared} differ`, inputs);
    return [{ dtype: 'f32', dims: [rows, columns] }];
  },
  /** Dot products of rows: B is brought to [columns, inner]. */
  reference({ transposeA, transposeB }, [a, b]: readonly [Tensor64, Tensor64]) {
    const left = oriented(a, transposeA);
    const right = oriented(b, !transposeB);
    const data = new Float64Array(left.rows * right.rows);
    addRowProducts({ ...left, at: 0 }, right, left.columns, { data, at: 0, stride: right.rows });
    return [{ dims: [left.rows, right.rows], data }];
  },
  /**
   * With C = A′·B′ (A′, B′ as multiplied): dA′ = dC·B′ᵀ, dB′ = A′ᵀ·dC; for a transposed operand the product is
   * transposed: dA = B′·dCᵀ, dB = dCᵀ·A′.
   */
  gradient(builder, call, [dc]) {
    const [a, b] = call.inputs as readonly [Value, Value];
    const { transposeA, transposeB } = call.attrs;
    const product = (x: Value, swapX: boolean, y: Value, swapY: boolean): Value =>
      builder.one(matmul, { transposeA: swapX, transposeB: swapY }, x, y);
    return [
      transposeA ? product(b, transposeB, dc!, true) : product(dc!, false, b, !transposeB),
      transposeB ? product(dc!, true, a, transposeA) : product(a, !transposeA, dc!, false),
    ];
  },
};
