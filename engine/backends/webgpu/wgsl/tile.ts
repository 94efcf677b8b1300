import type { Launch } from '../program.ts';
import type { Taps } from './gathering.ts';
import { type Entry, entry } from './grid.ts';
import { type Declared, launch, shared } from './launch.ts';
import type { Helper } from './module.ts';
import { ceilDiv, factorOf, guarded, indented, plus, range, times } from './text.ts';
import { partsOfRows, type TileParts } from './tile-parts.ts';

/** What a workgroup computes of a product: `rows` × `columns` of the result, with `depth` of the inner index in workgroup memory at a time. */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Quads of rows and of columns in a thread's registers: 1 and 1 are 4 × 4 sums. */
  readonly thread: readonly [rows: number, columns: number];
  /** Steps of the inner index that stand in the loop one after the other. Compilers unroll a short loop themselves; with more steps than two they take too many registers. */
  readonly steps: number;
  /** Neighbouring threads that can hand numbers to each other without that memory, as `Target` has it. */
  readonly lanes: number;
}

export const tileName = ({ rows, columns }: Tile): string => `${rows}x${columns}`;

/** Bytes of workgroup memory that it takes at most: a vector a row more than it counts, against conflicts of banks. */
export const workgroupMemory = ({ rows, columns, depth }: Tile): number => 16 * depth * (rows / 4 + columns / 4 + 2);

const threadsOf = ({ rows, columns, thread }: Tile): number => (rows / 4 / thread[0]) * (columns / 4 / thread[1]);

/**
 * One of the two factors as threads load it, four numbers of equal inner index at a time: rows of the left one, columns of the right one. All of it is WGSL;
 * names that it makes end in the suffix that it is given.
 */
export interface Factor {
  /**
   * Whether the four of a quad are neighbours in memory and loaded as one vector. Otherwise they lie a quarter of the tile apart, so that neighbouring threads
   * load neighbouring numbers, and later store them.
   */
  readonly packed: boolean;
  /** Whether numbers of neighbouring inner index are the nearer ones in memory: then neighbouring threads load along it. */
  readonly alongInner: boolean;
  /** What is known of a quad before the loop. `numbers`: its four rows or columns, vec4<u32>; where they are packed, the number of the quad. */
  readonly place: (numbers: string, suffix: string) => readonly string[];
  /** What follows from the inner index; `inner` counts within the chunk. */
  readonly at: (inner: string, suffix: string) => readonly string[];
  /** A vec4<f32>, 0 beyond the end of the inner index. */
  readonly load: (placeSuffix: string, innerSuffix: string) => string;
}

export interface TiledProduct {
  /** Of the kernel. */
  readonly name: string;
  readonly tile: Tile;
  readonly workgroups: Entry['workgroups'];
  /** Buffers and what reads and writes them. */
  readonly declarations: readonly Declared[];
  /** Sets `m0` and `n0`, the workgroup's first row and column, and `first` and `end`: chunks of the inner index. */
  readonly setup: readonly string[];
  /** What all loads of a chunk share; the number of the chunk is `chunk`. */
  readonly chunk: readonly string[];
  readonly left: Factor;
  readonly right: Factor;
  /** What is known of a quad of the result's columns (as `numbers` of a factor) before it is stored. */
  readonly columns: (numbers: string, suffix: string) => readonly string[];
  /** Stores the sums of one row, a vec4<f32>. */
  readonly store: (row: string, suffix: string, sums: string) => string;
  /** What becomes of the sums of a row, which are a variable, before they are stored: a statement. */
  readonly finish?: ((row: string, suffix: string, sums: string) => string) | undefined;
  /** Wanted of each row of the tile. */
  readonly parts?: TileParts | null;
}

const COMPONENTS = ['x', 'y', 'z', 'w'] as const;

/**
 * The product of two factors by tiles. Each chunk of the inner index is read from memory once a workgroup and multiplied from workgroup memory, while the next
 * one is on its way. Bounds are looked at where numbers are loaded and stored, not in between.
 */
