import type { Conv2dWeightGradientAttrs } from '../../ops/conv2d-weight-gradient.ts';
import type { Four } from '../../ops/shape/tensor.ts';
import type { Emitter } from '../lower/emitter.ts';
import { blockable, filterLayout, nchwc } from '../lower/layout.ts';
import { concrete } from '../lower/lowering.ts';
import { blockedConv, select, shift } from './depthwise.ts';
import { type FastLowering, type FastSite, made } from './fast.ts';
import { byStem } from './stem-gradient.ts';

type Site = FastSite<Conv2dWeightGradientAttrs>;

/** Shapes of one weight gradient. */
export interface Facts {
  readonly x: Four;
  readonly dy: Four;
  /** [O, I, kh, kw]. */
  readonly w: Four;
}

function factsOf({ attrs, inputs: [x, dy] }: Site): Facts {
  return {
    x: concrete(x!.type.dims) as Four,
    dy: concrete(dy!.type.dims) as Four,
    w: attrs.weightDims as Four,
  };
}

const up = (n: number, block: number): number => Math.ceil(n / block) * block;

/** The smallest grid that holds height × width pixels and whose area is a multiple of the block. */
function gridFor(height: number, width: number, block: number): readonly [number, number] {
  let best: readonly [number, number] = [height, up(width, block)];
  for (let h = height; h < height + block; h++)
    for (let w = width; w < width + block; w++) if ((h * w) % block === 0 && h * w < best[0] * best[1]) best = [h, w];
  return best;
}

/**
 * The blocked convolution contracts over B consecutive input channels; here these are B consecutive pixels. x plain [N,
 * C, pixels] viewed as [1, N·B, 1, C·Q] has pixel p of channel c in lane p mod B at column c·Q + p/B (Q = pixels/B); dy
 * blocked [N, O/B, pixels, B] is already a filter of kernel [1, Q] over those lanes. Stride Q steps from channel to
 * channel. Result (n, O/B, C, B), summed over n: [O/B · C/B, 1, B·B].
 */
function contractPixels(e: Emitter, x: string, dy: string, { x: [n, c], w: [o] }: Facts, q: number): string {
  const image = e.reshape(x, [1, n * e.block, 1, c * q]);
  const options = { kernel: [1, q], stride: [1, q] } as const;
  if (n === 1) return blockedConv(e, image, e.reshape(dy, [o, e.block, 1, q]), options);
  if (n > 8 || o * c <= 16384) {
    const products = blockedConv(e, image, e.reshape(dy, [n * o, e.block, 1, q]), { ...options, groups: n });
    return e.node('ReduceSum', [e.reshape(products, [n, o * c]), e.ints([0])], { keepdims: 0 });
  }
  // Images as further input channels: the convolution itself sums over them, for a transpose of dy.
  const swapped = e.node('Transpose', [e.reshape(dy, [n, o / e.block, q * e.block * e.block])], { perm: [1, 0, 2] });
  return blockedConv(e, image, e.reshape(swapped, [o, n * e.block, 1, q]), options);
}

