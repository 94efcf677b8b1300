import type { Expression } from '../expression.ts';
import type { Launch, Storage } from '../program.ts';
import { Loads, statements } from '../wgsl/formula.ts';
import { entry } from '../wgsl/grid.ts';
import { type Declared, launch, writes } from '../wgsl/launch.ts';
import { MAX_BINDINGS } from '../wgsl/limits.ts';
import {
  type Loop,
  loopOf,
  type SumSizes,
  sizesByGroup,
  sizesByThread,
  sizesInText,
  type Vector,
} from '../wgsl/sum-loop.ts';
import { alias, aliases, ceilDiv, float, indented, joinedLanes, lanesFor, powerOfTwo, THREADS } from '../wgsl/text.ts';
import { type MapOutput, mapKernel } from './map.ts';

/** Σ expression · scale. */
export interface Sum {
  readonly expression: Expression;
  readonly scale: number;
  /** [kept …], row-major. */
  readonly storage: Storage;
}

export interface Reduction {
  readonly name: string;
  readonly dims: readonly number[];
  /** Summed away. */
  readonly axes: readonly number[];
  readonly sums: readonly Sum[];
  /** What follows from the sums, over the kept axis, one: formulas that load them, and other vectors. Into one tensor. */
  readonly results?: readonly MapOutput[];
}

/** A sum of more elements than this over few outputs is split over workgroups, in a fixed way: same bits each time. */
const SPLIT_ABOVE = 4096;
const WANTED_WORKGROUPS = 256;

const wantedSplits = (kept: number, reduced: number): number =>
  Math.min(ceilDiv(WANTED_WORKGROUPS, kept), ceilDiv(reduced, SPLIT_ABOVE / 2));

/** Whether a workgroup sums all that goes to one of `kept` outputs: there are enough of them, or it is not much. */
export const isOnePass = (kept: number, reduced: number): boolean =>
  reduced <= SPLIT_ABOVE || wantedSplits(kept, reduced) < 2;

/** Sums over axes, several at once over the same elements. `partial` makes memory for the first of two passes. What follows from the sums is left by the last pass, if it can bind that much. */
export function reduceKernels(r: Reduction, partial: (elements: number) => Storage): readonly Launch[] {
  const launches = sumKernels(r, partial);
  if (!r.results || launches.at(-1)!.bindings.length <= MAX_BINDINGS) return launches;
  const { results, ...sumsAlone } = r;
  const kept = r.dims.filter((_, axis) => !r.axes.includes(axis));
  return [...sumKernels(sumsAlone, partial), mapKernel(r.name, kept, results)];
}

const sizeAlong = ({ dims, axes }: Reduction, isReduced: boolean): number =>
  dims.reduce((n, d, axis) => (axes.includes(axis) === isReduced ? n * d : n), 1);

/** Partial sums that a first of two passes leaves of each sum, or 1 where there is one pass. */
function splitsOf(r: Reduction, sums: readonly Pick<Sum, 'expression'>[]): number {
  const [kept, reduced] = [sizeAlong(r, false), sizeAlong(r, true)];
  return isOnePass(kept, reduced) ? 1 : Math.max(1, Math.min(wantedSplits(kept, reduced), outerSize(r, sums)));
}

/** The first of two passes over one sum, to [splits, kept …] in memory that `partial` makes; null where there is one pass. */
export function partialSums(
  { expression, ...over }: Omit<Reduction, 'sums' | 'results'> & Pick<Sum, 'expression'>,
  partial: (splits: number) => Storage,
): Launch | null {
  const r = { ...over, sums: [] };
  const splits = splitsOf(r, [{ expression }]);
  if (splits === 1) return null;
  return onePass(r, [{ expression, scale: 1, storage: partial(splits) }], splits, sizeAlong(r, false));
}

