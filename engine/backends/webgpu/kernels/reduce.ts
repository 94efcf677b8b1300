import { type Expression, loadsOf } from '../expression.ts';
import type { Storage } from '../program.ts';
import { type Axis, collapse, vectorizable } from './axes.ts';
import { Loads, statements } from './formula.ts';
import { entry } from './grid.ts';
import { type Launch, type MapOutput, mapKernel } from './map.ts';
import { address, alias, aliases, ceilDiv, declare, float, joinedLanes, LANES, powerOfTwo } from './wgsl.ts';

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

/** Bindings of a kernel that every WebGPU device takes. */
const MOST_BINDINGS = 8;

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
  if (!r.results || launches.at(-1)!.bindings.length <= MOST_BINDINGS) return launches;
  const { results, ...sumsAlone } = r;
  const kept = r.dims.filter((_, axis) => !r.axes.includes(axis));
  return [...sumKernels(sumsAlone, partial), mapKernel(r.name, kept, results)];
}

function sumKernels(r: Reduction, partial: (elements: number) => Storage): readonly Launch[] {
  const kept = r.dims.reduce((n, d, axis) => (r.axes.includes(axis) ? n : n * d), 1);
  const reduced = r.dims.reduce((n, d, axis) => (r.axes.includes(axis) ? n * d : n), 1);
  if (isOnePass(kept, reduced)) return [onePass(r, r.sums, 1, kept)];
  const splits = Math.min(wantedSplits(kept, reduced), outerSize(r));
  if (splits < 2) return [onePass(r, r.sums, 1, kept)];
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

interface Loop {
  readonly kept: readonly Axis[];
  readonly reduced: readonly Axis[];
  readonly offsets: readonly number[];
  readonly width: 1 | 4;
}

function loopOf({ dims, axes }: Reduction, sums: readonly Sum[]): Loop {
  const loads = loadsOf(...sums.map((s) => s.expression));
  const along = (wanted: boolean): readonly Axis[] => {
    const chosen = dims.map((_, axis) => axis).filter((axis) => axes.includes(axis) === wanted);
    return collapse(
      chosen.map((axis) => dims[axis]!),
      loads.map((l) => chosen.map((axis) => l.strides[axis]!)),
    );
  };
  const [kept, reduced] = [along(false), along(true)];
  const offsets = loads.map((l) => l.offset);
  const aligned = [...kept.map((a) => ({ ...a, size: 4 })), ...reduced];
  return { kept, reduced, offsets, width: vectorizable(aligned, offsets, 0) ? 4 : 1 };
}

/** Length of the axis that splits cut: the outermost of those summed, in steps of a vector where it is the only one. */
function outerSize(r: Reduction): number {
  const { reduced, width } = loopOf(r, r.sums);
  return reduced.length > 1 ? reduced[0]!.size : ceilDiv(reduced[0]!.size / width, LANES);
}

function onePass(r: Reduction, sums: readonly Sum[], splits: number, keptSize: number): Launch {
  const loop = loopOf(r, sums);
  const size = loop.reduced.reduce((n, a) => n * a.size, 1);
  return size <= LANES && splits === 1
    ? byThread(r.name, sums, r.results ?? [], loop, keptSize)
    : byGroup(r.name, sums, r.results ?? [], loop, splits, keptSize);
}

/** Declarations, the innermost statements and the addresses common to both variants. */
function parts(sums: readonly Sum[], made: readonly MapOutput[], { kept, reduced, offsets, width }: Loop) {
  const loads = new Loads([...sums, ...made].map((s) => s.expression));
  /** Loads of what is summed come first, those of what follows from the sums after them. */
  const summed = loadsOf(...sums.map((s) => s.expression)).length;
  const sumAt = loads.all.map((l, n) => (n < summed ? -1 : sums.findIndex((s) => s.storage === l.storage)));
  const inner = reduced.at(-1)!;
  const wide = (n: number): boolean => n < summed && width === 4 && inner.strides[n] !== 0;
  const read = loads.declared(wide, (n) => sumAt[n] !== -1);
  let code = aliases(width) + read.code;
  sums.forEach((_, n) => {
    code += declare(read.bindings.length + n, `out${n}`, 'read_write', 'f32');
  });
  const [made0] = made;
  if (made0) code += declare(read.bindings.length + sums.length, 'made', 'read_write', 'f32');
  const scale = (n: number): number => (wide(n) ? 4 : 1);
  const bases = loads.all.slice(0, summed).map((_, n) =>
    address(
      offsets[n]! / scale(n),
      kept.map((a, k) => [`k${k}`, a.strides[n]! / scale(n)] as const),
    ),
  );
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
    ...loads.all.slice(0, summed).map((l, n) => {
      const terms = reduced.map(
        (a, k) => [`r${k}`, k === reduced.length - 1 ? a.strides[n]! : a.strides[n]! / scale(n)] as const,
      );
      return `let x${n} = ${alias[l.dtype]}(${read.arrays[n]}[base${n} + ${address(0, terms)}]);`;
    }),
    ...lines,
    ...results.map((result, n) => `sum${n} += ${result};`),
  ];
  return {
    code,
    body,
    setup: bases.map((b, n) => `  let base${n} = ${b};`),
    /** From the sums, `total0` … in a single thread. */
    after: [
      ...loads.all.slice(summed).map((l, i) => {
        const n = summed + i;
        const value =
          sumAt[n] === -1 ? `${read.arrays[n]}[${address(l.offset, [['output', l.strides[0]!]])}]` : `total${sumAt[n]}`;
        return `let x${n} = ${alias[l.dtype]}(${value});`;
      }),
      ...after.lines,
      ...made.map(
        (m, n) =>
          `made[${address(m.offset, [['output', m.strides[0]!]])}] = ${after.results[n]}${width === 4 ? '.x' : ''};`,
      ),
    ],
    bindings: [
      ...read.bindings,
      ...[...sums, ...(made0 ? [made0] : [])].map(({ storage }) => ({ storage, access: 'write' as const })),
    ],
  };
}

