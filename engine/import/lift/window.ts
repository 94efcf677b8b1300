import type { ParamValue } from '../../base/diagnostics.ts';
import { type Pads, resolvePads, span } from '../../layers/padding.ts';
import type { ForeignNode } from '../foreign.ts';
import { numbers, text } from './attributes.ts';
import type { LiftedLayer } from './lifted.ts';
import { refusal } from './refusal.ts';

export interface ForeignWindow {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}

/** Over rows and columns; a window along a signal has one row. Throws where it slides over other axes. */
export function windowOf(node: ForeignNode, kernel: readonly number[]): ForeignWindow {
  if (kernel.length < 1 || kernel.length > 2) throw refusal(node, 'import.notTwoDimensional', { dims: kernel.length });
  const planar = (list: readonly number[]): readonly number[] => (list.length === 1 ? [1, list[0]!] : list);
  return {
    kernel: planar(kernel),
    stride: planar(numbers(node, 'strides') ?? [1, 1]),
    dilation: planar(numbers(node, 'dilations') ?? [1, 1]),
  };
}

/** Top, left, bottom, right: the node's own padding and that of a Pad node in front of it. */
export function padsOf(
  node: ForeignNode,
  { lengths }: LiftedLayer,
  { kernel, stride, dilation }: ForeignWindow,
  inFront: Pads | null,
): Pads {
  const [top, left, bottom, right] = inFront ?? [0, 0, 0, 0];
  const size = [lengths.H + top + bottom, lengths.W + left + right] as const;
  const own = ownPads(node, size, { kernel, stride, dilation });
  return [own[0] + top, own[1] + left, own[2] + bottom, own[3] + right];
}

function ownPads(node: ForeignNode, size: readonly [number, number], window: ForeignWindow): Pads {
  const auto = text(node, 'auto_pad', 'NOTSET');
  if (auto === 'VALID') return [0, 0, 0, 0];
  if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
    const [kernel, stride, dilation] = [window.kernel, window.stride, window.dilation].map(pair);
    const [top, left, bottom, right] = resolvePads('same', size, kernel!, stride!, dilation!);
    return auto === 'SAME_UPPER' ? [top, left, bottom, right] : [bottom, right, top, left];
  }
  const given = numbers(node, 'pads') ?? [0, 0, 0, 0];
  // Along a signal: its row has none above and below.
  const pads = given.length === 2 ? [0, given[0]!, 0, given[1]!] : given;
  if (pads.length !== 4 || pads.some((p) => p < 0)) throw refusal(node, 'import.pads', { pads: pads.join(', ') });
  return pads as unknown as Pads;
}

const pair = (list: readonly number[]): readonly [number, number] => [list[0]!, list[1]!];

/** As documents store it: one number where both agree. */
export const sizeValue = (size: readonly number[]): ParamValue => (size[0] === size[1] ? size[0]! : [...size]);

/** As documents store it, by the word that people use where one fits. */
export function paddingValue(pads: Pads): ParamValue {
  if (pads.every((p) => p === 0)) return 'valid';
  return pads.every((p) => p === pads[0]) ? pads[0] : [...pads];
}

/** The kernel covers the whole of what it slides over, unpadded. */
export function coversAll({ lengths }: LiftedLayer, { kernel, dilation }: ForeignWindow, pads: Pads): boolean {
  const reach = kernel.map((k, axis) => span(k, dilation[axis]!));
  return pads.every((p) => p === 0) && reach[0] === lengths.H && reach[1] === lengths.W;
}
