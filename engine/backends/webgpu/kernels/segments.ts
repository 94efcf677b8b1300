import { bindingsOf, type Expression, loadsOf } from '../expression.ts';
import type { Launch, Storage } from '../program.ts';
import { Loads, statements } from '../wgsl/formula.ts';
import { type Entry, entry } from '../wgsl/grid.ts';
import { launch, reads, writes } from '../wgsl/launch.ts';
import { alias, aliases, indented, joinedLanes, lanesFor, plus, range, THREADS } from '../wgsl/text.ts';

/** Elements of whole tensors whose formula is summed. */
export interface Segment {
  /** Where they begin, multiples of four: `starts[k]` in the tensor that loads of slot k read. */
  readonly starts: readonly number[];
  readonly length: number;
  /** Factor of the sum. */
  readonly scale: number;
  /** Elements of the results that it counts to. */
  readonly results: readonly number[];
}

/** Segments that are summed alike. */
export interface SummedAlike {
  /** Loads with stride 1 are vectors, and their offset is the number of the slot; those with stride 0 are scalars. */
  readonly expression: Expression;
  readonly segments: readonly Segment[];
}

/** Elements a workgroup sums: sixteen vectors of four a thread, or more where a segment would have more than `MOST_CHUNKS`. */
const CHUNK = 4096;
const MOST_CHUNKS = 1024;
/** Tensors that one kernel takes: with its table and the partial sums, as many as every WebGPU device does. */
export const MOST_SUMMED = 6;

interface CountedLaunch extends Launch {
  readonly flops: number;
}

/** Makes memory for the partial sums, and tables of numbers. */
interface Memory {
  readonly partial: (elements: number) => Storage;
  readonly table: (data: readonly number[]) => Storage;
}

/**
 * Sums of formulas over many tensors, all at once, in two passes: chunks of all segments, by one kernel for all formulas whose tensors it can bind; then by one kernel
 * of each result its chunks. Always in the same order. A GPU is busy with a thousand small tensors as with one large.
 */
export function segmentSumKernels(
  name: string,
  all: readonly SummedAlike[],
  results: Storage,
  { partial, table }: Memory,
): readonly CountedLaunch[] {
  const groups = boundTogether(all);
  const chunked = groups.map((group) => chunksOf(group));
  const parts = partial(chunked.reduce((n, { chunks }) => n + chunks.length, 0));
  const rows = new Map<number, [first: number, end: number][]>();
  let base = 0;
  const launches = groups.map((group, g) => {
    const { chunks, segments } = chunked[g]!;
    for (const [i, [segment]] of chunks.entries())
      for (const result of segments[segment]!.results) {
        const known = rows.get(result) ?? [];
        const last = known.at(-1);
        if (last?.[1] === base + i) last[1]++;
        else known.push([base + i, base + i + 1]);
        rows.set(result, known);
      }
    const launch = chunkSums(name, group, chunked[g]!, base, parts, table);
    base += chunks.length;
    return launch;
  });
  return [...launches, joins(name, rows, parts, results, table)];
}

/** As few kernels as a simple search finds: formulas of many tensors first, each where the fewest are to be bound besides. */
function boundTogether(all: readonly SummedAlike[]): readonly (readonly SummedAlike[])[] {
  const groups: SummedAlike[][] = [];
  const largestFirst = all.toSorted((a, b) => bindingsOf(b.expression) - bindingsOf(a.expression));
  for (const summed of largestFirst) {
    const more = groups.map((group) => {
      const before = bindingsOf(...group.map((s) => s.expression));
      const after = bindingsOf(...group.map((s) => s.expression), summed.expression);
      return after > MOST_SUMMED ? Infinity : after - before;
    });
    const least = Math.min(...more);
    if (least === Infinity) groups.push([summed]);
    else groups[more.indexOf(least)]!.push(summed);
  }
  return groups;
}

interface Chunked {
  /** Words of a segment in the table: its formula, length, elements of a chunk, scale as bits, starts in vectors of four. */
  readonly words: number;
  readonly segments: readonly Segment[];
  readonly rows: readonly number[];
  /** Of which segment, from which element on. */
  readonly chunks: readonly (readonly [segment: number, at: number])[];
}

function chunksOf(group: readonly SummedAlike[]): Chunked {
  const segments = group.flatMap((s) => s.segments);
  const slots = Math.max(...segments.map((s) => s.starts.length));
  const bits = new Uint32Array(1);
  const chunks: [number, number][] = [];
  const rows = group.flatMap((summed, formula) =>
    summed.segments.flatMap((segment) => {
      const { starts, length, scale } = segment;
      const size = Math.max(CHUNK, Math.ceil(length / MOST_CHUNKS / 4) * 4);
      const own = segments.indexOf(segment);
      for (let at = 0; at < length; at += size) chunks.push([own, at]);
      new Float32Array(bits.buffer)[0] = scale;
      return [formula, length, size, bits[0]!, ...range(slots).map((k) => (starts[k] ?? 0) / 4)];
    }),
  );
  return { words: 4 + slots, segments, rows, chunks };
}

