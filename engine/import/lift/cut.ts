import type { Axes, Lengths, Own } from './axes.ts';
import type { Computed } from './fact.ts';

/**
 * A part of one of a map's axes: every `stride`-th of it, `length` of them. Channels g·n cut into g × n are the pieces
 * { C, n, g } and { C, 1, n }.
 */
export interface Piece {
  readonly own: Own;
  readonly stride: number;
  readonly length: number;
}

/** A tensor whose axes are pieces of a map's, each a list, outer first. */
export type Groups = readonly (readonly Piece[])[];

/** What a reshape makes that no layer of its own computes, until another one puts it together again. */
export interface Cut {
  readonly is: 'cut';
  readonly source: Computed;
  readonly groups: Groups;
}

/** The whole axes of a computed tensor. */
export const groupsOf = ({ axes, layer }: Computed): Groups =>
  axes.map((axis) => axis.map((own) => ({ own, stride: 1, length: layer.lengths[own] })));

export const dimsOfGroups = (groups: Groups): readonly number[] =>
  groups.map((group) => group.reduce((n, { length }) => n * length, 1));

/** The same numbers under other dims; null where a piece does not come out whole. */
export function regrouped(groups: Groups, wanted: readonly number[]): Groups | null {
  const rest = groups.flat().filter(({ length }) => length > 1);
  const result: Piece[][] = [];
  for (const length of wanted) {
    const group: Piece[] = [];
    let missing = length;
    while (missing > 1) {
      const piece = rest.shift();
      if (!piece) return null;
      const taken = takenOf(piece, missing);
      if (!taken) return null;
      const [outer, inner] = taken;
      group.push(outer);
      if (inner) rest.unshift(inner);
      missing /= outer.length;
    }
    result.push(merged(group));
  }
  return rest.length === 0 ? result : null;
}

/** The outer part of a piece, of at most so many, and what is left of it. */
function takenOf(piece: Piece, most: number): readonly [Piece, Piece | null] | null {
  const { own, stride, length } = piece;
  if (most % length === 0) return [piece, null];
  if (length % most !== 0) return null;
  const inner = length / most;
  return [
    { own, stride: stride * inner, length: most },
    { own, stride, length: inner },
  ];
}

/** Neighbours that follow on each other in their axis are one piece. */
function merged(group: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of group) {
    const last = result.at(-1);
    if (last?.own === piece.own && last.stride === piece.stride * piece.length) {
      result.splice(-1, 1, { own: piece.own, stride: piece.stride, length: last.length * piece.length });
    } else result.push(piece);
  }
  return result;
}

/** The axes where all are whole again; null where one is still cut. */
export function wholeAxes(groups: Groups, lengths: Lengths): Axes | null {
  const isWhole = groups.flat().every(({ own, stride, length }) => stride === 1 && length === lengths[own]);
  if (!isWhole) return null;
  // Axes of length one say nothing of the order; the batch stays where it is.
  const axes = groups.map((group) => group.map(({ own }) => own));
  return axes.flat().includes('N') ? axes : [['N', ...(axes[0] ?? [])], ...axes.slice(1)];
}

/** A layer that does nothing but move numbers. */
export interface Move {
  readonly kind: 'channelShuffle' | 'depthToSpace' | 'spaceToDepth';
  readonly params: Readonly<Record<string, number | string>>;
}

/** What a map that was cut, transposed and put together again is: [N, C, H, W] whose axes are pieces. */
export function moveOf(groups: Groups, { C, H, W }: Lengths): Move | null {
  const shown = groups.map((group) => group.filter(({ own }) => own !== 'N').map(textOf));
  const [batch, ...map] = shown;
  if (map.length !== 3 || batch!.length > 0) return null;
  const is = (channels: readonly Piece[], rows: readonly Piece[], columns: readonly Piece[]): boolean =>
    [channels, rows, columns].every((wanted, i) => {
      const told = merged(wanted.filter(({ length }) => length > 1)).map(textOf);
      return told.join() === map[i]!.join();
    });
  const whole = (own: 'C' | 'H' | 'W', length: number, stride = 1): Piece => ({ own, stride, length });
  const [rows, columns] = [whole('H', H), whole('W', W)];
  for (const { length: groupCount } of groups[1]!.filter(({ own }) => own === 'C')) {
    const dealt = [whole('C', C / groupCount), whole('C', groupCount, C / groupCount)];
    if (is(dealt, [rows], [columns])) return { kind: 'channelShuffle', params: { groups: groupCount } };
  }
  const block = groups[2]!.find(({ own }) => own === 'C')?.length ?? 0;
  const deep = C / block ** 2;
  if (block > 1 && Number.isInteger(deep)) {
    const first = [whole('C', deep, block ** 2), whole('C', block, block), whole('C', block)] as const;
    const last = [whole('C', deep), whole('C', block, block * deep), whole('C', block, deep)] as const;
    for (const [order, [channels, inRows, inColumns]] of [
      ['channelFirst', first],
      ['placeFirst', last],
    ] as const) {
      if (is([channels], [rows, inRows], [columns, inColumns]))
        return { kind: 'depthToSpace', params: { block, order } };
    }
  }
  const square = groups[1]!.find(({ own }) => own === 'H')?.length ?? 0;
  if (square > 1) {
    const inside = [whole('H', square), whole('W', square)];
    const outside = [[whole('H', H / square, square)], [whole('W', W / square, square)]] as const;
    for (const [order, channels] of [
      ['channelFirst', [whole('C', C), ...inside]],
      ['placeFirst', [...inside, whole('C', C)]],
    ] as const) {
      if (is(channels, ...outside)) return { kind: 'spaceToDepth', params: { block: square, order } };
    }
  }
  return null;
}

const textOf = ({ own, stride, length }: Piece): string => `${own} ${stride} ${length}`;
