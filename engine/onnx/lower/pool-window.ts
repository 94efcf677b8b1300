import type { TensorType } from '../../ir/types.ts';
import { type Pads, type PoolWindow, windowCount } from '../../ops/shape/window.ts';
import { featureMap } from './lowering.ts';

/**
 * The same windows with rounding down: ONNX's `ceil_mode` keeps windows that begin in the trailing pad, which PyTorch's
 * rule (ours) drops, so the trailing pads are set such that exactly our windows fit. They stay below the kernel, as the
 * last window begins before the input's end.
 */
export function explicitPads(input: TensorType, a: PoolWindow): Pads {
  const [, , height, width] = featureMap(input);
  const [top, left, bottom, right] = a.pads;
  if (!a.ceil) return a.pads;
  const after = (size: number, axis: 0 | 1, before: number, end: number): number => {
    const windows = windowCount(size, a.kernel[axis], a.stride[axis], 1, before, end, true);
    return Math.max(0, (windows - 1) * a.stride[axis] + a.kernel[axis] - size - before);
  };
  return [top, left, after(height, 0, top, bottom), after(width, 1, left, right)];
}
