import type { Conv2dInputGradientAttrs } from '../../ops/conv2d-input-gradient.ts';
import type { Four } from '../../ops/shape/tensor.ts';
import type { Emitter } from '../lower/emitter.ts';
import { blockable, filterLayout, nchwc } from '../lower/layout.ts';
import { concrete } from '../lower/lowering.ts';
import { blockedConv, select } from './depthwise.ts';
import { blocked, type FastLowering } from './fast.ts';

type Pair = readonly [number, number];

/**
 * The weights with inputs and filters swapped, of the chosen taps in that order: `filter` layout of [I, O, rows,
 * columns]. A Gather moves whole blocks of B·B numbers, then ReorderInput transposes each block: as a map [M, B, √B,
 * √B] (or [M, B, B, 1]) it turns B channels of B pixels into B pixels of B channels.
 */
function swapFilters(e: Emitter, w: string, [filters, channels, kh, kw]: Four, taps: readonly Pair[]): string {
  const b = e.block;
  const [outer, inner, area] = [filters / b, channels / b, kh * kw];
  const order: number[] = [];
  for (let i = 0; i < inner; i++)
    for (let o = 0; o < outer; o++)
      for (const [row, column] of taps) order.push((o * inner + i) * area + row * kw + column);
  const blocks = e.reshape(w, [outer * inner * area, b, b / 4, 4]);
  const identity = order.every((from, at) => from === at) && order.length === outer * inner * area;
  const gathered = identity ? blocks : e.node('Gather', [blocks, e.ints(order)], { axis: 0 });
  return e.node('ReorderInput', [gathered], {}, nchwc);
}

/** How one axis of the input's rows r ≡ `phase` (mod stride) reads dy: kernel taps in reading order and dy's pads. */
interface Phase {
  readonly taps: readonly number[];
  readonly before: number;
  readonly after: number;
}

/**
 * dx[stride·m + phase] = Σ_i w[i] · dy[m + (phase + pad − i)/stride] over the taps i ≡ phase + pad (mod stride): a
 * correlation of dy with those taps backwards. `size`: rows of this phase, `windows`: rows of dy.
 */
function phaseOf(phase: number, kernel: number, stride: number, pad: number, size: number, windows: number): Phase {
  const first = (phase + pad) % stride;
  const taps: number[] = [];
  for (let i = first; i < kernel; i += stride) taps.unshift(i);
  const ahead = (phase + pad - first) / stride;
  return { taps, before: taps.length - 1 - ahead, after: size - 1 + ahead - (windows - 1) };
}

/**
 * Lays the maps of all phases, [N, C, rows, columns] each, side by side into [N, C, rows·sy, columns·sx]. `null` is a
 * map of zeros.
 */
export function interleave(
  e: Emitter,
  parts: readonly (readonly (string | null)[])[],
  [n, c, rows, columns]: Four,
  [sy, sx]: Pair,
): string {
  const lines = (n * c * rows) / e.block;
  const zeros = (): string => e.node('Expand', [e.scalar(0), e.ints([lines, columns, e.block])]);
  const across = parts.map((row) => {
    const cells = row.map((part) => (part === null ? zeros() : e.reshape(part, [lines, columns, e.block])));
    const joined = sx === 1 ? cells[0]! : e.node('Concat', cells, { axis: 2 });
    return e.reshape(joined, [lines, 1, columns * sx * e.block]);
  });
  const all = sy === 1 ? across[0]! : e.node('Concat', across, { axis: 1 });
  return e.reshape(all, [n, c, rows * sy, columns * sx]);
}

/** Cuts a blocked map to its first rows and columns. */
export function crop(e: Emitter, x: string, [, c, rows, columns]: Four, [height, width]: Pair): string {
  if (rows === height && columns === width) return x;
  const kernel = [1 + rows - height, 1 + columns - width] as const;
  return select(e, x, c, { kernel, at: [0, 0], pads: [0, 0, 0, 0] });
}

/**
 * By phase of the stride (one phase where it is 1): blocked convolutions of dy with the swapped weights. Null for pads
 * beyond the kernel.
 */
export const conv2dInputGradient: FastLowering<Conv2dInputGradientAttrs> = (
  e,
  { attrs, inputs: [dy, w, sum], outputs: [dx] },
) => {
  const filter = w!.type.dims as Four;
  if (filterLayout(filter, attrs.groups, e.block) !== 'filter' || !blockable(dx!, e.block)) return null;
  const [, , kh, kw] = filter;
  const [n, c, height, width] = concrete(dx!.dims) as Four;
  const [, , rows, columns] = concrete(dy!.type.dims) as Four;
  const { stride, dilation, pads } = attrs;
  if (stride[0] * stride[1] > 1 && dilation[0] * dilation[1] > 1) return null;
  const size = [Math.ceil(height / stride[0]), Math.ceil(width / stride[1])] as const;
  const axis = (a: 0 | 1, phase: number): Phase => {
    const [kernel, windows, pad] = [a ? kw : kh, a ? columns : rows, pads[a]];
    if (dilation[a] === 1) return phaseOf(phase, kernel, stride[a], pad, size[a], windows);
    const before = dilation[a] * (kernel - 1) - pad;
    const taps = Array.from({ length: kernel }, (_, i) => kernel - 1 - i);
    return { taps, before, after: size[a] - windows - before + dilation[a] * (kernel - 1) };
  };
  const phases = [0, 1].map((a) => Array.from({ length: stride[a]! }, (_, p) => axis(a as 0 | 1, p)));
  const [down, along] = [phases[0]!, phases[1]!];
  if ([...down, ...along].some((p) => p.taps.length > 0 && (p.before < 0 || p.after < 0))) return null;

  const single = stride[0] * stride[1] === 1;
  const [image, weights] = [dy!.in('blocked'), w!.in('filter')];
  const parts = down.map((v) =>
    along.map((h) => {
      if (v.taps.length === 0 || h.taps.length === 0) return null;
      const taps = v.taps.flatMap((row) => h.taps.map((column) => [row, column] as const));
      const kernel = [v.taps.length, h.taps.length] as const;
      const swapped = e.reshape(swapFilters(e, weights, filter, taps), [filter[1], filter[0], ...kernel]);
      const options = { kernel, dilation, pads: [v.before, h.before, v.after, h.after] };
      return blockedConv(e, image, swapped, { ...options, sum: single ? sum?.in('blocked') : undefined });
    }),
  );
  if (single) return blocked(parts[0]![0]!);
  const whole = interleave(e, parts, [n, c, ...size], stride);
  const cut = crop(e, whole, [n, c, size[0] * stride[0], size[1] * stride[1]], [height, width]);
  return blocked(sum ? e.node('Add', [cut, sum.in('blocked')]) : cut);
};