/** Tap by tap. Stride 1: dy is shifted against x, which is reordered once; else x is selected tap by tap. */
function byTaps(e: Emitter, site: Site): string {
  const { attrs } = site;
  const facts = factsOf(site);
  const [x, dy] = [site.inputs[0]!, site.inputs[1]!.in('blocked')];
  const [, c, height, width] = facts.x;
  const [o, , kh, kw] = facts.w;
  const [, , rows, columns] = facts.dy;
  const [top, left] = attrs.pads;
  const b = e.block;
  const tile = (products: string): string => e.reshape(products, [(o * c) / (b * b), 1, b * b]);
  const strided = attrs.stride[0] * attrs.stride[1] > 1;
  const [gh, gw] = strided ? gridFor(rows, columns, b) : gridFor(height, width, b);
  const q = (gh * gw) / b;
  const plain = (image: string): string => e.node('ReorderOutput', [image], { channels: c }, nchwc);
  const grow = (image: string, by: readonly [number, number], channels: number): string =>
    shift(e, image, channels, [0, 0], by);
  const whole =
    strided || (gh === height && gw === width)
      ? x.in(strided ? 'blocked' : 'plain')
      : plain(grow(x.in('blocked'), [gh - height, gw - width], c));
  const aligned = strided ? grow(dy, [gh - rows, gw - columns], o) : dy;
  const tiles: string[] = [];
  for (let row = 0; row < kh; row++)
    for (let column = 0; column < kw; column++) {
      const [down, right] = [row * attrs.dilation[0], column * attrs.dilation[1]];
      if (strided) {
        const span = [
          (gh - 1) * attrs.stride[0] + down + 1 - height - top,
          (gw - 1) * attrs.stride[1] + right + 1 - width - left,
        ];
        const pads = [top, left, Math.max(0, span[0]!), Math.max(0, span[1]!)];
        const size = (axis: 0 | 1): number => pads[axis]! + (axis ? width : height) + pads[axis + 2]!;
        // The kernel is as large as leaves exactly the grid's rows.
        const kernel = [size(0) - (gh - 1) * attrs.stride[0], size(1) - (gw - 1) * attrs.stride[1]] as const;
        const seen = select(e, whole, c, { kernel, at: [down, right], pads, stride: attrs.stride });
        tiles.push(tile(contractPixels(e, plain(seen), aligned, facts, q)));
      } else {
        const moved = shift(e, dy, o, [down - top, right - left], [gh - rows, gw - columns]);
        tiles.push(tile(contractPixels(e, whole, moved, facts, q)));
      }
    }
  return tiles.length > 1 ? e.node('Concat', tiles, { axis: 1 }) : tiles[0]!;
}

/** What both ways of `rows` share: x padded and plain, and dy shifted to each kernel column on x's grid, blocked. */
function rowsOf(e: Emitter, { attrs, inputs }: Site, { x, dy, w }: Facts) {
  const [n, c, height, width] = x;
  const [o, , kh, kw] = w;
  const [, , rows, columns] = dy;
  const [top, left] = attrs.pads;
  const wide = up(width, e.block);
  const q = wide / e.block;
  const tall = rows + kh - 1;
  const image = shift(e, inputs[0]!.in('blocked'), c, [top, 0], [tall - height, wide - width]);
  const plain = e.node('ReorderOutput', [image], { channels: c }, nchwc);
  const shifted = Array.from({ length: kw }, (_, column) =>
    shift(e, inputs[1]!.in('blocked'), o, [0, column - left], [0, wide - columns]),
  );
  const window = { groups: n, kernel: [1, rows * q], stride: [1, q] } as const;
  return { view: e.reshape(plain, [1, n * e.block, c, tall * q]), shifted, window, area: rows * q };
}

/** (kw, O/B, I/B, B of I, kh, B of O) → (O/B, I/B, kh, kw, B of I, B of O) */
const columnsToFilter = (e: Emitter, x: string, { w: [o, c, kh, kw] }: Facts): string => {
  const b = e.block;
  return e.node('Transpose', [e.reshape(x, [kw, o / b, c / b, b, kh, b])], { perm: [1, 2, 4, 0, 3, 5] });
};

/**
 * All rows of a kernel column in one convolution: output row i starts i image rows further down. Stride 1, no dilation.
 */
function byRows(e: Emitter, site: Site): string {
  const facts = factsOf(site);
  const [n, c] = facts.x;
  const [o, , kh] = facts.w;
  const { view, shifted, window, area } = rowsOf(e, site, facts);
  const sums = shifted.map((moved) => {
    const products = blockedConv(e, view, e.reshape(moved, [n * o, e.block, 1, area]), window);
    return e.node('ReduceSum', [e.reshape(products, [n, 1, o * c * kh]), e.ints([0])], { keepdims: 0 });
  });
  return columnsToFilter(e, sums.length > 1 ? e.node('Concat', sums, { axis: 0 }) : sums[0]!, facts);
}

/**
 * As `rows`, with all kernel columns as further filters of one convolution: for few filters, which alone leave its
 * registers idle.
 */
