import { type Tile, tileName, workgroupMemory } from '../wgsl/tile.ts';
import type { Target, Way } from './choices.ts';
import { way } from './ways.ts';

/** Within the 256 threads and, but for the largest, the 16 KiB of workgroup memory that every WebGPU device has. */
function tilesOf({ lanes, workgroupBytes }: Target): readonly Tile[] {
  const smaller = { steps: 1, lanes };
  const deep = { rows: 128, columns: 128, depth: 16, thread: [2, 2], steps: 2, lanes } as const;
  return [
    workgroupMemory(deep) <= workgroupBytes ? deep : { ...deep, depth: 8, steps: 1 },
    { rows: 128, columns: 64, depth: 16, thread: [2, 1], ...smaller },
    { rows: 64, columns: 128, depth: 16, thread: [2, 1], ...smaller },
    { rows: 64, columns: 64, depth: 16, thread: [1, 1], ...smaller },
    { rows: 32, columns: 128, depth: 16, thread: [2, 1], ...smaller },
    { rows: 32, columns: 64, depth: 16, thread: [1, 1], ...smaller },
    { rows: 16, columns: 128, depth: 8, thread: [1, 1], ...smaller },
  ];
}

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
  /** Terms of a number. */
  readonly inner: number;
  /** Numbers of all that is computed, by however many kernels. */
  readonly numbers: number;
}

/** How a product is computed: as `splits` sums, which a second pass joins. */
interface Cut {
  readonly tile: Tile;
  readonly splits: number;
}

/** Sums that a split product is joined from, at most. */
const MOST_SPLITS = 64;
/** Chunks of the inner index that a sum has at least: fewer cost more to join than they keep busy. */
const LEAST_CHUNKS = 8;
/** Terms that a GPU multiplies and adds in the time in which it stores one number and loads it again: some 8 bytes at 2 TB/s beside 10¹³ multiply-adds a second. */
const JOIN = 40;

const workgroupsOf = ({ rows, columns, products }: Extent, tile: Tile): number =>
  Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns) * products;

/** How far a product of many terms a number is split, so that the device is busy. */
function splitsFor(extent: Extent, tile: Tile, { busy, mostBytes }: Target): number {
  const most = Math.min(
    Math.floor(busy / (workgroupsOf(extent, tile) * FILLING)),
    MOST_SPLITS,
    Math.floor(extent.inner / (tile.depth * LEAST_CHUNKS)),
    Math.floor(mostBytes / (4 * extent.numbers)),
  );
  if (most <= 1) return 1;
  const chunks = Math.ceil(extent.inner / tile.depth);
  return Math.ceil(chunks / Math.ceil(chunks / most));
}

/**
 * A tile is guessed by the share of it that is not beyond the result's edge, by the share of the device that its workgroups keep busy, by the multiplications that a
 * thread makes of a number from workgroup memory, and by what it costs to join the sums.
 */
function worth(extent: Extent, { tile, splits }: Cut, { busy }: Target): number {
  const workgroups = workgroupsOf(extent, tile);
  const filled = (extent.rows * extent.columns * extent.products) / (workgroups * tile.rows * tile.columns);
  const share = Math.min(1, (workgroups * splits * FILLING) / busy);
  const [r, c] = tile.thread;
  const reuse = (4 * r * c) / (r + c);
  const joining = splits > 1 ? extent.inner / (extent.inner + JOIN * splits) : 1;
  return ((filled * share * reuse) / (1 + reuse)) * joining;
}

/** The ways of a product by tiles, the best guess first: each tile, with as many sums as keep the device busy. */
export function splitWays<T>(
  extent: Extent,
  target: Target,
  make: (tile: Tile, splits: number) => T,
): readonly Way<T>[] {
  return tilesOf(target)
    .map((tile): Cut => ({ tile, splits: splitsFor(extent, tile, target) }))
    .sort((a, b) => worth(extent, b, target) - worth(extent, a, target))
    .map(({ tile, splits }, i) => way(`tile ${tileName(tile)}`, !target.software && i < PROMISING, make(tile, splits)));
}

/**
 * As `splitWays`, of a product whose sums as a whole have something that parts have not (a convolution's statistics, its place in a concat): each tile as it is,
 * and split. The best that is whole is tried in any case.
 */
export function wholeOrSplitWays<T>(
  extent: Extent,
  target: Target,
  make: (tile: Tile, splits: number) => T,
): readonly Way<T>[] {
  const tiles = tilesOf(target);
  const whole = tiles.map((tile) => ({ tile, splits: 1, name: `tile ${tileName(tile)}` }));
  const split = tiles.map((tile) => ({
    tile,
    splits: splitsFor(extent, tile, target),
    name: `tile ${tileName(tile)} split`,
  }));
  const guesses = [...whole, ...split.filter((cut) => cut.splits > 1)].sort(
    (a, b) => worth(extent, b, target) - worth(extent, a, target),
  );
  const bestWhole = guesses.find((cut) => cut.splits === 1);
  const isPromising = (cut: Cut, i: number): boolean => !target.software && (cut === bestWhole || i < PROMISING);
  return [
    ...guesses.map((cut, i) => way(cut.name, isPromising(cut, i), make(cut.tile, cut.splits))),
    // Of one sum: for the plans of devices that split it.
    ...split.filter((cut) => cut.splits === 1).map((cut) => way(cut.name, false, make(cut.tile, 1))),
  ];
}