/** Workgroups, each of which has a number of its own to sum: `own`. */
const oneEach = (workgroups: number): Entry => {
  const grid = entry([THREADS], [workgroups, 1, 1], ['block', 'thread']);
  return { ...grid, prologue: `${grid.prologue}  let own = block.x;\n` };
};

/** What lies behind a segment counts nothing, whatever it is. */
function chunkSums(
  name: string,
  group: readonly SummedAlike[],
  { words, segments, rows, chunks }: Chunked,
  base: number,
  parts: Storage,
  table: Memory['table'],
): CountedLaunch {
  const loads = new Loads(group.map((s) => s.expression));
  const read = loads.buffers((n) => isVector(loads.all[n]!));
  const loops = group.map(({ expression }) => loopOver(expression, loads, read.arrays));
  const only = loops.length === 1 ? indented(1, loops[0]!) : '';
  const each = loops.map(
    (lines, n) => `    ${n < loops.length - 1 ? `case ${n}u` : 'default'}: {\n${indented(3, lines)}    }\n`,
  );
  const body = `  let row = table[${rows.length}u + own * 2u] * ${words}u;
  let first = table[${rows.length + 1}u + own * 2u];
  let end = min(first + table[row + 2u], table[row + 1u]);
  var sum = F(0);
${only || `  switch table[row] {\n${each.join('')}  }\n`}  lanes[0][thread] = dot(sum, F(1.0));
${joinedLanes(1, [`parts[${plus('own', base)}] = lanes[0][0] * bitcast<f32>(table[row + 3u]);`])}`;
  return {
    ...launch({
      name: `${name}/sums of chunks`,
      declarations: [
        ...aliases(4),
        ...read.buffers,
        reads('table', table([...rows, ...chunks.flat()]), 'u32'),
        writes('parts', parts),
        lanesFor(1),
      ],
      entry: oneEach(chunks.length),
      body,
    }),
    flops: 2 * segments.reduce((n, s) => n + s.length, 0),
  };
}

type Load = ReturnType<typeof loadsOf>[number];

const isVector = ({ strides }: Load): boolean => strides[0] !== 0;

/** Statements that add the formula over elements `first` … `end` − 1 to `sum`. */
function loopOver(expression: Expression, loads: Loads, arrays: readonly string[]): readonly string[] {
  const { lines, results } = statements([expression], loads, () => {
    throw new Error('a sum over element indices is not lowered');
  });
  const own = loadsOf(expression);
  const slots = [...new Set(own.filter(isVector).map((l) => l.offset))];
  return [
    ...slots.map((k) => `let start${k} = table[row + ${4 + k}u];`),
    `for (var i = first / 4u + thread; i * 4u < end; i += ${THREADS}u) {`,
    ...own.map((l) => {
      const at = isVector(l) ? `start${l.offset} + i` : `${l.offset}u`;
      return `  let ${loads.name(l)} = ${alias[l.dtype]}(${arrays[loads.at(l)]}[${at}]);`;
    }),
    ...lines.map((l) => `  ${l}`),
    `  sum += select(F(0), ${results[0]}, U(i * 4u) + U(0u, 1u, 2u, 3u) < U(end));`,
    '}',
  ];
}

/** A workgroup a result: `table` has of each where it goes and its first and last run of partial sums, then of each run its first and last. */
function joins(
  name: string,
  rows: ReadonlyMap<number, readonly (readonly [number, number])[]>,
  parts: Storage,
  results: Storage,
  table: Memory['table'],
): CountedLaunch {
  let runs = 0;
  const heads = [...rows].flatMap(([result, own]) => {
    runs += own.length;
    return [result, 3 * rows.size + 2 * (runs - own.length), 3 * rows.size + 2 * runs];
  });
  const body = `  var sum = 0.0;
  for (var run = table[own * 3u + 1u]; run < table[own * 3u + 2u]; run += 2u) {
    for (var i = table[run] + thread; i < table[run + 1u]; i += ${THREADS}u) { sum += parts[i]; }
  }
  lanes[0][thread] = sum;
${joinedLanes(1, ['results[table[own * 3u]] = lanes[0][0];'])}`;
  return {
    ...launch({
      name: `${name}/join of chunks`,
      declarations: [
        reads('parts', parts),
        reads('table', table([...heads, ...[...rows.values()].flat(2)]), 'u32'),
        writes('results', results),
        lanesFor(1),
      ],
      entry: oneEach(rows.size),
      body,
    }),
    flops: parts.elements,
  };
}
