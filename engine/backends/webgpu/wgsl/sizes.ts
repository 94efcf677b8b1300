import { stridesOf } from '../../../ops/shape/tensor.ts';
import type { Axis } from './axes.ts';

/** How a kernel over [images, channels, plane], or fewer axes, steps through an operand: element by element, a number a channel, or one for all. */
type Step = 'element' | 'channel' | 'none';

/**
 * The steps of all operands, or null where one goes otherwise. A kernel whose operands go like this needs no number of its shape in its text: the workgroups tell the channels and
 * images, the length of a tensor the plane. So layers of all sizes have one text, which is compiled once.
 */
export function stepsOf(axes: readonly Axis[], offsets: readonly number[]): readonly Step[] | null {
  if (axes.length > 3) return null;
  const whole = stridesOf(axes.map((a) => a.size)).join();
  const channel = axes.length > 1 ? axes.map((_, n) => Number(n === axes.length - 2)).join() : null;
  const steps = offsets.map((offset, n): Step | null => {
    const strides = axes.map((a) => a.strides[n]!);
    if (strides.every((s) => s === 0)) return 'none';
    if (strides.join() === whole) return offset === 0 ? 'element' : null;
    return strides.join() === channel && offset % axes.at(-2)!.size === 0 ? 'channel' : null;
  });
  return steps.every((step) => step !== null) ? steps : null;
}