function sumKernels(r: Reduction, partial: (elements: number) => Storage): readonly Launch[] {
  const kept = sizeAlong(r, false);
  const splits = splitsOf(r, r.sums);
  if (splits === 1) return [onePass(r, r.sums, 1, kept)];
  const { results, ...first } = r;
  const parts = r.sums.map((s) => ({ ...s, scale: 1, storage: partial(splits * kept) }));
  const joined = r.sums.map(
    (s, i): Sum => ({
      ...s,
      expression: { kind: 'load', dtype: 'f32', storage: parts[i]!.storage, offset: 0, strides: [kept, 1] },
    }),
  );
  return [
    onePass(first, parts, splits, kept),
    onePass(
      { name: `${r.name}/join`, dims: [splits, kept], axes: [0], sums: joined, ...(results && { results }) },
      joined,
      1,
      kept,
    ),
  ];
}

/** Length of the axis that splits cut: the outermost of those summed, in steps of a vector where it is the only one. */
function outerSize(r: Reduction, sums: readonly Pick<Sum, 'expression'>[]): number {
  const { reduced, width } = loopOf(r, sums);
  return reduced.length > 1 ? reduced[0]!.size : ceilDiv(reduced[0]!.size / width, THREADS);
}

function onePass(r: Reduction, sums: readonly Sum[], splits: number, keptSize: number): Launch {
  const loop = loopOf(r, sums);
  const size = loop.reduced.reduce((n, a) => n * a.size, 1);
  return size <= THREADS && splits === 1
    ? byThread(r.name, sums, r.results ?? [], loop, keptSize)
    : byGroup(r.name, sums, r.results ?? [], loop, splits, keptSize);
}

/** Declarations, the innermost statements and the addresses common to both variants. */
function parts(
  sums: readonly Sum[],
  made: readonly MapOutput[],
  loop: Loop,
  sizesFor: (loop: Loop, vectors: readonly Vector[]) => SumSizes | null,
) {
  const { reduced, width } = loop;
  const loads = new Loads([...sums, ...made].map((s) => s.expression));
  /** Loads of what is summed come first, those of what follows from the sums after them. */
  const summed = loop.loads.length;
  const sumAt = loads.all.map((l, n) => (n < summed ? -1 : sums.findIndex((s) => s.storage === l.storage)));
  const inner = reduced.at(-1)!;
  const read = loads.buffers(
    (n) => n < summed && width === 4 && inner.strides[n] !== 0,
    (n) => sumAt[n] !== -1,
  );
  const sizes = sizesFor(loop, [...loads.all.slice(summed), ...made]) ?? sizesInText(loop);
  const [made0] = made;
  const declarations: readonly Declared[] = [
    ...aliases(width),
    ...read.buffers,
    ...sums.map(({ storage }, n) => writes(`out${n}`, storage)),
    ...(made0 ? [writes('made', made0.storage)] : []),
  ];
  const noIndex = (): string => {
    throw new Error('a sum over element indices is not lowered');
  };
  const { lines, results } = statements(
    sums.map((s) => s.expression),
    loads,
    noIndex,
  );
  const after = statements(
    made.map((m) => m.expression),
    loads,
    noIndex,
  );
  const body = [
    ...loop.loads.map((l, n) => `let x${n} = ${alias[l.dtype]}(${read.arrays[n]}[base${n} + ${sizes.step(n)}]);`),
    ...lines,
    ...results.map((result, n) => `sum${n} += ${result};`),
  ];
  return {
    declarations,
    body,
    sizes,
    /** What comes before the loop, apart from the sizes. */
    setup: [
      ...loop.loads.map((_, n) => `let base${n} = ${sizes.base(n)};`),
      ...sums.map((_, n) => `var sum${n} = F(0);`),
    ],
    /** From the sums, `total0` … in a single thread. */
    after: [
      ...loads.all.slice(summed).map((l, i) => {
        const n = summed + i;
        const value =
          sumAt[n] === -1 ? `${read.arrays[n]}[${sizes.beside(l.offset, l.strides[0]!)}]` : `total${sumAt[n]}`;
        return `let x${n} = ${alias[l.dtype]}(${value});`;
      }),
      ...after.lines,
      ...made.map(
        (m, n) => `made[${sizes.beside(m.offset, m.strides[0]!)}] = ${after.results[n]}${width === 4 ? '.x' : ''};`,
      ),
    ],
  };
}

