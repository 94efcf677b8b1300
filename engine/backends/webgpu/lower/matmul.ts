import type { MatmulAttrs } from '../../../ops/matmul.ts';
import { matmulDirectKernel, type Product } from '../kernels/matmul-direct.ts';
import type { Lowering } from './lowering.ts';

export const matmul: Lowering<MatmulAttrs> = (
  e,
  { attrs: { transposeA, transposeB }, inputs: [a, b], outputs: [c] },
) => {
  const [rows, columns] = c!.dims as readonly [number, number];
  const inner = a!.dims[transposeA ? 0 : 1]!;
  const product: Product = {
    rows,
    columns,
    inner,
    aStrides: transposeA ? [1, rows] : [inner, 1],
    bStrides: transposeB ? [1, inner] : [columns, 1],
  };
  const out = e.tensor('f32', c!.dims);
  const launch = matmulDirectKernel(product, rows * columns >= 16_384 ? 4 : 1, e.stored(a!), e.stored(b!), out.storage);
  e.launch(launch, 2 * rows * columns * inner);
  return [out];
};
