import type { Launch, Storage } from '../program.ts';
import { reads, writes } from '../wgsl/launch.ts';
import { ceilDiv, over, plus, times } from '../wgsl/text.ts';
import { type Factor, planeReader, reach, reader, rowMajor, type Tile, tiledProduct, tileName } from '../wgsl/tile.ts';
import type { WeightGradient } from './conv-weight-columns.ts';

/**
 * dw[o, c · taps + tap] = Σ over images and positions of dy[n, o, position] · x[n, c, where the tap reads], as a product of matrices: dy as [filters, batch · positions]
 * times x as [batch · positions, channels · taps], which is never made. Chunks of positions are shared out over `splits` sums, which a second pass joins in
 * a fixed order. `out` is [splits, O, C/groups, kh, kw].
 */
export function convWeightTileKernel(
  { x, weight, y, window, channels: { x: xs, dy: dys } }: WeightGradient,
  tile: Tile,
  splits: number,
  source: Storage,
  dy: Storage,
  out: Storage,
): Launch {
  const [batch, , height, width] = x;
  const [filters, perGroup, kh, kw] = weight;
  const [rows, columns] = [y[2], y[3]];
  const { stride, dilation, pads, groups } = window;
  const [plane, positions] = [rows * columns, batch * rows * columns];
  const [filtersPerGroup, taps, across] = [filters / groups, kh * kw, perGroup * kh * kw];
  const [down, tilesAcross] = [ceilDiv(filtersPerGroup, tile.rows), ceilDiv(across, tile.columns)];
  const chunks = ceilDiv(positions, tile.depth);
  const perSplit = ceilDiv(chunks, splits);
  const ragged = positions % tile.depth !== 0;
  const real = ragged ? ', real' : '';
  const tapsAlong = (axis: 0 | 1) => ({ count: [kh, kw][axis]!, start: -pads[axis], spacing: dilation[axis] });
  const edges = [0, 1].some((axis) => {
    const last = ([rows, columns][axis]! - 1) * stride[axis]! + ([kh, kw][axis]! - 1) * dilation[axis]!;
    return pads[axis]! > 0 || last - pads[axis]! >= [height, width][axis]!;
  });
  const within = (numbers: string, count: number, size: number): string =>
    count % size === 0 ? `(${numbers})` : `min(${numbers}, vec4<u32>(${count - 1}u))`;

  const left: Factor = {
    packed: false,
    alongInner: true,
    place: (numbers, suffix) => [
      `let filters${suffix} = (${plus(`group * ${filtersPerGroup}u`, dys.first)} + ${within(numbers, filtersPerGroup, tile.rows)}) * ${plane}u;`,
    ],
    at: () => [],
    load: (place) => `dyAt(gradients + filters${place}${real})`,
  };
  const right: Factor = {
    packed: false,
    alongInner: true,
    place: (numbers, suffix) => [
      `let number${suffix} = ${within(numbers, across, tile.columns)};`,
      `let channel${suffix} = (${plus(`group * ${perGroup}u`, xs.first)} + ${over(`number${suffix}`, taps)}) * ${height * width}u;`,
      `let tapRow${suffix} = ${over(`number${suffix} % ${taps}u`, kw)};`,
      `let tapColumn${suffix} = number${suffix} % ${kw}u;`,
    ],
    at: () => [],
    load: (place) => {
      const [y, x] = [`tapRow${place}`, `tapColumn${place}`].map((tap, axis) =>
        reach(['row', 'column'][axis]!, tap, tapsAlong(axis as 0 | 1)),
      );
      return `sourceAt(image + channel${place}, vec4<u32>(${y}), vec4<u32>(${x})${real})`;
    },
  };
  const stored = rowMajor(tile, {
    rows: filtersPerGroup,
    columns: across,
    packed: false,
  });
  return tiledProduct({
    name: `conv2dWeightGradient/tile ${tileName(tile)}${splits > 1 ? `/split ${splits}` : ''}`,
    tile,
    workgroups: [tilesAcross, down * groups, splits],
    declarations: [
      reads('source', source),
      reads('dy', dy),
      writes('result', out),
      planeReader('sourceAt', 'source', [height, width], { edges, ragged }),
      reader('dyAt', 'dy', { packed: false, ragged }),
      ...stored.helpers,
    ],
    setup: [
      `let group = ${over('block.y', down)};`,
      `let m0 = block.y % ${down}u * ${tile.rows}u;`,
      `let n0 = block.x * ${tile.columns}u;`,
      `let firstRow = block.z * ${filters}u + group * ${filtersPerGroup}u;`,
      `let first = block.z * ${perSplit}u;`,
      `let end = min(first + ${perSplit}u, ${chunks}u);`,
    ],
    chunk: [
      `let k = chunk * ${tile.depth}u + thread % ${tile.depth}u;`,
      ...(ragged ? [`let real = k < ${positions}u;`] : []),
      `let row = ${times(over(`k % ${plane}u`, columns), stride[0])};`,
      `let column = ${times(`k % ${columns}u`, stride[1])};`,
      `let image = k / ${plane}u * ${xs.all * height * width}u;`,
      `let gradients = k / ${plane}u * ${dys.all * plane}u + k % ${plane}u;`,
    ],
    left,
    right,
    columns: stored.columns,
    store: stored.store,
  });
}