export function tiledProduct(p: TiledProduct): Launch {
  const { tile } = p;
  const threads = threadsOf(tile);
  const grid = entry([threads], p.workgroups, ['block', 'thread']);
  const [downQuads, acrossQuads] = [tile.rows / 4 / tile.thread[0], tile.columns / 4 / tile.thread[1]];
  const [rowQuads, columnQuads] = [range(tile.thread[0]), range(tile.thread[1])];
  const left = loader(p.left, 'left', 'm0', tile.rows / 4, tile.depth, threads);
  const right = loader(p.right, 'right', 'n0', tile.columns / 4, tile.depth, threads);
  const rows = rowQuads.flatMap((s) => range(4).map((c) => ({ s, c })));
  const sum = (s: number, c: number, t: number): string => `sum${4 * s + c}_${t}`;

  const products = (k: string): readonly string[] => [
    ...rowQuads.map((s) => `let a${s} = ${left.at(k, plus('down', s * downQuads))};`),
    ...columnQuads.map((t) => `let b${t} = ${right.at(k, plus('across', t * acrossQuads))};`),
    ...rows.flatMap(({ s, c }) => columnQuads.map((t) => `${sum(s, c, t)} += a${s}.${COMPONENTS[c]} * b${t};`)),
  ];
  const block = (lines: readonly string[]): readonly string[] => ['{', ...lines.map((line) => `  ${line}`), '}'];
  const steps = tile.steps === 1 ? products('k') : range(tile.steps).flatMap((i) => block(products(plus('k', i))));
  const rowOf = (s: number, c: number): string =>
    plus('m', p.left.packed ? s * downQuads * 4 + c : s * downQuads + (c * tile.rows) / 4);
  const m = `let m = m0 + ${times('down', p.left.packed ? 4 : 1)};`;
  const stores = columnQuads.flatMap((t) => [
    ...p.columns(numbersOf(p.right, 'n0', plus('across', t * acrossQuads), tile.columns / 4), `${t}`),
    ...rows.flatMap(({ s, c }) => {
      const at = [rowOf(s, c), `${t}`, sum(s, c, t)] as const;
      return [...(p.finish ? [p.finish(...at)] : []), p.store(...at)];
    }),
  ]);
  const sumsOfRows = rows.map(({ s, c }) => ({ row: rowOf(s, c), sums: columnQuads.map((t) => sum(s, c, t)) }));
  const parts = p.parts ? partsOfRows(p.parts, acrossQuads, tile.lanes, sumsOfRows) : [];
  if (p.parts && threads > (tile.depth * tile.columns) / 4)
    throw new Error(`tile ${tileName(tile)} has too many threads`);
  const quads = `left factor has ${described(p.left, 'rows', tile.rows)}, of the right one ${described(p.right, 'columns', tile.columns)}`;
  const body = `${indented(1, [...p.setup, `let down = thread / ${acrossQuads}u;`, `let across = thread % ${acrossQuads}u;`, ...left.setup, ...right.setup])}
${indented(1, [...rows.flatMap(({ s, c }) => columnQuads.map((t) => `var ${sum(s, c, t)} = vec4<f32>();`)), ...left.variables, ...right.variables])}  for (var chunk = first; chunk <= end; chunk++) {
    if (chunk < end) { // on its way while the one before is multiplied
${indented(3, [...p.chunk, ...left.loads, ...right.loads])}    }
    if (chunk > first) {
      for (var k = 0u; k < ${tile.depth}u; ${tile.steps === 1 ? 'k++' : `k += ${tile.steps}u`}) {
${indented(4, steps)}      }
    }
    workgroupBarrier();
    if (chunk < end) {
${indented(3, [...left.writes, ...right.writes])}    }
    workgroupBarrier();
  }
${indented(1, [m, ...stores, ...parts])}`;
  return launch({
    name: p.name,
    enables: p.parts && tile.lanes > 1 ? ['subgroups'] : [],
    declarations: [
      ...p.declarations,
      shared('left', 'vec4<f32>', left.vectors),
      shared('right', 'vec4<f32>', right.vectors),
    ],
    comments: [`// Quad q of the ${quads}.`],
    entry: grid,
    body,
  });
}

