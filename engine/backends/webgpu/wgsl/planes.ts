import type { Four } from '../../../ops/shape/tensor.ts';
import type { Channels } from './channels.ts';
import { type Entry, entry } from './grid.ts';
import { ceilDiv, guarded, indented, over, plus, range, times } from './text.ts';

const THREADS = 64;

/** Neighbours along a row that a thread computes: a run. */
export const RUN = 4;

/** Declares `run`, the numbers of its elements. */
export const run = `let run = vec4<i32>(${range(RUN).join(', ')});`;

/** Of `plane`, image · channels + channel, its number among the channels of a larger tensor. */
export function planeIn(channels: number, { first, all }: Channels): string {
  if (all === channels && first === 0) return 'plane';
  return `(${plus(all === channels ? 'plane' : `plane / ${channels}u * ${all}u + plane % ${channels}u`, first)})`;
}

/** The beginning of a kernel whose threads compute a run each: `plane`, u32, `row` and, of the first, `column`, i32. */
export function overRuns([n, c, rows, columns]: Four): Entry {
  const runs = ceilDiv(columns, RUN);
  const all = n * c * rows * runs;
  const grid = entry([THREADS], [ceilDiv(all, THREADS), 1, 1], ['id']);
  const lines = [
    `if (id.x >= ${all}u) { return; }`,
    `let plane = ${over('id.x', rows * runs)};`,
    `let row = i32(${over('id.x', runs)} % ${rows}u);`,
    `let column = ${runs === 1 ? '0' : `i32(id.x % ${runs}u) * ${RUN}`};`,
  ];
  return { ...grid, prologue: grid.prologue + indented(1, lines) };
}

/** An element of a tensor that runs are stored in: vectors, if its rows are of whole ones. */
export const runElement = (type: 'f32' | 'u32', [, , , columns]: Four): string =>
  columns % RUN === 0 ? `vec4<${type}>` : type;

/** Stores a run to `plane` of a tensor with such rows: `value`, the name of a vec4. */
export function storeRun(name: string, plane: string, [, , rows, columns]: Four, value: string): readonly string[] {
  const row = `(${times(plane, rows)} + u32(row))`;
  if (columns % RUN === 0) return [`${name}[${times(row, columns / RUN)} + u32(column / ${RUN})] = ${value};`];
  const to = `${name}At`;
  return [
    `let ${to} = ${times(row, columns)} + u32(column);`,
    ...range(RUN).map((j) =>
      guarded(j > 0 ? [`column + ${j} < ${columns}`] : [], `${name}[${plus(to, j)}] = ${value}.${'xyzw'[j]};`),
    ),
  ];
}
