import type { Launch } from '../program.ts';
import { bound, type Gathering, type GatheringTensors } from '../wgsl/gathering.ts';
import { entry } from '../wgsl/grid.ts';
import { launch } from '../wgsl/launch.ts';
import { ceilDiv, guarded, over, plus, range, shifted, THREADS } from '../wgsl/text.ts';

/** Output channels and positions a thread computes. */
export interface DirectTile {
  readonly channels: number;
  readonly positions: number;
}

/**
 * No workgroup memory: neighbouring threads take neighbouring positions, so that source reads are in a row and weight reads are the same for all.
 * Whether a tap lies inside is settled outside of the loop over channels. Best where caches are near and barriers dear: small nets, software adapters.
 */
export function convDirectKernel(g: Gathering, tile: DirectTile, tensors: GatheringTensors): Launch {
  const { declarations, suffix, finished } = bound(tensors, 'one');
  const [rows, columns] = g.positions;
  const [sourceRows, sourceColumns] = g.source;
  const [ty, tx] = g.taps;
  const plane = rows * columns;
  const sourcePlane = sourceRows * sourceColumns;
  const outPlane = g.out[0] * g.out[1];
  const total = g.batch * plane;
  const across = ceilDiv(total, THREADS * tile.positions);
  const channelTiles = ceilDiv(g.outputs, tile.channels);
  const grid = entry([THREADS], [across, channelTiles * g.groups, 1], ['block', 'thread']);
  const ragged = g.outputs % tile.channels !== 0;
  const [ms, js] = [range(tile.channels), range(tile.positions)];
  const w = g.weightStrides;
  const channelOf = (m: number): string =>
    ragged && m > 0 ? `min(m0 + ${m}u, ${g.outputs - 1}u)` : `(${plus('m0', m)})`;
  const isDense = g.outStep[0] === 1 && g.outStep[1] === 1 && plane === outPlane;
  const place = (j: number): string =>
    isDense
      ? `p${j}`
      : `(u32(row${j}) * ${g.outStep[0]}u + ${g.outStart[0]}u) * ${g.out[1]}u + u32(column${j}) * ${g.outStep[1]}u + ${g.outStart[1]}u`;
  const store = (m: number, j: number): string => {
    const index = `(n${j} * ${g.outChannels.all}u + group * ${g.outputs}u + ${plus('m0', m + g.outChannels.first)}) * ${outPlane}u + ${place(j)}`;
    const made = finished(`n${j}`, `group * ${g.outputs}u + ${plus('m0', m)}`, place(j), `sum${m}_${j}`);
    return guarded(ragged ? [`${plus('m0', m)} < ${g.outputs}u`] : [], `result[${index}] = ${made};`);
  };
  const body = `  let group = ${over('block.y', channelTiles)};
  let m0 = (block.y % ${channelTiles}u) * ${tile.channels}u;
  let first = block.x * ${THREADS * tile.positions}u + thread;
${js
  .map(
    (j) => `  let q${j} = ${plus('first', j * THREADS)};
  let inside${j} = q${j} < ${total}u;
  let n${j} = select(0u, q${j}, inside${j}) / ${plane}u;
  let p${j} = select(0u, q${j}, inside${j}) % ${plane}u;
  let row${j} = i32(p${j} / ${columns}u);
  let column${j} = i32(p${j} % ${columns}u);
  let image${j} = i32((n${j} * ${g.sourceChannels.all}u + ${plus(`group * ${g.reduced}u`, g.sourceChannels.first)}) * ${sourcePlane}u);`,
  )
  .join('\n')}
${ms.map((m) => `  let w${m} = group * ${w.group}u + ${channelOf(m)} * ${w.output}u;`).join('\n')}
${ms.flatMap((m) => js.map((j) => `  var sum${m}_${j} = ${tensors.bias ? `bias[group * ${g.outputs}u + ${channelOf(m)}]` : '0.0'};`)).join('\n')}
  for (var ky = 0; ky < ${ty.count}; ky++) {
    for (var kx = 0; kx < ${tx.count}; kx++) {
      let tap = u32((${ty.weightStart} + ky * ${ty.weightStep}) * ${w.row} + ${tx.weightStart} + kx * ${tx.weightStep});
${js
  .map(
    (j) => `      let y${j} = ${shifted(`row${j} * ${g.step[0]}`, ty.start)} + ky * ${ty.spacing};
      let x${j} = ${shifted(`column${j} * ${g.step[1]}`, tx.start)} + kx * ${tx.spacing};
      let valid${j} = y${j} >= 0 && y${j} < ${sourceRows} && x${j} >= 0 && x${j} < ${sourceColumns};
      let at${j} = u32(image${j} + select(0, y${j} * ${sourceColumns} + x${j}, valid${j}));`,
  )
  .join('\n')}
      for (var r = 0u; r < ${g.reduced}u; r++) {
${js.map((j) => `        let s${j} = select(0.0, source[at${j} + r * ${sourcePlane}u], valid${j});`).join('\n')}
${ms
  .map(
    (m) => `        let f${m} = weight[w${m} + r * ${w.reduced}u + tap];
${js.map((j) => `        sum${m}_${j} += f${m} * s${j};`).join('\n')}`,
  )
  .join('\n')}
      }
    }
  }
${js
  .map(
    (j) => `  if (inside${j}) {
${ms.map((m) => `    ${store(m, j)}`).join('\n')}
  }`,
  )
  .join('\n')}
`;
  return launch({
    name: `${g.name}/direct/${tile.channels}x${tile.positions}${suffix}`,
    declarations,
    entry: grid,
    body,
  });
}