function joined(e: Emitter, site: Site): string {
  const facts = factsOf(site);
  const [n, c] = facts.x;
  const [o, , kh, kw] = facts.w;
  const { view, shifted, window, area } = rowsOf(e, site, facts);
  const filters = e.reshape(e.node('Concat', shifted, { axis: 1 }), [n * o * kw, e.block, 1, area]);
  const products = e.reshape(blockedConv(e, view, filters, window), [n, o * c * kh * kw]);
  return columnsToFilter(e, e.node('ReduceSum', [products, e.ints([0])], { keepdims: 0 }), facts);
}

/**
 * Images as input channels: x with batch and channels swapped, blocked over the batch, and dy as its kernel. Wants a
 * batch of whole blocks.
 */
function byLanes(e: Emitter, site: Site): string {
  const { attrs } = site;
  const facts = factsOf(site);
  const [n, c, height, width] = facts.x;
  const [o, , kh, kw] = facts.w;
  const [, , rows, columns] = facts.dy;
  const [top, left] = attrs.pads;
  const b = e.block;
  const reach = (axis: 0 | 1): number =>
    ([rows, columns][axis]! - 1) * attrs.stride[axis] + (([kh, kw][axis]! - 1) * attrs.dilation[axis] + 1);
  const swapped = e.node(
    'ReorderInput',
    [e.node('Transpose', [site.inputs[0]!.in('plain')], { perm: [1, 0, 2, 3] })],
    {},
    nchwc,
  );
  const image = shift(e, swapped, n, [top, left], [reach(0) - height, reach(1) - width]);
  const view = e.reshape(site.inputs[1]!.in('blocked'), [n / b, b, o / b, rows * columns, b]);
  const filter = e.reshape(e.node('Transpose', [view], { perm: [2, 0, 3, 1, 4] }), [o, n, rows, columns]);
  const products = blockedConv(e, image, filter, {
    kernel: [rows, columns],
    dilation: attrs.stride,
    stride: attrs.dilation,
  });
  // (I, O/B, kh·kw, B of O) → (O/B, I/B, kh·kw, B of I, B of O)
  return e.node('Transpose', [e.reshape(products, [c / b, b, o / b, kh * kw, b])], { perm: [2, 0, 3, 1, 4] });
}

export const weightGradientCandidates = { taps: byTaps, rows: byRows, joined, lanes: byLanes } as const;
export type WeightGradientCandidate = keyof typeof weightGradientCandidates;

/** What may compute this weight gradient, the best guess first; empty where only the plain lowering can. */
export function candidatesOf(
  attrs: Conv2dWeightGradientAttrs,
  x: Four,
  dy: Four,
  block: number,
): readonly WeightGradientCandidate[] {
  if (filterLayout(attrs.weightDims, attrs.groups, block) !== 'filter') return [];
  const unit = [...attrs.stride, ...attrs.dilation].every((v) => v === 1);
  const [n] = x;
  const [filters, channels, kh, kw] = attrs.weightDims as Four;
  const lines: WeightGradientCandidate[] = filters === block && kw > 1 ? ['joined', 'rows'] : ['rows'];
  const rows = unit && kh * kw > 1 ? lines : [];
  const lanes: WeightGradientCandidate[] = n % block === 0 && !(kh * kw === 1 && attrs.stride[0] > 1) ? ['lanes'] : [];
  const narrow = filters * channels <= 1024;
  if (lanes.length && !(narrow && rows.length)) return [...lanes, ...rows, 'taps'];
  if (rows.length && (dy[3] >= 28 || n % block === 0)) return [...rows, 'taps', ...lanes];
  return ['taps', ...rows, ...lanes];
}

export const conv2dWeightGradient: FastLowering<Conv2dWeightGradientAttrs> = (e, site) => {
  const { attrs, inputs, outputs, candidate } = site;
  const layout = filterLayout(attrs.weightDims, attrs.groups, e.block);
  if (layout === 'plain' || !blockable(inputs[1]!.type, e.block)) return null;
  if (layout === 'stem') return [made('stem', byStem(e, site))];
  const { x, dy } = factsOf(site);
  const chosen = (candidate ?? candidatesOf(attrs, x, dy, e.block)[0]!) as WeightGradientCandidate;
  return [made('filter', e.reshape(weightGradientCandidates[chosen](e, site), outputs[0]!.dims))];
};
