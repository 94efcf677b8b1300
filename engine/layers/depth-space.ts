import { type Problem, problem } from '../base/diagnostics.ts';
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import type { TensorType } from '../ir/types.ts';
import { reshaped } from '../ops/compose.ts';
import { transpose } from '../ops/transpose.ts';
import { freeOfCost } from './cost.ts';
import { isProblem, mapType, needMap } from './feature-map.ts';
import type { LayerDef, ParamSchema } from './layer.ts';
import { oneInput, only } from './ports.ts';

const params = {
  block: {
    type: 'int',
    title: 'Block',
    help: 'Rows and columns of the square that the channels of one place become, or come from.',
    default: 2,
    min: 1,
    max: 1024,
  },
  order: {
    type: 'choice',
    title: 'Order',
    help: 'Of the channels that make a square: channel first, as PyTorch’s PixelShuffle, or place first, as TensorFlow.',
    default: 'channelFirst',
    options: ['channelFirst', 'placeFirst'],
  },
} as const satisfies ParamSchema;

type Order = 'channelFirst' | 'placeFirst';

/** Channels over the square of a block must come out whole. */
function divided(path: string, what: string, size: number, by: number): Problem | null {
  return size % by === 0 ? null : problem('block.divides', path, { what, size, by }, { field: 'block' });
}

export const depthToSpace: LayerDef<typeof params, 'in', never> = {
  kind: 'depthToSpace',
  title: 'Depth to space',
  category: 'shape',
  help: 'b · b channels become a square of b rows and columns: the map grows b-fold in both directions without a new number (Shi et al. 2016, super-resolution).',
  params,
  ports: oneInput,
  weights: () => ({}),

  shape(site): TensorType | Problem {
    const map = needMap(site, 'Depth to space');
    if (isProblem(map)) return map;
    const { block } = site.params;
    const [rows, columns] = map.size;
    const wrong = divided(site.path, 'channels', map.channels, block * block);
    return wrong ?? mapType(map.channels / block ** 2, [rows * block, columns * block]);
  },

  cost: () => freeOfCost,
  window: () => 'pointwise',

  /** [N, c, b, b, H, W] → [N, c, H, b, W, b]; place first, c stands behind the two b. */
  emit({ builder: b, values }, { params: { block, order } }) {
    const x = only(values.in);
    const [batch, channels, rows, columns] = x.type.dims;
    const [C, H, W] = [Number(channels) / block ** 2, Number(rows), Number(columns)];
    const cut = order === 'channelFirst' ? [C, block, block] : [block, block, C];
    const perm = order === 'channelFirst' ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
    const moved = b.one(transpose, { perm }, reshaped(b, x, [batch!, ...cut, H, W]));
    return reshaped(b, moved, [batch!, C, H * block, W * block]);
  },
};

export const spaceToDepth: LayerDef<typeof params, 'in', never> = {
  kind: 'spaceToDepth',
  title: 'Space to depth',
  category: 'shape',
  help: 'Each square of b rows and columns becomes b · b channels of one place: the map shrinks b-fold in both directions and keeps every number, as PyTorch’s PixelUnshuffle.',
  params,
  ports: oneInput,
  weights: () => ({}),

  shape(site): TensorType | Problem {
    const map = needMap(site, 'Space to depth');
    if (isProblem(map)) return map;
    const { block } = site.params;
    const [rows, columns] = map.size;
    const wrong = divided(site.path, 'rows', rows, block) ?? divided(site.path, 'columns', columns, block);
    return wrong ?? mapType(map.channels * block ** 2, [rows / block, columns / block]);
  },

  cost: () => freeOfCost,
  window: ({ params: { block } }) => ({
    kernel: [block, block],
    stride: [block, block],
    dilation: [1, 1],
    padTopLeft: [0, 0],
  }),
  emit: ({ builder, values }, { params: { block, order } }) => gathered(builder, only(values.in), block, order),
};

/** [N, c, H, b, W, b] → [N, c, b, b, H, W]; place first, c stands behind the two b. */
function gathered(b: Builder, x: Value, block: number, order: Order): Value {
  const [batch, channels, rows, columns] = x.type.dims;
  const [C, H, W] = [Number(channels), Number(rows) / block, Number(columns) / block];
  const perm = order === 'channelFirst' ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4];
  const moved = b.one(transpose, { perm }, reshaped(b, x, [batch!, C, H, block, W, block]));
  return reshaped(b, moved, [batch!, C * block ** 2, H, W]);
}
