import type { Launch } from '../program.ts';
import { bound, type Gathering, type GatheringTensors, isPlain, partsOf } from '../wgsl/gathering.ts';
import { writes } from '../wgsl/launch.ts';
import type { Helper } from '../wgsl/module.ts';
import { address, ceilDiv, guarded, over, plus, times } from '../wgsl/text.ts';
import { type Factor, keeper, planeReader, reach, reader, type Tile, tiledProduct, tileName } from '../wgsl/tile.ts';
import { type Left, moments, sumsWith } from '../wgsl/tile-parts.ts';
import { merged } from './moments.ts';

/**
 * A gathering as a product of matrices that never exist in memory: weights [outputs, reduced · taps] times source [reduced · taps, batch · positions].
 * A 1×1 kernel of stride 1 is the plain product of the weights and each image, read and written four columns at a time. Of each channel of what it stores, it may leave
 * something tile by tile. Chunks of the inner index are shared out over `splits` sums, each a whole tensor, which a second pass joins in a fixed order.
 */
export function convTileKernel(
  g: Gathering,
  tile: Tile,
  splits: number,
  tensors: GatheringTensors,
  left: Left | null,
): Launch {
  const total = g.batch * g.positions[0] * g.positions[1];
  const tiles = partsOf(g, tile);
  const down = ceilDiv(g.outputs, tile.rows);
  const plain = isPlain(g) && g.positions[1] % 4 === 0;
  const inner = innerIndex(g, tile.depth);
  const positions = plain ? planes(g, inner, total, tile, splits) : windows(g, inner, total, tile, splits);
  const { declarations, suffix, finished } = bound(tensors, plain ? 'neighbours' : 'apart');
  const value = (row: string, sums: string): string => {
    if (!tensors.bias) return sums;
    const own = `bias[group * ${g.outputs}u + ${row}]`;
    return `${sums} + ${splits > 1 ? `select(0.0, ${own}, block.z == 0u)` : own}`;
  };
  const channelOf = (row: string): string => `group * ${g.outputs}u + ${row}`;
  const placeOf = (row: string, suffix: string) =>
    [`outImage${suffix}`, channelOf(row), `outPosition${suffix}`] as const;
  const made = (row: string, suffix: string, sums: string): string =>
    finished(...placeOf(row, suffix), value(row, sums));
  const isSummed = left?.kind === 'sums';
  const perSplit = ceilDiv(inner.chunks, splits);
  const isReal = (row: string): readonly string[] => (g.outputs % tile.rows ? [`${row} < ${g.outputs}u`] : []);
  return tiledProduct({
    name: `${g.name}/tile ${tileName(tile)}${splits > 1 ? `/split ${splits}` : ''}${plain ? '/plain product' : ''}${left ? `/${left.kind}` : ''}${suffix}`,
    tile,
    workgroups: [tiles, down * g.groups, splits],
    declarations: [
      ...declarations,
      ...(left ? [writes(left.kind, left.storage, 'vec4<f32>')] : []),
      ...(left?.kind === 'moments' ? [merged] : []),
      ...positions.helpers,
      reader('weightAt', 'weight', { packed: false, ragged: inner.ragged }),
    ],
    setup: [
      `let group = ${over('block.y', down)};`,
      `let m0 = block.y % ${down}u * ${tile.rows}u;`,
      `let n0 = block.x * ${tile.columns}u;`,
      ...(splits > 1
        ? [`let first = block.z * ${perSplit}u;`, `let end = min(first + ${perSplit}u, ${inner.chunks}u);`]
        : ['let first = 0u;', `let end = ${inner.chunks}u;`]),
    ],
    chunk: [...inner.chunk, ...(inner.byTap ? [`let tapWeight = ${weightOfTap(g, 'tap')};`] : []), ...positions.chunk],
    left: weights(g, tile, inner),
    right: positions.factor,
    columns: (numbers, suffix) => [
      ...positions.columns(numbers, suffix),
      ...(tensors.epilogue ? positions.places(suffix) : []),
    ],
    finish: isSummed ? (row, suffix, sums) => guarded(isReal(row), `${sums} = ${made(row, suffix, sums)};`) : undefined,
    store: (row, suffix, sums) =>
      positions.store(
        isReal(row),
        plus(channelOf(row), g.outChannels.first),
        suffix,
        isSummed ? sums : made(row, suffix, sums),
      ),
    parts: left && {
      ...(isSummed ? sumsWith((row, suffix) => `factor(${placeOf(row, suffix).join(', ')})`) : moments),
      value: isSummed ? (_, sums) => sums : value,
      valid: positions.valid,
      store: (row, all) => {
        const part = left.first ? `(block.x + ${left.first}u)` : 'block.x';
        return guarded(isReal(row), `${left.kind}[${part} * ${g.groups * g.outputs}u + ${channelOf(row)}] = ${all};`);
      },
    },
  });
}