/** Divides a running number of an output into the indices of the kept axes. */
function keptIndices(kept: readonly Axis[], from: string): readonly string[] {
  const lines = [`  var rest = ${from};`];
  for (let k = kept.length - 1; k >= 0; k--) {
    lines.push(k === 0 ? `  let k0 = rest;` : `  let k${k} = rest % ${kept[k]!.size}u;`);
    if (k > 0) lines.push(`  rest = rest / ${kept[k]!.size}u;`);
  }
  return lines;
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
  const { kept, reduced, width } = loop;
  const { code, body, setup, after, bindings } = parts(sums, made, loop);
  const { head, workgroups } = entry([LANES], [ceilDiv(keptSize, LANES), 1, 1], ['id']);
  const nested = reduced.reduceRight<readonly string[]>(
    (inside, a, k) => [
      `for (var r${k} = 0u; r${k} < ${k === reduced.length - 1 ? a.size / width : a.size}u; r${k}++) {`,
      ...inside.map((l) => `  ${l}`),
      '}',
    ],
    body,
  );
  const text = `${code}
${head}  let output = id.x;
  if (output >= ${keptSize}u) { return; }
${keptIndices(kept, 'output').join('\n')}
${setup.join('\n')}
${sums.map((_, n) => `  var sum${n} = F(0);`).join('\n')}
${nested.map((l) => `  ${l}`).join('\n')}
${[...sums.flatMap((s, n) => keepSum(n, 'output', total(`sum${n}`, width), s.scale, made.length > 0)), ...after].map((l) => `  ${l}`).join('\n')}
}
`;
  return {
    kernel: { name: `${name}/sum by thread/x${width}`, code: text },
    bindings,
    workgroups,
  };
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
  const { kept, reduced, width } = loop;
  const { code, body, setup, after, bindings } = parts(sums, made, loop);
  const innerSize = reduced.at(-1)!.size / width;
  const single = reduced.length === 1;
  const wide = single ? LANES : Math.min(LANES, powerOfTwo(innerSize));
  const high = LANES / wide;
  const { head, workgroups } = entry([wide, high], [keptSize, 1, splits], ['block', 'lane', 'thread']);
  const last = reduced.length - 1;
  const outerSize = single ? innerSize : reduced[0]!.size;
  const chunk = ceilDiv(outerSize, splits);
  const range = `  let first = block.z * ${chunk}u;\n  let end = min(first + ${chunk}u, ${outerSize}u);`;
  const loops = reduced.map((a, k) => {
    const [start, end] = k === 0 ? ['first', 'end'] : ['0u', `${k === last ? innerSize : a.size}u`];
    if (k === last) return `for (var r${k} = ${start} + lane.x; r${k} < ${end}; r${k} += ${wide}u) {`;
    if (k === last - 1) return `for (var r${k} = ${start} + lane.y; r${k} < ${end}; r${k} += ${high}u) {`;
    return `for (var r${k} = ${start}; r${k} < ${end}; r${k}++) {`;
  });
  const nested = loops.reduceRight<readonly string[]>(
    (inside, head) => [head, ...inside.map((l) => `  ${l}`), '}'],
    body,
  );
  const text = `${code}
var<workgroup> lanes: array<array<f32, ${LANES}>, ${sums.length}>;

${head}  let output = block.x;
${keptIndices(kept, 'output').join('\n')}
${range}
${setup.join('\n')}
${sums.map((_, n) => `  var sum${n} = F(0);`).join('\n')}
${nested.map((l) => `  ${l}`).join('\n')}
${sums.map((_, n) => `  lanes[${n}][thread] = ${total(`sum${n}`, width)};`).join('\n')}
${joinedLanes(sums.length, [
  ...sums.flatMap((s, n) => keepSum(n, `block.z * ${keptSize}u + output`, `lanes[${n}][0]`, s.scale, made.length > 0)),
  ...after,
])}}
`;
  return {
    kernel: { name: `${name}/sum by group/x${width}${splits > 1 ? `/split ${splits}` : ''}`, code: text },
    bindings,
    workgroups,
  };
}