const described = ({ packed }: Factor, name: string, size: number): string =>
  packed ? `${name} 4q, 4q + 1, 4q + 2, 4q + 3` : `${name} q, q + ${size / 4}, q + ${size / 2}, q + ${(3 * size) / 4}`;

/** The four rows or columns of a quad, or its number where they are packed. */
const numbersOf = ({ packed }: Factor, first: string, quad: string, quads: number): string =>
  packed ? `${first} / 4u + ${quad}` : `${first} + ${quad} + vec4<u32>(0u, ${quads}u, ${2 * quads}u, ${3 * quads}u)`;

/** How all threads bring one factor's chunk into workgroup memory: through registers, so that the loads can be on their way early. */
function loader(factor: Factor, name: string, first: string, quads: number, depth: number, threads: number) {
  // A vector more a row where threads write down the rows, so that they meet in no bank.
  const stride = factor.alongInner ? quads + 1 : quads;
  const at = (k: string, quad: string): string => `${name}[${factorOf(k)} * ${stride}u + ${quad}]`;
  const [rounds, spare] = [ceilDiv(depth * quads, threads), depth * quads < threads];
  const apart = threads / (factor.alongInner ? depth : quads);
  const [quad, inner] = factor.alongInner
    ? [`thread / ${depth}u`, `thread % ${depth}u`]
    : [`thread % ${quads}u`, `thread / ${quads}u`];
  const [quadName, innerName] = [`${name}Quad`, `${name}Inner`];
  const each = range(rounds).map((i) => ({
    quad: factor.alongInner ? plus(quadName, i * apart) : quadName,
    inner: factor.alongInner ? innerName : plus(innerName, i * apart),
    place: factor.alongInner ? `${i}` : '',
    at: factor.alongInner ? '' : `${i}`,
    next: `${name}Next${i}`,
  }));
  const places = factor.alongInner ? each : each.slice(0, 1);
  const inners = factor.alongInner ? each.slice(0, 1) : each;
  const guarded = (lines: readonly string[]): readonly string[] =>
    spare ? [`if (thread < ${depth * quads}u) {`, ...lines.map((l) => `  ${l}`), '}'] : lines;
  return {
    vectors: depth * stride,
    at,
    setup: [
      `let ${quadName} = ${quad};`,
      `let ${innerName} = ${inner};`,
      ...places.flatMap((e) => factor.place(numbersOf(factor, first, e.quad, quads), e.place)),
    ],
    variables: each.map(({ next }) => `var ${next} = vec4<f32>();`),
    loads: guarded([
      ...inners.flatMap((e) => factor.at(e.inner, e.at)),
      ...each.map((e) => `${e.next} = ${factor.load(e.place, e.at)};`),
    ]),
    writes: guarded(each.map((e) => `${at(e.inner, e.quad)} = ${e.next};`)),
  };
}

const four = (array: string, at: string): string =>
  `vec4<f32>(${COMPONENTS.map((c) => `${array}[${at}.${c}]`).join(', ')})`;

/**
 * A function `name`(at) that reads four elements of `array`, or one vector of it where they are packed; where it is `ragged`, `name`(at, real), 0 where that
 * is false.
 */
export function reader(
  name: string,
  array: string,
  { packed, ragged }: { readonly packed: boolean; readonly ragged: boolean },
): Helper {
  const type = packed ? 'u32' : 'vec4<u32>';
  const value = (at: string): string => (packed ? `${array}[${at}]` : four(array, at));
  const text = ragged
    ? `fn ${name}(at: ${type}, real: bool) -> vec4<f32> {
  let safe = select(${type}(), at, real);
  return select(vec4<f32>(), ${value('safe')}, real);
}`
    : `fn ${name}(at: ${type}) -> vec4<f32> {\n  return ${value('at')};\n}`;
  return { kind: 'helper', name, text };
}

