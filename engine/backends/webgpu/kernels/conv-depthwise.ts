import type { Launch } from '../program.ts';
import { bound, type Gathering, type GatheringTensors, Reads } from '../wgsl/gathering.ts';
import { entry } from '../wgsl/grid.ts';
import { launch } from '../wgsl/launch.ts';
import { ceilDiv, guarded, indented, over, plus, range, shifted, times } from '../wgsl/text.ts';

/** Neighbouring rows and columns that a thread computes. */
export interface DepthwiseTile {
  readonly rows: number;
  readonly columns: number;
  /** Threads of a workgroup. */
  readonly threads: number;
}

/**
 * A gathering with few outputs and channels in each of many groups: nothing to share between threads. A thread has a patch of one image, for all outputs of its
 * group, keeps the weights in registers and reads each source number once.
 */
export function convDepthwiseKernel(g: Gathering, tile: DepthwiseTile, tensors: GatheringTensors): Launch {
  const { declarations, suffix, finished } = bound(tensors, 'one');
  const [height, width] = g.source;
  const [ty, tx] = g.taps;
  const [down, across] = [ceilDiv(g.positions[0], tile.rows), ceilDiv(g.positions[1], tile.columns)];
  const total = g.batch * down * across;
  const grid = entry([tile.threads], [ceilDiv(total, tile.threads), g.groups, 1], ['block', 'thread']);
  const [plane, outPlane, w] = [height * width, g.out[0] * g.out[1], g.weightStrides];
  const rows = new Reads(ty, g.step[0], tile.rows, (down - 1) * tile.rows, height);
  const columns = new Reads(tx, g.step[1], tile.columns, (across - 1) * tile.columns, width);
  const [ms, is, js] = [range(g.outputs), range(tile.rows), range(tile.columns)];
  const [kys, kxs] = [range(ty.count), range(tx.count)];
  const sum = (m: number, i: number, j: number): string => `sum${m}_${i}_${j}`;
  const sums = ms.flatMap((m) => is.flatMap((i) => js.map((j) => ({ m, i, j }))));

  const weights = ms.flatMap((m) =>
    kys.flatMap((ky) =>
      kxs.map((kx) => {
        const tap = (ty.weightStart + ky * ty.weightStep) * w.row + tx.weightStart + kx * tx.weightStep;
        return `let w${m}_${ky}_${kx} = weight[${plus('own', m * w.output + tap)}];`;
      }),
    ),
  );
  const row = (oy: number, y: number): readonly string[] => {
    const rowChecks = rows.checks('row', oy);
    const users = is.flatMap((i) => kys.filter((ky) => rows.index(i, ky) === y).map((ky) => ({ i, ky })));
    const reads = columns.offsets.flatMap((ox, x) => {
      const checks = [
        ...(rowChecks.length ? [`inRow${y}`] : []),
        ...(columns.checks('column', ox).length ? [`inColumn${x}`] : []),
      ];
      const at = shifted(`line${y}`, ox);
      const value = checks.length
        ? `select(0.0, source[select(0u, u32(${at}), ${checks.join(' && ')})], ${checks.join(' && ')})`
        : `source[${at}]`;
      const products = js.flatMap((j) =>
        kxs
          .filter((kx) => columns.index(j, kx) === x)
          .flatMap((kx) =>
            users.flatMap(({ i, ky }) => ms.map((m) => `${sum(m, i, j)} += w${m}_${ky}_${kx} * x${y}_${x};`)),
          ),
      );
      return [`let x${y}_${x} = ${value};`, ...products];
    });
    return [
      ...(rowChecks.length ? [`let inRow${y} = ${rowChecks.join(' && ')};`] : []),
      `let line${y} = image + (${shifted('row', oy)}) * ${width} + column;`,
      ...reads,
    ];
  };
  const inColumns = columns.offsets.flatMap((ox, x) => {
    const checks = columns.checks('column', ox);
    return checks.length ? [`let inColumn${x} = ${checks.join(' && ')};`] : [];
  });
  const stores = sums.map(({ m, i, j }) => {
    const step = i * g.outStep[0] * g.out[1] + j * g.outStep[1];
    const made = finished('n', plus(times('group', g.outputs), m), plus('corner', step), sum(m, i, j));
    return guarded(
      [
        ...((down - 1) * tile.rows + i < g.positions[0] ? [] : [`top + ${i}u < ${g.positions[0]}u`]),
        ...((across - 1) * tile.columns + j < g.positions[1] ? [] : [`left + ${j}u < ${g.positions[1]}u`]),
      ],
      `result[${plus('to', m * outPlane + step)}] = ${made};`,
    );
  });
  const corner = `(${plus(times('top', g.outStep[0]), g.outStart[0])}) * ${g.out[1]}u + ${plus(times('left', g.outStep[1]), g.outStart[1])}`;
  const body = `  let group = block.y;
  let place = block.x * ${tile.threads}u + thread;
  if (place >= ${total}u) { return; }
  let n = place / ${down * across}u;
  let top = ${times(over(`place % ${down * across}u`, across), tile.rows)};
  let left = ${times(`place % ${across}u`, tile.columns)};
  let row = i32(${times('top', g.step[0])});
  let column = i32(${times('left', g.step[1])});
${indented(1, inColumns)}${indented(
  1,
  sums.map(
    ({ m, i, j }) => `var ${sum(m, i, j)} = ${tensors.bias ? `bias[${plus(times('group', g.outputs), m)}]` : '0.0'};`,
  ),
)}  for (var r = 0u; r < ${g.reduced}u; r++) {
    let image = i32((n * ${g.sourceChannels.all}u + ${plus(times('group', g.reduced), g.sourceChannels.first)} + r) * ${plane}u);
    let own = group * ${w.group}u + ${times('r', w.reduced)};
${indented(2, [...weights, ...rows.offsets.flatMap(row)])}  }
  let corner = ${corner};
  let to = (n * ${g.outChannels.all}u + ${plus(times('group', g.outputs), g.outChannels.first)}) * ${outPlane}u + corner;
${indented(1, stores)}`;
  return launch({ name: `${g.name}/depthwise ${tile.rows}x${tile.columns}${suffix}`, declarations, entry: grid, body });
}
