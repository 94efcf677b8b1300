import type { Four } from '../../../ops/shape/tensor.ts';
import type { ConvWindow } from '../../../ops/shape/window.ts';
import type { Launch, Storage } from '../program.ts';
import type { Channels } from '../wgsl/channels.ts';
import { entry } from '../wgsl/grid.ts';
import { launch, reads, writes } from '../wgsl/launch.ts';
import { ceilDiv, over, plus, range, THREADS, times } from '../wgsl/text.ts';

export interface WeightGradient {
  /** [N, C, H, W], the convolution's input. */
  readonly x: Four;
  /** [O, C/groups, kh, kw]. */
  readonly weight: Four;
  /** [N, O, rows, columns]. */
  readonly y: Four;
  /** Where x and the gradient of y lie. */
  readonly channels: { readonly x: Channels; readonly dy: Channels };
  readonly window: ConvWindow;
}

/** Filters and input channels of one thread; output rows of all images are shared out over `splits`, whose sums a second pass joins in a fixed order. */
export interface WeightTile {
  readonly filters: number;
  readonly channels: number;
  readonly splits: number;
}

/**
 * dw[o, c, tap] = Σ over images and positions of dy[n, o, position] · x[n, c, where the tap reads]. Neighbouring threads have neighbouring channels of one tap and
 * walk the same positions: x comes with channels last, [N, H, W, C], so that they read it in a row, and dy is the same for all of them. Only positions whose tap
 * lies inside are walked: nothing is checked on the way. No barrier, no workgroup memory. `out` is [splits, O, C/groups, kh, kw].
 */
export function convWeightColumnsKernel(
  { x, weight, y, window, channels: { dy: dys } }: WeightGradient,
  tile: WeightTile,
  channelsLast: Storage,
  dy: Storage,
  out: Storage,
): Launch {
  const [batch, channels, height, width] = x;
  const [filters, perGroup, kh, kw] = weight;
  const [, , rows, columns] = y;
  const { stride, dilation, pads, groups } = window;
  const filtersPerGroup = filters / groups;
  const filterTiles = ceilDiv(filtersPerGroup, tile.filters);
  const across = perGroup / tile.channels;
  const threads = kh * kw * across;
  const chunk = ceilDiv(batch * rows, tile.splits);
  const grid = entry([THREADS], [ceilDiv(threads, THREADS), filterTiles * groups, tile.splits], ['id']);
  const [fs, cs] = [range(tile.filters), range(tile.channels)];
  const ragged = filtersPerGroup % tile.filters !== 0;
  const filter = (f: number): string =>
    ragged && f > 0 ? `min(f0 + ${f}u, ${filtersPerGroup - 1}u)` : `(${plus('f0', f)})`;
  const body = `  if (id.x >= ${threads}u) { return; }
  let group = ${over('id.y', filterTiles)};
  let f0 = id.y % ${filterTiles}u * ${tile.filters}u;
  let tap = ${over('id.x', across)};
  let c = id.x % ${across}u;
  let down = i32(${times(over('tap', kw), dilation[0])}) - ${pads[0]};
  let right = i32(${times(`tap % ${kw}u`, dilation[1])}) - ${pads[1]};
  // columns · stride + right within 0 … width − 1
  let first = ${stride[1] === 1 ? 'max(-right, 0)' : `max(${stride[1] - 1} - right, 0) / ${stride[1]}`};
  let end = select(min((${width - 1} - right) / ${stride[1]} + 1, ${columns}), 0, right > ${width - 1});
${fs.map((f) => `  let dyAt${f} = (${plus(`group * ${filtersPerGroup}u`, dys.first)} + ${filter(f)}) * ${rows * columns}u;`).join('\n')}
${fs.flatMap((f) => cs.map((c) => `  var sum${f}_${c} = 0.0;`)).join('\n')}
  for (var line = ${times('id.z', chunk)}; line < min(${times('(id.z + 1u)', chunk)}, ${batch * rows}u); line++) {
    let n = line / ${rows}u;
    let position = line % ${rows}u;
    let row = i32(${times('position', stride[0])}) + down;
    if (row < 0 || row >= ${height}) { continue; }
    var dyAt = n * ${dys.all * rows * columns}u + position * ${columns}u + u32(first);
    var xAt = u32((i32(n) * ${height} + row) * ${width} + first * ${stride[1]} + right) * ${channels}u + group * ${perGroup}u + c;
    for (var column = first; column < end; column++) {
${cs.map((c) => `      let x${c} = x[${plus('xAt', c * across)}];`).join('\n')}
${fs
  .map(
    (f) => `      let d${f} = dy[dyAt + dyAt${f}];
${cs.map((c) => `      sum${f}_${c} += d${f} * x${c};`).join('\n')}`,
  )
  .join('\n')}
      dyAt += 1u;
      xAt += ${stride[1] * channels}u;
    }
  }
  let base = (id.z * ${filters}u + group * ${filtersPerGroup}u) * ${perGroup * kh * kw}u + tap;
${fs
  .map((f) => {
    const writes = cs.map(
      (c) =>
        `dw[base + (${times(`(${plus('f0', f)})`, perGroup)} + ${plus('c', c * across)}) * ${kh * kw}u] = sum${f}_${c};`,
    );
    return ragged && f > 0
      ? `  if (f0 + ${f}u < ${filtersPerGroup}u) { ${writes.join(' ')} }`
      : `  ${writes.join('\n  ')}`;
  })
  .join('\n')}
`;
  return launch({
    name: `conv2dWeightGradient/columns/${tile.filters}x${tile.channels}${tile.splits > 1 ? `/split ${tile.splits}` : ''}`,
    declarations: [reads('x', channelsLast), reads('dy', dy), writes('dw', out)],
    entry: grid,
    body,
  });
}