/**
 * A function `name`(plane, y, x) that reads from four planes of `array`, each at its own place, 0 outside; `name`(plane, y, x, real) where it is `ragged`.
 * A coordinate below zero has wrapped, so that it is beyond the end.
 */
export function planeReader(
  name: string,
  array: string,
  [height, width]: readonly [number, number],
  checks: { readonly edges: boolean; readonly ragged: boolean },
): Helper {
  const inside = [
    ...(checks.edges ? [`(y < vec4<u32>(${height}u)) & (x < vec4<u32>(${width}u))`] : []),
    ...(checks.ragged ? ['vec4<bool>(real)'] : []),
  ];
  const real = checks.ragged ? ', real: bool' : '';
  const place = `y * ${width}u + x`;
  // A plane that is there begins with an element that is: then what follows from y and x is the same for all planes.
  const safe = checks.ragged
    ? `select(vec4<u32>(), plane + ${place}, inside)`
    : `plane + select(vec4<u32>(), ${place}, inside)`;
  const body = inside.length
    ? [
        `let inside = ${inside.join(' & ')};`,
        `let at = ${safe};`,
        `return select(vec4<f32>(), ${four(array, 'at')}, inside);`,
      ]
    : [`let at = plane + ${place};`, `return ${four(array, 'at')};`];
  const text = `fn ${name}(plane: vec4<u32>, y: vec4<u32>, x: vec4<u32>${real}) -> vec4<f32> {\n${indented(1, body)}}`;
  return { kind: 'helper', name, text };
}

/** A function `keep`(at, sums) that writes four elements of `result`; where it is `checked`, `keep`(at, real, sums), those that are real. */
export function keeper(checked: boolean): Helper {
  const write = (c: string): string => guarded(checked ? [`real.${c}`] : [], `result[at.${c}] = sums.${c};`);
  const text = `fn keep(at: vec4<u32>, ${checked ? 'real: vec4<bool>, ' : ''}sums: vec4<f32>) {\n${indented(1, COMPONENTS.map(write))}}`;
  return { kind: 'helper', name: 'keep', text };
}

/** How far a tap reads from `base` along one axis, in u32, where what is below zero wraps; `index` is WGSL of the tap's row or column. */
export function reach(
  base: string,
  index: string,
  { start, spacing, count }: Pick<Taps, 'start' | 'spacing' | 'count'>,
): string {
  const moved = start === 0 ? base : `${base} ${start < 0 ? '-' : '+'} ${Math.abs(start)}u`;
  return count === 1 ? moved : `${moved} ${spacing < 0 ? '-' : '+'} ${times(index, Math.abs(spacing))}`;
}

/** The result as rows of a matrix, the first of which is `firstRow` (set before): what a product does with its columns, and `keep`s. */
export function rowMajor(
  tile: Tile,
  { rows, columns, packed }: { readonly rows: number; readonly columns: number; readonly packed: boolean },
): { readonly helpers: readonly Helper[] } & Pick<TiledProduct, 'columns' | 'store'> {
  const past = columns % tile.columns !== 0;
  const [width, last] = packed ? [columns / 4, `${columns / 4}u`] : [columns, `vec4<u32>(${columns}u)`];
  return {
    helpers: packed ? [] : [keeper(past)],
    columns: (numbers, suffix) => [
      `let column${suffix} = ${numbers};`,
      ...(past ? [`let real${suffix} = column${suffix} < ${last};`] : []),
    ],
    store: (row, suffix, sums) => {
      const at = `(firstRow + ${row}) * ${width}u + column${suffix}`;
      const checks = [...(rows % tile.rows ? [`${row} < ${rows}u`] : []), ...(past && packed ? [`real${suffix}`] : [])];
      return guarded(
        checks,
        packed ? `result[${at}] = ${sums};` : `keep(${at}, ${past ? `real${suffix}, ` : ''}${sums});`,
      );
    },
  };
}
