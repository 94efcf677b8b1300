import type { Target, Way } from './choices.ts';

/** Multiplications and additions below which a kernel that is quickly compiled is the better one: tiles take as long to compile as many steps. */
const LITTLE_WORK = 4e6;

/** Multiplications and additions from which a GPU is not tried with a kernel that shares nothing. */
const MUCH_WORK = 5e8;

/** Rows of a product below which tiles are mostly empty, and below which they are so empty that none is tried. */
const FEW_ROWS = 8;
const LEAST_ROWS = 4;

/** Weights of a group up to which a thread keeps them in registers. */
const MOST_WEIGHTS = 64;

export const way = <T>(name: string, promising: boolean, make: T): Way<T> => ({ name, promising, make });

/** Whether four neighbouring threads can swap numbers. */
export const hasQuads = ({ lanes }: Target): boolean => lanes >= 4;

/**
 * The ways of a call, the best guess first. A GPU wants tiles in workgroup memory; a processor that plays one wants quads, for there that memory is no nearer
 * than any other, and a barrier is dear. (Measured on SwiftShader: tiles take 5 to 30 times as long as quads.)
 */
export function ordered<T>(
  { rows, flops }: { readonly rows: number; readonly flops: number },
  { software }: Target,
  {
    tiled,
    quads,
    plain,
  }: { readonly tiled: readonly Way<T>[]; readonly quads: readonly Way<T>[]; readonly plain: Way<T> },
): readonly Way<T>[] {
  const hopeful = rows < LEAST_ROWS ? tiled.map(({ name, make }) => way(name, false, make)) : tiled;
  if (software) return flops < LITTLE_WORK ? [plain, ...quads, ...hopeful] : [...quads, plain, ...hopeful];
  const rest = way(plain.name, rows < 2 * FEW_ROWS || flops < MUCH_WORK, plain.make);
  return rows < FEW_ROWS ? [plain, ...hopeful, ...quads] : [...hopeful, rest, ...quads];
}

/** The length of runs that cover `size` with the fewest left over; the first of those that are equal. */
export function bestRun(size: number, lengths: readonly number[]): number {
  const spare = (length: number): number => Math.ceil(size / length) * length;
  return lengths.reduce((best, length) => (spare(length) < spare(best) ? length : best));
}

/** Whether groups are so small that nothing is to be shared between the threads of one. */
export const isDepthwise = (groups: number, outputs: number, reduced: number, taps: number): boolean =>
  groups > 1 && outputs < LEAST_ROWS && reduced < LEAST_ROWS && outputs * taps <= MOST_WEIGHTS;
