import { mapOf } from '../layers/feature-map.ts';
import type { Size } from '../layers/layer.ts';
import type { Sliding } from '../layers/window.ts';
import type { AnalyzedNode } from './analysis.ts';
import { outputBytes } from './tensors.ts';

/** The session, ONNX Runtime, and what compiling leaves: 55 to 65 MB whatever the design. */
export const RUNTIME_BYTES = 60e6;

/** What ONNX Runtime's arena takes for a byte that lives: its free pieces do not always fit. */
export const ARENA = 1.15;

const BLOCK = 16;
const FLOAT_BYTES = 4;

/**
 * Bytes of an image that a layer's gradient computes with on the processor, beside its tensors and their gradients:
 * what the best guess at a way of `engine/onnx/blocked/weight-gradient.ts`, and other lowerings, hold at once.
 */
export function workspaceBytes(node: AnalyzedNode, batch: number): number {
  const { site, type, layer, weights } = node;
  const input = Object.values(site?.inputs ?? {}).flat()[0];
  const [from, to] = [input && mapOf(input), type && mapOf(type)];
  if (!from || !to || !layer) return 0;
  const window = layer.window(site!);
  // Powers and sums across channels, in plain layout, and what they are made from once more in it.
  if (node.node.kind === 'localResponseNorm') return 7 * bytesOf(to);
  if (node.node.kind === 'maxPool') return 3 * bytesOf(from) + 2 * bytesOf(to);
  if (layer.category === 'pooling') return bytesOf(from);
  if (typeof window !== 'object' || !weights['weight']) return outputBytes(node);
  const [filters, perGroup] = weights['weight'].dims as readonly [number, number];
  // A transposed convolution's weight gradient is that of a convolution from its output to its input.
  if (window.ownSize)
    return weightGradientBytes({ from: to, to: from, filters, perGroup }, node.params as unknown as Sliding, batch);
  return weightGradientBytes({ from, to, filters, perGroup }, window, batch);
}

interface Map {
  readonly channels: number;
  readonly size: Size;
}

const bytesOf = ({ channels, size }: Map): number => FLOAT_BYTES * channels * size[0] * size[1];

interface Maps {
  readonly from: Map;
  readonly to: Map;
  readonly filters: number;
  readonly perGroup: number;
}

function weightGradientBytes(
  { from, to, filters, perGroup }: Maps,
  { kernel, stride, dilation }: { readonly kernel: Size; readonly stride: Size; readonly dilation: Size },
  batch: number,
): number {
  const [x, y] = [bytesOf(from), bytesOf(to)];
  const taps = kernel[0] * kernel[1];
  const products = FLOAT_BYTES * filters * perGroup;
  const isBlocked = perGroup === from.channels && filters % BLOCK === 0;
  if (!isBlocked || (perGroup >= BLOCK && perGroup % BLOCK !== 0)) {
    // Windows of x one beside the other, and the same transposed.
    const columns = (taps * from.channels * y) / to.channels;
    return x + 2 * columns + products * taps;
  }
  if (perGroup < BLOCK) {
    // Slices of the image, tap by tap, and all of them joined.
    const wide = Math.ceil(to.size[1] / BLOCK) * BLOCK;
    return x + y + 2 * FLOAT_BYTES * taps * from.channels * to.size[0] * wide;
  }
  const isUnit = [...stride, ...dilation].every((v) => v === 1);
  const hasRows = isUnit && taps > 1;
  const hasLanes = batch % BLOCK === 0 && !(taps === 1 && stride[0] > 1);
  const isNarrow = filters * perGroup <= 1024;
  // x and dy with images and channels swapped.
  if (hasLanes && !(isNarrow && hasRows)) return 2 * x + y;
  if (hasRows && (to.size[1] >= 28 || batch % BLOCK === 0)) {
    const widened = (Math.ceil(from.size[1] / BLOCK) * BLOCK) / from.size[1];
    const moved = widened * kernel[1] * y;
    // x padded, and plain; dy moved to each column of the kernel; sums of each image.
    return filters === BLOCK
      ? 2 * widened * x + 2 * moved + products * taps
      : 2 * widened * x + moved + products * kernel[0];
  }
  return x + y + products;
}
