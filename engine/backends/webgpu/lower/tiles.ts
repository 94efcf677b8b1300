import { type Tile, tileName } from '../kernels/tile.ts';
import type { Target, Way } from './choices.ts';
import { way } from './ways.ts';

/** Each within the 16 KiB of workgroup memory and the 256 threads that every WebGPU device has. */
const tiles: readonly Tile[] = [
  { rows: 128, columns: 128, depth: 8, thread: [2, 2] },
  { rows: 128, columns: 64, depth: 16, thread: [2, 1] },
  { rows: 64, columns: 128, depth: 16, thread: [2, 1] },
  { rows: 64, columns: 64, depth: 16, thread: [1, 1] },
  { rows: 32, columns: 128, depth: 16, thread: [2, 1] },
  { rows: 32, columns: 64, depth: 16, thread: [1, 1] },
  { rows: 16, columns: 128, depth: 8, thread: [1, 1] },
];

/** Of the threads that keep a device busy, those that a workgroup stands for: each thread of a tile has much to do. */
const FILLING = 128;

/** Tiles of a product that are worth a trial. */
const PROMISING = 3;

/** What a product's result is cut into tiles by. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** Products of this extent that one kernel computes at a time. */
  readonly products: number;
}

/** Sums that a split product is joined from, at most. */
const MOST_SPLITS = 64;
/** Chunks of the inner index that a sum has at least: fewer cost more to join than they keep busy. */
const LEAST_CHUNKS = 8;

/** How far a product of `inner` terms a number is split into sums, joined by a second pass, so that the device is busy. */
function splitsFor(
  { rows, columns, products }: Extent,
  inner: number,
  tile: Tile,
  { busy, mostBytes }: Target,
): number {
  const workgroups = Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns) * products;
  const most = Math.min(
    Math.floor(busy / (workgroups * FILLING)),
    MOST_SPLITS,
    Math.floor(inner / (tile.depth * LEAST_CHUNKS)),
    Math.floor(mostBytes / (4 * rows * columns * products)),
  );
  if (most <= 1) return 1;
  const chunks = Math.ceil(inner / tile.depth);
  return Math.ceil(chunks / Math.ceil(chunks / most));
}

/** As `tiledWays`, of a product with few numbers of many terms each. */
export const splitWays = <T>(
  extent: Extent,
  inner: number,
  target: Target,
  make: (tile: Tile, splits: number) => T,
): readonly Way<T>[] => {
  const splits = (tile: Tile): number => splitsFor(extent, inner, tile, target);
  return tiledWays(extent, target, (tile) => make(tile, splits(tile)), splits);
};

/**
 * The ways of a product by tiles, the best guess first. A tile is guessed by the share of it that is not beyond the result's edge, by the share of the device that
 * its workgroups keep busy, and by the multiplications that a thread makes of a number from workgroup memory.
 */
export function tiledWays<T>(
  extent: Extent,
  target: Target,
  make: (tile: Tile) => T,
  splits: (tile: Tile) => number = () => 1,
): readonly Way<T>[] {
  const worth = (tile: Tile): number => {
    const [down, across] = [Math.ceil(extent.rows / tile.rows), Math.ceil(extent.columns / tile.columns)];
    const filled = (extent.rows * extent.columns) / (down * tile.rows * across * tile.columns);
    const workgroups = down * across * extent.products * splits(tile);
    const busy = Math.min(1, (workgroups * FILLING) / target.busy);
    const [r, c] = tile.thread;
    const reuse = (4 * r * c) / (r + c);
    return (filled * busy * reuse) / (1 + reuse);
  };
  return [...tiles]
    .sort((a, b) => worth(b) - worth(a))
    .map((tile, i) => way(`tile ${tileName(tile)}`, !target.software && i < PROMISING, make(tile)));
}