/** How the inner index runs through reduced channels and taps. */
interface Inner {
  readonly chunks: number;
  /** Whether the last chunk has more than there is. */
  readonly ragged: boolean;
  /** Whether a chunk has channels of one tap; where there are several, it is `tap`. */
  readonly byTap: boolean;
  /** What all loads of a chunk share. */
  readonly chunk: readonly string[];
  /** Sets `r`, and `tap` where it is not the chunk's, with a suffix, and `inside` where the inner index is ragged. */
  readonly at: (inner: string, suffix: string) => readonly string[];
}

/** Multiplications by zeros that a walk by taps may add. */
const MOST_PADDING = 1.2;

/**
 * A chunk is some channels of one tap, so that places are found once a chunk and the next taps find the source in the cache; where channels are so few that much
 * of it would be zeros, a run of the whole inner index, channel · taps + tap.
 */
function innerIndex({ reduced, taps: [ty, tx] }: Gathering, depth: number): Inner {
  const taps = ty.count * tx.count;
  const padded = ceilDiv(reduced, depth) * depth;
  const byTap = taps === 1 || padded <= MOST_PADDING * reduced;
  const size = byTap ? reduced : reduced * taps;
  const ragged = size % depth !== 0;
  const inside = (index: string, suffix: string): readonly string[] =>
    ragged ? [`let real${suffix} = ${index} < ${size}u;`] : [];
  if (taps === 1)
    return {
      chunks: padded / depth,
      ragged,
      byTap,
      chunk: [],
      at: (inner, suffix) => [`let r${suffix} = chunk * ${depth}u + ${inner};`, ...inside(`r${suffix}`, suffix)],
    };
  if (byTap)
    return {
      chunks: (padded / depth) * taps,
      ragged,
      byTap,
      chunk: [`let tap = chunk % ${taps}u;`, `let channel = chunk / ${taps}u * ${depth}u;`],
      at: (inner, suffix) => [`let r${suffix} = channel + ${inner};`, ...inside(`r${suffix}`, suffix)],
    };
  return {
    chunks: ceilDiv(size, depth),
    ragged,
    byTap,
    chunk: [],
    at: (inner, suffix) => [
      `let k${suffix} = chunk * ${depth}u + ${inner};`,
      `let r${suffix} = k${suffix} / ${taps}u;`,
      `let tap${suffix} = k${suffix} % ${taps}u;`,
      ...inside(`k${suffix}`, suffix),
    ],
  };
}

/** Where the weight of a tap lies, from the first one's. */
function weightOfTap({ taps: [ty, tx], weightStrides: { row } }: Gathering, tap: string): string {
  const first = ty.weightStart * row + tx.weightStart;
  return address(first, [
    [over(tap, tx.count), ty.count === 1 ? 0 : ty.weightStep * row],
    [`${tap} % ${tx.count}u`, tx.count === 1 ? 0 : tx.weightStep],
  ]);
}

function weights(g: Gathering, tile: Tile, inner: Inner): Factor {
  const { output, reduced, group } = g.weightStrides;
  return {
    packed: false,
    alongInner: reduced < output,
    place: (numbers, suffix) => {
      const channels = g.outputs % tile.rows ? `min(${numbers}, vec4<u32>(${g.outputs - 1}u))` : `(${numbers})`;
      return [`let filters${suffix} = group * ${group}u + ${channels} * ${output}u;`];
    },
    at: (index, suffix) => [
      ...inner.at(index, `L${suffix}`),
      `let along${suffix} = ${times(`rL${suffix}`, reduced)} + ${inner.byTap ? 'tapWeight' : weightOfTap(g, `tapL${suffix}`)};`,
    ],
    load: (place, at) => `weightAt(filters${place} + along${at}${inner.ragged ? `, realL${at}` : ''})`,
  };
}

/** How positions are found, and sums stored at them. */
interface Positions {
  readonly helpers: readonly Helper[];
  readonly chunk: readonly string[];
  readonly factor: Factor;
  readonly columns: (numbers: string, suffix: string) => readonly string[];
  /** Sets `outImage` and `outPosition` of those columns, with their suffix: in the result's plane. Columns beyond the last are as the last. */
  readonly places: (suffix: string) => readonly string[];
  readonly store: (checks: readonly string[], channel: string, suffix: string, sums: string) => string;
  /** 1 for each column of a quad that is there, else 0. */
  readonly valid: (suffix: string) => string;
}

/** What an address in the result has added for the sum that it is of; addresses are of vectors of `width`. */
const behind = ({ batch, out, outChannels }: Gathering, splits: number, width: number): string =>
  splits > 1 ? ` + block.z * ${(batch * outChannels.all * out[0] * out[1]) / width}u` : '';

