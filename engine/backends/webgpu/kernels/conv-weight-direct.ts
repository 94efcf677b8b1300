import type { ConvWindow } from '../../../ops/shape/window.ts';
import type { Storage } from '../program.ts';
import type { Launch } from './map.ts';
import { ceilDiv, declare, MAX_WORKGROUPS } from './wgsl.ts';

type Four = readonly [number, number, number, number];

export interface WeightGradient {
  /** [N, C, H, W], the convolution's input. */
  readonly x: Four;
  /** [O, C/groups, kh, kw]. */
  readonly weight: Four;
  /** [N, O, rows, columns]. */
  readonly y: Four;
  readonly window: ConvWindow;
}

/** Filters and input channels a thread computes the gradient of; images are shared out over `splits` workgroups whose sums are joined by a second pass. */
export interface WeightTile {
  readonly filters: number;
  readonly channels: number;
  readonly splits: number;
}

const THREADS = 64;
const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

/**
 * dw[o, c, tap] = Σ over images and positions of dy[n, o, position] · x[n, c, position's tap]. A workgroup has one tap, one filter and channel tile and one share of
 * the images; its threads stride over positions, so that both reads are in a row, and join their sums in a fixed order.
 * `out` is [splits, O, C/groups, kh, kw].
 */
export function convWeightDirectKernel(
  { x, weight, y, window }: WeightGradient,
  tile: WeightTile,
  input: Storage,
  dy: Storage,
  out: Storage,
): Launch {
  const [batch, channels, height, width] = x;
  const [filters, perGroup, kh, kw] = weight;
  const [, , rows, columns] = y;
  const { stride, dilation, pads, groups } = window;
  const filtersPerGroup = filters / groups;
  const filterTiles = ceilDiv(filtersPerGroup, tile.filters);
  const channelTiles = ceilDiv(perGroup, tile.channels);
  const taps = kh * kw;
  const images = ceilDiv(batch, tile.splits);
  const [fs, cs] = [range(tile.filters), range(tile.channels)];
  const sums = fs.flatMap((f) => cs.map((c) => [f, c] as const));
  const blocks = filterTiles * channelTiles * groups;
  const clamp = (base: string, i: number, most: number): string => `min(${base} + ${i}u, ${most - 1}u)`;
  const code = `${declare(0, 'input', 'read', 'f32')}${declare(1, 'dy', 'read', 'f32')}${declare(2, 'result', 'read_write', 'f32')}
var<workgroup> lanes: array<array<f32, ${THREADS}>, ${sums.length}>;

@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.x / ${filterTiles * channelTiles}u;
  let f0 = (block.x / ${channelTiles}u % ${filterTiles}u) * ${tile.filters}u;
  let c0 = (block.x % ${channelTiles}u) * ${tile.channels}u;
  let ky = i32(block.y / ${kw}u);
  let kx = i32(block.y % ${kw}u);
${fs.map((f) => `  let dyAt${f} = (group * ${filtersPerGroup}u + ${clamp('f0', f, filtersPerGroup)}) * ${rows * columns}u;`).join('\n')}
${cs.map((c) => `  let xAt${c} = (group * ${perGroup}u + ${clamp('c0', c, perGroup)}) * ${height * width}u;`).join('\n')}
${sums.map(([f, c]) => `  var sum${f}_${c} = 0.0;`).join('\n')}
  for (var n = block.z * ${images}u; n < min((block.z + 1u) * ${images}u, ${batch}u); n++) {
    for (var p = thread; p < ${rows * columns}u; p += ${THREADS}u) {
      let row = i32(p / ${columns}u) * ${stride[0]} - ${pads[0]} + ky * ${dilation[0]};
      let column = i32(p % ${columns}u) * ${stride[1]} - ${pads[1]} + kx * ${dilation[1]};
      let valid = row >= 0 && row < ${height} && column >= 0 && column < ${width};
      let at = n * ${channels * height * width}u + u32(select(0, row * ${width} + column, valid));
      let start = n * ${filters * rows * columns}u + p;
${cs.map((c) => `      let x${c} = select(0.0, input[at + xAt${c}], valid);`).join('\n')}
${fs
  .map(
    (f) => `      let d${f} = dy[start + dyAt${f}];
${cs.map((c) => `      sum${f}_${c} += d${f} * x${c};`).join('\n')}`,
  )
  .join('\n')}
    }
  }
${sums.map(([f, c], i) => `  lanes[${i}][thread] = sum${f}_${c};`).join('\n')}
  workgroupBarrier();
  if (thread < ${sums.length}u) {
    var total = 0.0;
    for (var l = 0u; l < ${THREADS}u; l++) { total += lanes[thread][l]; }
    let f = f0 + thread / ${tile.channels}u;
    let c = c0 + thread % ${tile.channels}u;
    if (f < ${filtersPerGroup}u && c < ${perGroup}u) {
      result[((block.z * ${filters}u + group * ${filtersPerGroup}u + f) * ${perGroup}u + c) * ${taps}u + block.y] = total;
    }
  }
}
`;
  if (blocks > MAX_WORKGROUPS) throw new Error(`a weight gradient of ${blocks} tiles is more than a grid takes`);
  return {
    kernel: {
      name: `conv2dWeightGradient/direct/${tile.filters}x${tile.channels}${tile.splits > 1 ? `/split ${tile.splits}` : ''}`,
      code,
    },
    bindings: [
      { storage: input, access: 'read' },
      { storage: dy, access: 'read' },
      { storage: out, access: 'write' },
    ],
    workgroups: [blocks, taps, tile.splits],
  };
}
