import type { Emitter } from '../lower/emitter.ts';
import { nchwc } from '../lower/layout.ts';
import { type Attributes, float } from '../wire/model.ts';

export interface BlockedConv {
  readonly groups?: number;
  readonly kernel?: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly pads?: readonly number[];
  /** Name of a [O] vector. */
  readonly bias?: string;
  /** Added to the result; overwritten in place where nothing else reads it. */
  readonly sum?: string | undefined;
  /** clamp(slope · y + offset) to 0 … 1, or relu. */
  readonly activation?: 'relu' | { readonly slope: number; readonly offset: number };
}

/**
 * ONNX Runtime's blocked convolution: x blocked (or a plain image with fewer channels than a block), w in `filter` or
 * `stem` layout.
 */
export function blockedConv(e: Emitter, x: string, w: string, options: BlockedConv): string {
  const { groups = 1, kernel = [1, 1], stride = [1, 1], dilation = [1, 1], pads = [0, 0, 0, 0] } = options;
  const { bias, sum, activation } = options;
  const inputs = [x, w, ...(bias || sum ? [bias ?? ''] : []), ...(sum ? [sum] : [])];
  const attributes: Attributes = { group: groups, kernel_shape: kernel, strides: stride, dilations: dilation, pads };
  return e.node('Conv', inputs, { ...attributes, ...activationAttributes(activation) }, nchwc);
}

function activationAttributes(activation: BlockedConv['activation']): Attributes {
  if (!activation) return {};
  if (activation === 'relu') return { activation: 'Relu' };
  return { activation: 'HardSigmoid', activation_params: [float(activation.slope), float(activation.offset)] };
}

/**
 * factor_c · x + bias_c (+ sum) and an activation, in one pass over a blocked map: a depthwise 1×1 convolution.
 * `factor` and `bias` are [C].
 */
export function affine(
  e: Emitter,
  x: string,
  channels: number,
  factor: string,
  options: Pick<BlockedConv, 'bias' | 'sum' | 'activation'> = {},
): string {
  return blockedConv(e, x, e.reshape(factor, [channels, 1, 1, 1]), { groups: channels, ...options });
}

/**
 * A window of a blocked map: out[h, w] = padded[h·stride + row, w·stride + column], by a depthwise convolution with a
 * one-hot kernel.
 */
export interface Selection {
  readonly kernel: readonly [number, number];
  readonly at: readonly [row: number, column: number];
  readonly pads: readonly number[];
  readonly stride?: readonly [number, number];
}

export function select(
  e: Emitter,
  x: string,
  channels: number,
  { kernel, at, pads, stride = [1, 1] }: Selection,
  options: Pick<BlockedConv, 'sum' | 'activation'> = {},
): string {
  const [rows, columns] = kernel;
  const chosen = at[0] * columns + at[1];
  const w = e.named(`select ${channels} ${kernel.join()} ${chosen}`, 'f32', [channels, 1, rows, columns], () =>
    Array.from({ length: channels * rows * columns }, (_, i) =>
      Math.floor(i / e.block) % (rows * columns) === chosen ? 1 : 0,
    ),
  );
  return blockedConv(e, x, w, { groups: channels, kernel, stride, pads, ...options });
}

/**
 * One axis of a shift: kernel, tap, and pads that make out[i] = x[i − by] for 0 ≤ i < size + grow, zero where x has
 * nothing.
 */
function shiftAxis(by: number, grow: number): { kernel: number; at: number; before: number; after: number } {
  const before = Math.max(by, 0);
  const at = Math.max(-by, 0);
  const kernel = Math.max(at + 1, 1 + before - grow);
  return { kernel, at, before, after: grow + kernel - 1 - before };
}

/** out[h, w] = x[h − rows, w − columns] on a grid that is `grow` larger (or smaller); x itself where nothing moves. */
export function shift(
  e: Emitter,
  x: string,
  channels: number,
  [rows, columns]: readonly [number, number],
  grow: readonly [number, number],
  sum?: string,
): string {
  if (rows === 0 && columns === 0 && grow[0] === 0 && grow[1] === 0 && sum === undefined) return x;
  const [v, h] = [shiftAxis(rows, grow[0]), shiftAxis(columns, grow[1])];
  const pads = [v.before, h.before, v.after, h.after];
  return select(e, x, channels, { kernel: [v.kernel, h.kernel], at: [v.at, h.at], pads }, { sum });
}

/** Mean of each plane of a blocked map, [N, C]. */
export function planeMeans(e: Emitter, x: string, [n, c, h, w]: readonly [number, number, number, number]): string {
  const rows = e.reshape(x, [n, c, 1, h * w]);
  return e.reshape(e.node('GlobalAveragePool', [rows], {}, nchwc), [n, c]);
}

/**
 * Σ a·b over each plane of two blocked maps, [N, C]: a depthwise convolution whose kernel is the whole of b's plane.
 */
export function planeDots(
  e: Emitter,
  a: string,
  b: string,
  [n, c, h, w]: readonly [number, number, number, number],
): string {
  const image = e.reshape(a, [1, n * c, 1, h * w]);
  const kernel = e.reshape(b, [n * c, 1, 1, h * w]);
  return e.reshape(blockedConv(e, image, kernel, { groups: n * c, kernel: [1, h * w] }), [n, c]);
}
