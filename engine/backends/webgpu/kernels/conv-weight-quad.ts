import type { Launch, Storage } from '../program.ts';
import { Reads } from '../wgsl/gathering.ts';
import { entry } from '../wgsl/grid.ts';
import { launch, reads, writes } from '../wgsl/launch.ts';
import { ceilDiv, guarded, indented, over, plus, quadShared, range, shifted, times } from '../wgsl/text.ts';
import type { WeightGradient } from './conv-weight-columns.ts';

/** What a thread computes, for one row of the kernel: filters, a multiple of 4, and channels. */
export interface WeightQuadTile {
  readonly filters: number;
  readonly channels: number;
  /** Neighbouring output columns in one round of the loop. */
  readonly columns: number;
  /** Output rows of all images are shared out over so many sums, which a second pass joins in a fixed order. */
  readonly splits: number;
}

/**
 * dw[o, c, tap] = Σ over images and positions of dy[n, o, position] · x[n, c, where the tap reads], with few loads for each product: a thread reads
 * a run of x once for all taps of a row, and dy is shared in quads: each of four threads reads that of every fourth filter and sees its neighbours' by
 * swaps; after swap d, thread l has that of filter l xor d. `out` is [splits, O, C/groups, kh, kw].
 */
export function convWeightQuadKernel(
  { x, weight, y, window, channels: { x: xs, dy: dys } }: WeightGradient,
  tile: WeightQuadTile,
  source: Storage,
  dy: Storage,
  out: Storage,
): Launch {
  const [batch, , height, width] = x;
  const [filters, perGroup, kh, kw] = weight;
  const [, , rows, columns] = y;
  const { stride, dilation, pads, groups } = window;
  const filtersPerGroup = filters / groups;
  const filterTiles = ceilDiv(filtersPerGroup, tile.filters);
  const across = ceilDiv(perGroup, tile.channels);
  const blocks = ceilDiv(columns, tile.columns);
  const chunk = ceilDiv(batch * rows, tile.splits);
  const taps = { count: kw, start: -pads[1], spacing: dilation[1], weightStart: 0, weightStep: 1 };
  const right = new Reads(taps, stride[1], tile.columns, (blocks - 1) * tile.columns, width);

  const [quads, swaps] = [range(tile.filters / 4), range(4)];
  const [js, cs, kxs] = [range(tile.columns), range(tile.channels), range(kw)];
  const raggedFilters = filtersPerGroup % tile.filters !== 0;
  const raggedChannels = perGroup % tile.channels !== 0;
  const filter = (q: number, d: number): string => `${plus('f0', 4 * q)} + (lane ^ ${d}u)`;
  const channel = (c: number): string => (c === 0 ? 'c' : `c + ${c * across}u`);
  const real = (text: string, count: number, ragged: boolean): string =>
    ragged ? `min(${text}, ${count - 1}u)` : `(${text})`;
  const sum = (q: number, d: number, c: number, kx: number): string => `sum${4 * q + d}_${c}_${kx}`;
  const each = (make: (q: number, d: number, c: number, kx: number) => string): readonly string[] =>
    quads.flatMap((q) => swaps.flatMap((d) => cs.flatMap((c) => kxs.map((kx) => make(q, d, c, kx)))));

  const gradients = js.flatMap((j) =>
    quads.flatMap((q) => {
      const past = (blocks - 1) * tile.columns + j >= columns;
      const value = `dy[from${q} + above + ${real(plus('first', j), columns, past)}]`;
      return quadShared(`d${j}_${q}`, past ? `select(0.0, ${value}, ${plus('first', j)} < ${columns}u)` : value);
    }),
  );
  const read = (c: number, i: number, checked: boolean): readonly string[] => {
    const value = `x[channel${c} + at${i}]`;
    const users = js.flatMap((j) => kxs.filter((kx) => right.index(j, kx) === i).map((kx) => ({ j, kx })));
    const sums = users.flatMap(({ j, kx }) =>
      quads.flatMap((q) => swaps.map((d) => `${sum(q, d, c, kx)} += d${j}_${q}_${d} * x${c}_${i};`)),
    );
    return [`let x${c}_${i} = ${checked ? `select(0.0, ${value}, inside${i})` : value};`, sums].flat();
  };
  const products = right.offsets.flatMap((o, i) => {
    const checks = right.checks('column', o);
    const inside = checks.length ? [`let inside${i} = ${checks.join(' && ')};`] : [];
    const at = checks.length ? `select(0, ${shifted('column', o)}, inside${i})` : shifted('column', o);
    return [inside, `let at${i} = u32(${at});`, cs.flatMap((c) => read(c, i, checks.length > 0))].flat();
  });
  const stores = each((q, d, c, kx) => {
    const guards = [
      ...(raggedFilters ? [`${filter(q, d)} < ${filtersPerGroup}u`] : []),
      ...(raggedChannels && c > 0 ? [`${channel(c)} < ${perGroup}u`] : []),
    ];
    const at = plus(`base + (${times(`(${filter(q, d)})`, perGroup)} + ${channel(c)}) * ${kh * kw}u`, kx);
    return guarded(guards, `dw[${at}] = ${sum(q, d, c, kx)};`);
  });
  /** No more threads than there are channels for them. */
  const workgroup = Math.min(16, ceilDiv(across, 4) * 4);
  const grid = entry(
    [workgroup],
    [ceilDiv(across, workgroup), kh * filterTiles * groups, tile.splits],
    ['block', 'thread', 'invocation'],
  );
  const body = `  let lane = invocation & 3u;
  let ky = block.y % ${kh}u;
  let f0 = ${over('block.y', kh)} % ${filterTiles}u * ${tile.filters}u;
  let group = ${over('block.y', kh * filterTiles)};
  let own = block.x * ${workgroup}u + thread;
  let c = min(own, ${across - 1}u);
${indented(
  1,
  quads.map(
    (q) =>
      `let from${q} = (${plus(`group * ${filtersPerGroup}u`, dys.first)} + ${real(`${plus('f0', 4 * q)} + lane`, filtersPerGroup, raggedFilters)}) * ${rows * columns}u;`,
  ),
)}${indented(
  1,
  each((...parts) => `var ${sum(...parts)} = 0.0;`),
)}  let begin = ${times('block.z', chunk)};
  let end = min(begin + ${chunk}u, ${batch * rows}u);
  // counted on: a division a line would cost as much as the line
  var n = begin / ${rows}u;
  var position = begin % ${rows}u - 1u;
  for (var line = begin; line < end; line++) {
    position++;
    if (position == ${rows}u) { position = 0u; n++; }
    let row = ${shifted(`i32(${times('position', stride[0])} + ${times('ky', dilation[0])})`, -pads[0])};
    if (row < 0 || row >= ${height}) { continue; }
    let above = n * ${dys.all * rows * columns}u + position * ${columns}u;
${indented(
  2,
  cs.map(
    (c) =>
      `let channel${c} = ((n * ${xs.all}u + ${plus(`group * ${perGroup}u`, xs.first)} + ${real(channel(c), perGroup, raggedChannels)}) * ${height}u + u32(row)) * ${width}u;`,
  ),
)}    for (var first = 0u; first < ${columns}u; first += ${tile.columns}u) {
      let column = i32(${times('first', stride[1])});
${indented(3, [...gradients, ...products])}    }
  }
  if (own >= ${across}u) { return; }
  let base = (block.z * ${filters}u + group * ${filtersPerGroup}u) * ${perGroup * kh * kw}u + ky * ${kw}u;
${indented(1, stores)}`;
  return launch({
    name: `conv2dWeightGradient/quad/${tile.filters}x${tile.channels}x${tile.columns}${tile.splits > 1 ? `/split ${tile.splits}` : ''}`,
    enables: ['subgroups'],
    declarations: [reads('x', source), reads('dy', dy), writes('dw', out)],
    entry: grid,
    body,
  });
}
