import { type Standing, straighten } from './straighten.ts';

/** A box to be placed; coordinates run along the flow (`y`, top-down) and across it (`x`). */
export interface Box {
  readonly width: number;
  readonly height: number;
}

export interface Gaps {
  /** Between ranks. */
  readonly rank: number;
  /** Between neighbours of one rank. */
  readonly node: number;
}

/** Light edges (skips) do not pull at what they connect. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly light: boolean;
}

interface Slot extends Standing {
  readonly rank: number;
  readonly above: { readonly slot: number; readonly weight: number }[];
  readonly below: { readonly slot: number; readonly weight: number }[];
}

const LANE_WIDTH = 26;

const LIGHT = 0.002;
/** Of what leads to a dead end, such as an auxiliary head: it comes along, and pulls nothing aside. */
const ASIDE = 0.02;
const ORDER_SWEEPS = 6;
const PLACE_SWEEPS = 14;

/**
 * Layered layout (Sugiyama et al. 1981): ranks by longest path, lanes for long edges, order by barycentres, centres by
 * least squares under the order's separations. Skips pull little, so that a main path stays straight and they bulge.
 * Linear in edges times sweeps; the same input always gives the same layout. Returns top-left corners.
 */
export function layered(
  boxes: readonly Box[],
  edges: readonly Edge[],
  gaps: Gaps,
): readonly (readonly [number, number])[] {
  const forward = acyclic(boxes.length, edges);
  const ranks = longestPaths(boxes.length, forward);
  const onward = leadingOn(ranks, forward);
  const slots: Slot[] = boxes.map(({ width }, box) => slot(ranks[box]!, width, box));
  for (const { from, to, light } of forward) {
    const weight = light ? LIGHT : onward[from] && !onward[to] ? ASIDE : 1;
    const distance = ranks[to]! - ranks[from]!;
    let last = from;
    for (let step = 1; step < distance; step++) {
      const lane = slots.push(slot(ranks[from]! + step, LANE_WIDTH, -1)) - 1;
      join(slots, last, lane, weight);
      last = lane;
    }
    join(slots, last, to, weight);
  }
  const rows = ordered(slots);
  centre(slots, rows, gaps.node);
  straighten(slots, rows, gaps.node);
  return positions(boxes, slots, rows, gaps.rank);
}

const slot = (rank: number, width: number, box: number): Slot => ({
  rank,
  width,
  box,
  above: [],
  below: [],
  centre: 0,
});

function join(slots: readonly Slot[], from: number, to: number, weight: number): void {
  slots[from]!.below.push({ slot: to, weight });
  slots[to]!.above.push({ slot: from, weight });
}

/** The edges without those that close a circle, nor any from a box to itself. */
function acyclic(count: number, edges: readonly Edge[]): readonly Edge[] {
  const out: number[][] = Array.from({ length: count }, () => []);
  for (const [i, { from }] of edges.entries()) out[from]?.push(i);
  const state = new Uint8Array(count);
  const dropped = new Set<number>();
  for (let root = 0; root < count; root++) {
    if (state[root] !== 0) continue;
    const stack: { readonly box: number; next: number }[] = [{ box: root, next: 0 }];
    state[root] = 1;
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const edge = out[top.box]![top.next++];
      if (edge === undefined) {
        state[top.box] = 2;
        stack.pop();
        continue;
      }
      const { to } = edges[edge]!;
      if (state[to] === 1) dropped.add(edge);
      else if (state[to] === 0) {
        state[to] = 1;
        stack.push({ box: to, next: 0 });
      }
    }
  }
  return edges.filter((_, i) => !dropped.has(i));
}

function longestPaths(count: number, edges: readonly Edge[]): Int32Array {
  const ranks = new Int32Array(count);
  const waiting = new Int32Array(count);
  const out: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of edges) {
    out[from]!.push(to);
    waiting[to]!++;
  }
  const order: number[] = [];
  for (let box = 0; box < count; box++) if (waiting[box] === 0) order.push(box);
  for (let at = 0; at < order.length; at++) {
    const box = order[at]!;
    for (const to of out[box]!) {
      ranks[to] = Math.max(ranks[to]!, ranks[box]! + 1);
      if (--waiting[to]! === 0) order.push(to);
    }
  }
  // A source stands right above what it feeds, not at the top.
  for (const box of order.reverse()) {
    const below = out[box]!;
    if (below.length > 0 && ranks[box] === 0) ranks[box] = Math.min(...below.map((to) => ranks[to]!)) - 1;
  }
  const least = ranks.reduce((a, b) => Math.min(a, b), 0);
  return least < 0 ? ranks.map((rank) => rank - least) : ranks;
}

/** Which boxes lead to the last one, at the end of the longest path. */
function leadingOn(ranks: Int32Array, edges: readonly Edge[]): Uint8Array {
  const onward = new Uint8Array(ranks.length);
  const into: number[][] = Array.from(ranks, () => []);
  for (const { from, to } of edges) into[to]!.push(from);
  const last = ranks.reduce((most, rank, box) => (rank > ranks[most]! ? box : most), 0);
  const stack = ranks.length > 0 ? [last] : [];
  for (let box = stack.pop(); box !== undefined; box = stack.pop()) {
    if (onward[box]) continue;
    onward[box] = 1;
    stack.push(...into[box]!);
  }
  return onward;
}

