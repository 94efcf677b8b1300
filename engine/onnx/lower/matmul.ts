import type { MatmulAttrs } from '../../ops/matmul.ts';
import { direct } from './elementwise.ts';

export const matmul = direct<MatmulAttrs>('Gemm', ({ transposeA, transposeB }) => ({
  transA: transposeA ? 1 : 0,
  transB: transposeB ? 1 : 0,
}));
