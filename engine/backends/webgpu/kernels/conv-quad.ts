import type { Launch } from '../program.ts';
import { bound, type Gathering, type GatheringTensors, Reads } from '../wgsl/gathering.ts';
import { entry } from '../wgsl/grid.ts';
import { launch } from '../wgsl/launch.ts';
import { ceilDiv, guarded, indented, over, plus, quadShared, range, shifted, times } from '../wgsl/text.ts';

/** What a thread computes: output channels, a multiple of 4, of neighbouring columns. */
export interface QuadTile {
  readonly channels: number;
  readonly columns: number;
  /** Source channels in one round of the loop; divides their number. */
  readonly unroll: number;
  /** Whether the loop's body has all kernel rows, or one. */
  readonly wholeKernel: boolean;
}

const THREADS = 16;

/**
 * Few loads for each product, for devices whose loads are dear. A thread has a run of columns of one row, and reads each source number once for all
 * its taps and channels. Weights are shared in quads: each of four threads reads those of every fourth channel and sees its neighbours' by swaps; after
 * swap d, thread l has those of channel l xor d.
 */
export function convQuadKernel(g: Gathering, tile: QuadTile, tensors: GatheringTensors): Launch {
  const { declarations, suffix, finished } = bound(tensors, 'one');
  const [rows, columns] = g.positions;
  const [height, width] = g.source;
  const [ty, tx] = g.taps;
  const blocks = ceilDiv(columns, tile.columns);
  const total = g.batch * rows * blocks;
  const channelTiles = ceilDiv(g.outputs, tile.channels);
  const grid = entry(
    [THREADS],
    [ceilDiv(total, THREADS), channelTiles * g.groups, 1],
    ['block', 'thread', 'invocation'],
  );
  const [plane, outPlane] = [height * width, g.out[0] * g.out[1]];
  const w = g.weightStrides;
  const right = new Reads(tx, g.step[1], tile.columns, (blocks - 1) * tile.columns, width);
  const down = new Reads(ty, g.step[0], 1, rows - 1, height);
  const looped = !tile.wholeKernel && ty.count > 1;
  /** Kernel rows of one body. */
  const kys = range(looped ? 1 : ty.count);
  const rowChecks = (ky: number): readonly string[] => {
    if (!looped) return down.checks('row', ty.start + ky * ty.spacing);
    return down.offsets.some((o) => down.checks('row', o).length) ? ['y >= 0', `y < ${height}`] : [];
  };
  const checks = (ky: number, o: number): readonly string[] => [...rowChecks(ky), ...right.checks('column', o)];

  const quads = range(tile.channels / 4);
  const [swaps, js, us] = [range(4), range(tile.columns), range(tile.unroll)];
  const ragged = g.outputs % tile.channels !== 0;
  const channel = (q: number, d: number): string => `${plus('m0', 4 * q)} + (lane ^ ${d}u)`;
  const real = (text: string): string => (ragged ? `min(${text}, ${g.outputs - 1}u)` : `(${text})`);
  const sum = (q: number, d: number, j: number): string => `sum${4 * q + d}_${j}`;

  const starts = quads.flatMap((q) =>
    swaps.flatMap((d) => {
      const start = tensors.bias ? `bias[group * ${g.outputs}u + ${real(channel(q, d))}]` : '0.0';
      return js.map((j) => `var ${sum(q, d, j)} = ${j === 0 ? start : sum(q, d, 0)};`);
    }),
  );
  const places = kys.flatMap((ky) =>
    right.offsets.flatMap((o, i) => {
      const y = looped ? 'y' : `(${shifted('row', ty.start + ky * ty.spacing)})`;
      const all = checks(ky, o);
      const at = `image + u32(${shifted(`${y} * ${width} + column`, o)})`;
      if (!all.length) return [`let at${ky}_${i} = ${at};`];
      return [
        `let inside${ky}_${i} = ${all.join(' && ')};`,
        `let at${ky}_${i} = select(image, ${at}, inside${ky}_${i});`,
      ];
    }),
  );
  const reads = (u: number, ky: number): readonly string[] =>
    right.offsets.map((o, i) => {
      const value = `source[${plus(`at${ky}_${i} + above`, u * plane)}]`;
      return `let x${u}_${ky}_${i} = ${checks(ky, o).length ? `select(0.0, ${value}, inside${ky}_${i})` : value};`;
    });
  const tap = (u: number, ky: number, kx: number): readonly string[] =>
    quads.flatMap((q) => {
      const row = looped ? 0 : (ty.weightStart + ky * ty.weightStep) * w.row;
      const f = `w${u}_${ky}_${kx}_${q}`;
      const at = u * w.reduced + row + tx.weightStart + kx * tx.weightStep;
      const sums = swaps.flatMap((d) =>
        js.map((j) => `${sum(q, d, j)} += ${f}_${d} * x${u}_${ky}_${right.index(j, kx)};`),
      );
      return [quadShared(f, `weight[${plus(`from${q} + along`, at)}]`), sums].flat();
    });
  const products = us.flatMap((u) =>
    kys.flatMap((ky) => [reads(u, ky), range(tx.count).flatMap((kx) => tap(u, ky, kx))].flat()),
  );
  const stores = quads.flatMap((q) =>
    swaps.flatMap((d) => {
      const c = `c${4 * q + d}`;
      const guards = (j: number): readonly string[] => [
        ...(ragged ? [`${c} < ${g.outputs}u`] : []),
        ...((blocks - 1) * tile.columns + j < columns ? [] : [`${plus('first', j)} < ${columns}u`]),
      ];
      const writes = js.map((j) => {
        const step = j * g.outStep[1];
        const made = finished('n', `group * ${g.outputs}u + ${c}`, plus('corner', step), sum(q, d, j));
        return guarded(guards(j), `result[${plus(`base + ${c} * ${outPlane}u`, step)}] = ${made};`);
      });
      return [`let ${c} = ${channel(q, d)};`, writes].flat();
    }),
  );
  const depth = looped ? 2 : 1;
  const weightRow = looped ? ` + u32(${ty.weightStart} + ky * ${ty.weightStep}) * ${w.row}u` : '';
  const corner = `(${plus(times('line', g.outStep[0]), g.outStart[0])}) * ${g.out[1]}u + ${plus(times('first', g.outStep[1]), g.outStart[1])}`;
  const body = `  let lane = invocation & 3u;
  let group = ${over('block.y', channelTiles)};
  let m0 = block.y % ${channelTiles}u * ${tile.channels}u;
  let run = block.x * ${THREADS}u + thread;
  let place = min(run, ${total - 1}u);
  let n = place / ${rows * blocks}u;
  let line = ${over('place', blocks)} % ${rows}u;
  let first = ${times(`place % ${blocks}u`, tile.columns)};
  let row = i32(${times('line', g.step[0])});
  let column = i32(${times('first', g.step[1])});
  let image = (n * ${g.sourceChannels.all}u + ${plus(`group * ${g.reduced}u`, g.sourceChannels.first)}) * ${plane}u;
${indented(
  1,
  quads.map((q) => `let from${q} = group * ${w.group}u + ${real(`${plus('m0', 4 * q)} + lane`)} * ${w.output}u;`),
)}${indented(1, starts)}${looped ? `  for (var ky = 0; ky < ${ty.count}; ky++) {\n    let y = row + ${ty.start} + ky * ${ty.spacing};\n` : ''}${indented(depth, places)}${indented(
  depth,
  [`for (var r = 0u; r < ${g.reduced}u; r += ${tile.unroll}u) {`],
)}${indented(depth + 1, [`let above = r * ${plane}u;`, `let along = ${times('r', w.reduced)}${weightRow};`, ...products])}${indented(depth, ['}'])}${looped ? '  }\n' : ''}  if (run >= ${total}u) { return; }
  let corner = ${corner};
  let base = (n * ${g.outChannels.all}u + ${plus(`group * ${g.outputs}u`, g.outChannels.first)}) * ${outPlane}u + corner;
${indented(1, stores)}`;
  return launch({
    name: `${g.name}/quad/${tile.channels}x${tile.columns}${suffix}`,
    enables: ['subgroups'],
    declarations,
    entry: grid,
    body,
  });
}