/** Slots by rank, with few crossings; the best of all sweeps is kept. */
function ordered(slots: readonly Slot[]): readonly (readonly number[])[] {
  const rows: number[][] = [];
  const visited = new Uint8Array(slots.length);
  const visit = (root: number): void => {
    const stack = [root];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (visited[at]) continue;
      visited[at] = 1;
      (rows[slots[at]!.rank] ??= []).push(at);
      const { below } = slots[at]!;
      for (let i = below.length - 1; i >= 0; i--) stack.push(below[i]!.slot);
    }
  };
  for (const [i, { above }] of slots.entries()) if (above.length === 0) visit(i);
  for (const i of slots.keys()) visit(i);
  for (let rank = 0; rank < rows.length; rank++) rows[rank] ??= [];
  if (rows.every((row) => row.length < 2)) return rows;

  const place = new Float64Array(slots.length);
  const number = (row: readonly number[]): void => {
    for (const [i, at] of row.entries()) place[at] = i - (row.length - 1) / 2;
  };
  for (const row of rows) number(row);
  let best = rows.map((row) => row.slice());
  let fewest = crossings(slots, rows, place);
  for (let sweep = 0; sweep < ORDER_SWEEPS && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    const sequence = down ? rows.keys() : [...rows.keys()].reverse();
    for (const rank of sequence) {
      const row = rows[rank]!;
      const wanted = new Map(row.map((at) => [at, barycentre(slots[at]!, down, place) ?? place[at]!]));
      row.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
      number(row);
    }
    const now = crossings(slots, rows, place);
    if (now < fewest) {
      fewest = now;
      best = rows.map((row) => row.slice());
    }
  }
  return best;
}

function barycentre({ above, below }: Slot, down: boolean, place: Float64Array): number | null {
  const neighbours = down ? above : below;
  if (neighbours.length === 0) return null;
  return neighbours.reduce((sum, { slot }) => sum + place[slot]!, 0) / neighbours.length;
}

function crossings(slots: readonly Slot[], rows: readonly (readonly number[])[], place: Float64Array): number {
  let count = 0;
  for (const row of rows) {
    const ends = row.flatMap((at) => slots[at]!.below.map(({ slot }) => [place[at]!, place[slot]!] as const));
    if (ends.length > 400) continue;
    for (let i = 0; i < ends.length; i++)
      for (let j = i + 1; j < ends.length; j++)
        if ((ends[i]![0] - ends[j]![0]) * (ends[i]![1] - ends[j]![1]) < 0) count++;
  }
  return count;
}

/** Moves each rank to the weighted mean of its neighbours as far as the separations let it, down and up in turn. */
function centre(slots: readonly Slot[], rows: readonly (readonly number[])[], gap: number): void {
  for (const row of rows)
    settle(
      slots,
      row,
      row.map(() => ({ centre: 0, weight: 1 })),
      gap,
    );
  for (let sweep = 0; sweep < PLACE_SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    const sequence = down ? rows : [...rows].reverse();
    for (const row of sequence) {
      const wanted = row.map((at) => {
        const { above, below, centre: now } = slots[at]!;
        const neighbours = sweep < 2 ? (down ? above : below) : [...above, ...below];
        const weight = neighbours.reduce((sum, n) => sum + n.weight, 0);
        if (weight === 0) return { centre: now, weight: 0.01 };
        return { centre: neighbours.reduce((sum, n) => sum + n.weight * slots[n.slot]!.centre, 0) / weight, weight };
      });
      settle(slots, row, wanted, gap);
    }
  }
}

/**
 * Least squares of Σ w (x − wanted)² with xᵢ₊₁ − xᵢ ≥ separationᵢ: pool adjacent violators on x less the summed
 * separations.
 */
function settle(
  slots: readonly Slot[],
  row: readonly number[],
  wanted: readonly { readonly centre: number; readonly weight: number }[],
  gap: number,
): void {
  const offsets: number[] = [];
  let offset = 0;
  for (const [i, at] of row.entries()) {
    if (i > 0) offset += (slots[row[i - 1]!]!.width + slots[at]!.width) / 2 + gap;
    offsets.push(offset);
  }
  const pools: { mean: number; weight: number; count: number }[] = [];
  for (const [i, { centre, weight }] of wanted.entries()) {
    let pool = { mean: centre - offsets[i]!, weight, count: 1 };
    for (let last = pools.at(-1); last && last.mean > pool.mean; last = pools.at(-1)) {
      const sum = last.weight + pool.weight;
      const mean = (last.mean * last.weight + pool.mean * pool.weight) / sum;
      pool = { mean, weight: sum, count: last.count + pool.count };
      pools.pop();
    }
    pools.push(pool);
  }
  let i = 0;
  for (const { mean, count } of pools)
    for (const end = i + count; i < end; i++) slots[row[i]!]!.centre = mean + offsets[i]!;
}

function positions(
  boxes: readonly Box[],
  slots: readonly Slot[],
  rows: readonly (readonly number[])[],
  gap: number,
): readonly (readonly [number, number])[] {
  const tops: number[] = [];
  let y = 0;
  for (const row of rows) {
    tops.push(y);
    y += row.reduce((most, at) => Math.max(most, boxes[slots[at]!.box]?.height ?? 0), 0) + gap;
  }
  const heights = tops.map((top, rank) => (tops[rank + 1] ?? y) - top - gap);
  return boxes.map(({ width, height }, i) => {
    const { rank, centre } = slots[i]!;
    // Boxes of different widths on one line have one middle.
    return [Math.round(centre) - width / 2, Math.round(tops[rank]! + (heights[rank]! - height) / 2)] as const;
  });
}