const total = (name: string, width: 1 | 4): string => (width === 4 ? `dot(${name}, F(1.0))` : name);
const scaled = (text: string, scale: number): string => (scale === 1 ? text : `(${text}) * ${float(scale)}`);

/** Statements that keep sum n, for what follows from it too. */
function keepSum(n: number, at: string, value: string, scale: number, isReadAgain: boolean): readonly string[] {
  if (!isReadAgain) return [`out${n}[${at}] = ${scaled(value, scale)};`];
  return [`let total${n} = ${scaled(value, scale)};`, `out${n}[${at}] = total${n};`];
}

/** Few summands: a thread sums each output alone. */
function byThread(
  name: string,
  sums: readonly Sum[],
  made: readonly MapOutput[],
  loop: Loop,
  keptSize: number,
): Launch {
  const { width } = loop;
  const { declarations, body, sizes, setup, after } = parts(sums, made, loop, sizesByThread);
  const grid = entry([THREADS], [ceilDiv(keptSize, THREADS), 1, 1], ['id']);
  const nested = sizes.reduced.reduceRight<readonly string[]>(
    (inside, size, k) => [`for (var r${k} = 0u; r${k} < ${size}; r${k}++) {`, ...inside.map((l) => `  ${l}`), '}'],
    body,
  );
  const kept = sums.flatMap((s, n) => keepSum(n, 'output', total(`sum${n}`, width), s.scale, made.length > 0));
  const text = `  let output = id.x;
${indented(1, [...sizes.lines, `if (output >= ${sizes.outputs}) { return; }`, ...setup, ...nested, ...kept, ...after])}`;
  return launch({ name: `${name}/sum by thread/x${width}`, declarations, entry: grid, body: text });
}

/** Many summands: a workgroup an output and split; threads stride through the elements, then join in a fixed order. */
function byGroup(
  name: string,
  sums: readonly Sum[],
  made: readonly MapOutput[],
  loop: Loop,
  splits: number,
  keptSize: number,
): Launch {
  const { reduced, width } = loop;
  const { declarations, body, sizes, setup, after } = parts(sums, made, loop, sizesByGroup);
  const single = reduced.length === 1;
  const wide = single ? THREADS : Math.min(THREADS, powerOfTwo(reduced.at(-1)!.size / width));
  const high = THREADS / wide;
  const grid = entry([wide, high], [keptSize, 1, splits], ['block', 'blocks', 'lane', 'thread']);
  const last = reduced.length - 1;
  const loops = sizes.reduced.map((size, k) => {
    const [start, end] = k === 0 ? ['first', 'end'] : ['0u', size];
    if (k === last) return `for (var r${k} = ${start} + lane.x; r${k} < ${end}; r${k} += ${wide}u) {`;
    if (k === last - 1) return `for (var r${k} = ${start} + lane.y; r${k} < ${end}; r${k} += ${high}u) {`;
    return `for (var r${k} = ${start}; r${k} < ${end}; r${k}++) {`;
  });
  const nested = loops.reduceRight<readonly string[]>(
    (inside, head) => [head, ...inside.map((l) => `  ${l}`), '}'],
    body,
  );
  const [outer] = sizes.reduced;
  const before = [
    ...sizes.lines,
    `let chunk = (${outer} + blocks.z - 1u) / blocks.z;`,
    'let first = block.z * chunk;',
    `let end = min(first + chunk, ${outer});`,
    ...setup,
  ];
  const at = `block.z * ${sizes.outputs} + output`;
  const text = `  let output = block.x;
${indented(1, [...before, ...nested, ...sums.map((_, n) => `lanes[${n}][thread] = ${total(`sum${n}`, width)};`)])}${joinedLanes(
  sums.length,
  [...sums.flatMap((s, n) => keepSum(n, at, `lanes[${n}][0]`, s.scale, made.length > 0)), ...after],
)}`;
  return launch({
    name: `${name}/sum by group/x${width}${splits > 1 ? `/split ${splits}` : ''}`,
    declarations: [...declarations, lanesFor(sums.length)],
    entry: grid,
    body: text,
  });
}
