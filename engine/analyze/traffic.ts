import { bytesOf, elements, type TensorType } from '../ir/types.ts';
import type { AnalyzedNode } from './analysis.ts';
import { outputBytes } from './tensors.ts';

const FLOAT_BYTES = 4;
const bytes = (type: TensorType): number => elements(type) * bytesOf[type.dtype];

/**
 * Bytes that a node moves at least, going forward over `batch` images: inputs and weights read once, output written
 * once. 0 for a view.
 */
export function trafficBytes(node: AnalyzedNode, batch = 1): number {
  if (!node.cost || node.cost.view) return 0;
  const inputs = Object.values(node.site?.inputs ?? {}).flat();
  const read = inputs.reduce((sum, type) => sum + bytes(type), 0);
  const weights = Object.values(node.weights).reduce((sum, { dims }) => sum + dims.reduce((n, d) => n * d, 1), 0);
  return batch * (read + outputBytes(node)) + FLOAT_BYTES * weights;
}

/**
 * FLOPs (two a multiplication) per byte moved: below a machine's own ratio (Williams et al. 2009) a layer waits for
 * memory, above it for arithmetic. Null where nothing is moved.
 */
export function arithmeticIntensity(node: AnalyzedNode, batch = 1): number | null {
  const moved = trafficBytes(node, batch);
  return moved === 0 ? null : (2 * batch * node.multiplies) / moved;
}