/** Of a plain product: four neighbours of one image's plane at a time. */
function planes(g: Gathering, inner: Inner, total: number, tile: Tile, splits: number): Positions {
  const plane = g.positions[1] / 4;
  const past = total % tile.columns !== 0;
  const place = (quad: string, channels: number): string =>
    `${quad} / ${plane}u * ${channels * plane}u + ${quad} % ${plane}u`;
  return {
    helpers: [reader('sourceAt', 'source', { packed: true, ragged: inner.ragged })],
    chunk: [],
    factor: {
      packed: true,
      alongInner: false,
      place: (quad) => [
        `let quad = ${past ? `min(${quad}, ${total / 4 - 1}u)` : quad};`,
        `let image = ${place('quad', g.sourceChannels.all)} + ${plus(`group * ${g.reduced * plane}u`, g.sourceChannels.first * plane)};`,
      ],
      at: (index, suffix) => inner.at(index, suffix),
      load: (_, at) => `sourceAt(image + r${at} * ${plane}u${inner.ragged ? `, real${at}` : ''})`,
    },
    columns: (quad, suffix) => [
      `let column${suffix} = ${quad};`,
      `let to${suffix} = ${place(`column${suffix}`, g.outChannels.all)}${behind(g, splits, 4)};`,
    ],
    places: (suffix) => [
      `let outImage${suffix} = column${suffix} / ${plane}u;`,
      `let outPosition${suffix} = column${suffix} % ${plane}u;`,
    ],
    store: (checks, channel, suffix, sums) =>
      guarded(
        [...checks, ...(past ? [`column${suffix} < ${total / 4}u`] : [])],
        `result[to${suffix} + (${channel}) * ${plane}u] = ${sums};`,
      ),
    valid: (suffix) => `vec4<f32>(${past ? `select(0.0, 1.0, column${suffix} < ${total / 4}u)` : '1.0'})`,
  };
}

/** Of any other gathering: each position by itself, its taps possibly outside. */
function windows(g: Gathering, inner: Inner, total: number, tile: Tile, splits: number): Positions {
  const [rows, columns] = g.positions;
  const [height, width] = g.source;
  const { first, all } = g.sourceChannels;
  const [ty, tx] = g.taps;
  const plane = rows * columns;
  const past = total % tile.columns !== 0;
  const edges = [0, 1].some((axis) => {
    const { start, spacing, count } = g.taps[axis]!;
    const ends = [start, start + (count - 1) * spacing];
    return Math.min(...ends) < 0 || (g.positions[axis]! - 1) * g.step[axis]! + Math.max(...ends) >= g.source[axis]!;
  });
  /** Where columns lie in the result's plane. */
  const placeOf = (column: string): string =>
    address(g.outStart[0] * g.out[1] + g.outStart[1], [
      [over(`${column} % ${plane}u`, columns), g.outStep[0] * g.out[1]],
      [`${column} % ${columns}u`, g.outStep[1]],
    ]);
  /** Where the four read at a tap. */
  const tapAt = (tap: string, suffix: string): readonly string[] => [
    `let y${suffix} = ${reach('row', over(tap, tx.count), ty)};`,
    `let x${suffix} = ${reach('column', `${tap} % ${tx.count}u`, tx)};`,
  ];
  return {
    helpers: [planeReader('sourceAt', 'source', g.source, { edges, ragged: inner.ragged }), keeper(past)],
    chunk: inner.byTap ? tapAt('tap', '') : [],
    factor: {
      packed: false,
      alongInner: false,
      place: (numbers) => [
        `let position = ${past ? `min(${numbers}, vec4<u32>(${total - 1}u))` : numbers};`,
        `let image = position / ${plane}u * ${all * height * width}u + ${plus(`group * ${g.reduced * height * width}u`, first * height * width)};`,
        `let row = ${times(over(`position % ${plane}u`, columns), g.step[0])};`,
        `let column = ${times(`position % ${columns}u`, g.step[1])};`,
      ],
      at: (index, suffix) => [...inner.at(index, suffix), ...(inner.byTap ? [] : tapAt(`tap${suffix}`, suffix))],
      load: (_, at) => {
        const tap = inner.byTap ? '' : at;
        const plane = `image + r${at} * ${height * width}u`;
        return `sourceAt(${plane}, y${tap}, x${tap}${inner.ragged ? `, real${at}` : ''})`;
      },
    },
    columns: (numbers, suffix) => {
      const column = `column${suffix}`;
      return [
        `let ${column} = ${numbers};`,
        ...(past ? [`let real${suffix} = ${column} < vec4<u32>(${total}u);`] : []),
        `let to${suffix} = ${column} / ${plane}u * ${g.outChannels.all * g.out[0] * g.out[1]}u + ${placeOf(column)}${behind(g, splits, 1)};`,
      ];
    },
    places: (suffix) => {
      const column = past ? `safe${suffix}` : `column${suffix}`;
      return [
        ...(past ? [`let ${column} = min(column${suffix}, vec4<u32>(${total - 1}u));`] : []),
        `let outImage${suffix} = ${column} / ${plane}u;`,
        `let outPosition${suffix} = ${placeOf(column)};`,
      ];
    },
    store: (checks, channel, suffix, sums) =>
      guarded(
        checks,
        `keep(to${suffix} + (${channel}) * ${g.out[0] * g.out[1]}u, ${past ? `real${suffix}, ` : ''}${sums});`,
      ),
    valid: (suffix) => (past ? `select(vec4<f32>(), vec4<f32>(1.0), real${suffix})` : 'vec4<f32>(1.0)'),
  };
}
