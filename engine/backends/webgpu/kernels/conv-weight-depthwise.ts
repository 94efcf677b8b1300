import type { Launch, Storage } from '../program.ts';
import { Reads } from '../wgsl/gathering.ts';
import { entry } from '../wgsl/grid.ts';
import { launch, reads, shared, writes } from '../wgsl/launch.ts';
import { ceilDiv, indented, over, plus, range, shifted, times } from '../wgsl/text.ts';
import type { WeightGradient } from './conv-weight-columns.ts';

/** A workgroup sums a share of the positions for all weights of one group. */
export interface WeightDepthwiseTile {
  /** Neighbouring output columns of a thread. */
  readonly columns: number;
  readonly threads: number;
  /** Shares, whose sums a second pass joins in a fixed order. */
  readonly splits: number;
}

/**
 * The weight gradient of groups with few filters of one channel each. A thread walks runs of columns and reads x once for all taps of a kernel row and
 * all filters; the threads' sums are joined in workgroup memory, in order. `out` is [splits, O, 1, kh, kw].
 */
export function convWeightDepthwiseKernel(
  { x, weight, y, window, channels: { x: xs, dy: dys } }: WeightGradient,
  tile: WeightDepthwiseTile,
  source: Storage,
  dy: Storage,
  out: Storage,
): Launch {
  const [batch, , height, width] = x;
  const [filters, , kh, kw] = weight;
  const [, , rows, columns] = y;
  const { stride, dilation, pads, groups } = window;
  const perGroup = filters / groups;
  const blocks = ceilDiv(columns, tile.columns);
  const total = batch * rows * blocks;
  const share = ceilDiv(total, tile.splits);
  const along = { count: kw, start: -pads[1], spacing: dilation[1], weightStart: 0, weightStep: 1 };
  const downward = { count: kh, start: -pads[0], spacing: dilation[0], weightStart: 0, weightStep: 1 };
  const right = new Reads(along, stride[1], tile.columns, (blocks - 1) * tile.columns, width);
  const down = new Reads(downward, stride[0], 1, rows - 1, height);
  const [ms, js, kys, kxs] = [range(perGroup), range(tile.columns), range(kh), range(kw)];
  const sums = ms.flatMap((m) => kys.flatMap((ky) => kxs.map((kx) => `sum${m}_${ky}_${kx}`)));

  const gradients = ms.flatMap((m) =>
    js.map((j) => {
      const at = plus('dyAt', m * rows * columns + j);
      const past = (blocks - 1) * tile.columns + j >= columns;
      const inside = `first + ${j}u < ${columns}u`;
      return `let d${m}_${j} = ${past ? `select(0.0, dy[select(0u, ${at}, ${inside})], ${inside})` : `dy[${at}]`};`;
    }),
  );
  const inColumns = right.offsets.flatMap((o, i) => {
    const checks = right.checks('column', o);
    return checks.length ? [`let inColumn${i} = ${checks.join(' && ')};`] : [];
  });
  const row = (ky: number): readonly string[] => {
    const o = ky * dilation[0] - pads[0];
    const rowChecks = down.checks('row', o);
    const read = (ox: number, i: number): readonly string[] => {
      const inside = [
        ...(rowChecks.length ? [`inRow${ky}`] : []),
        ...(right.checks('column', ox).length ? [`inColumn${i}`] : []),
      ].join(' && ');
      const at = shifted(`line${ky}`, ox);
      const value = inside ? `select(0.0, x[select(0u, u32(${at}), ${inside})], ${inside})` : `x[${at}]`;
      const users = js.flatMap((j) => kxs.filter((kx) => right.index(j, kx) === i).map((kx) => ({ j, kx })));
      const products = users.flatMap(({ j, kx }) => ms.map((m) => `sum${m}_${ky}_${kx} += d${m}_${j} * x${ky}_${i};`));
      return [`let x${ky}_${i} = ${value};`, products].flat();
    };
    const inside = rowChecks.length ? [`let inRow${ky} = ${rowChecks.join(' && ')};`] : [];
    const line = `let line${ky} = image + (${shifted('row', o)}) * ${width} + column;`;
    return [inside, line, right.offsets.flatMap(read)].flat();
  };
  const products = kys.flatMap(row);
  const grid = entry([tile.threads], [tile.splits, groups, 1], ['block', 'thread']);
  const body = `  let group = block.y;
${indented(
  1,
  sums.map((s) => `var ${s} = 0.0;`),
)}  for (var run = ${times('block.x', share)} + thread; run < min((block.x + 1u) * ${share}u, ${total}u); run += ${tile.threads}u) {
    let n = run / ${rows * blocks}u;
    let line = ${over(`run % ${rows * blocks}u`, blocks)};
    let first = ${times(`run % ${blocks}u`, tile.columns)};
    let row = i32(${times('line', stride[0])});
    let column = i32(${times('first', stride[1])});
    let image = i32((n * ${xs.all}u + ${plus('group', xs.first)}) * ${height * width}u);
    let dyAt = (n * ${dys.all}u + ${plus(times('group', perGroup), dys.first)}) * ${rows * columns}u + line * ${columns}u + first;
${indented(2, [...gradients, ...inColumns, ...products])}  }
${indented(
  1,
  sums.map((s, i) => `lanes[${i}][thread] = ${s};`),
)}  workgroupBarrier();
  for (var s = thread; s < ${sums.length}u; s += ${tile.threads}u) {
    var sum = 0.0;
    for (var l = 0u; l < ${tile.threads}u; l++) { sum += lanes[s][l]; }
    dw[block.x * ${filters * kh * kw}u + group * ${sums.length}u + s] = sum;
  }
`;
  return launch({
    name: `conv2dWeightGradient/depthwise x${tile.columns}${tile.splits > 1 ? `/split ${tile.splits}` : ''}`,
    declarations: [
      reads('x', source),
      reads('dy', dy),
      writes('dw', out),
      shared('lanes', 'f32', sums.length, tile.threads),
    ],
    entry: grid,
    body,
  });
}
