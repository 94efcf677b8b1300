import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import type { Dim } from '../ir/types.ts';
import { constant } from '../ops/constant.ts';
import { conv2dInputGradient } from '../ops/conv2d-input-gradient.ts';
import { expand } from '../ops/expand.ts';
import { reshape } from '../ops/reshape.ts';
import { freeOfCost, viewCost } from './cost.ts';
import { acceptedMap, isProblem, mapOf, mapType, needMap } from './feature-map.ts';
import type { LayerDef, ParamSchema, Size } from './layer.ts';
import { around } from './pad.ts';
import { oneInput, only } from './ports.ts';

const params = {
  scale: {
    type: 'size',
    title: 'Scale',
    help: 'How many times as many rows and columns come out.',
    default: 2,
    min: 1,
    max: 64,
  },
  interpolation: {
    type: 'choice',
    title: 'Between pixels',
    help: 'nearest: each number is repeated; bilinear: straight lines between the centres of the pixels, as PyTorch without align_corners.',
    default: 'nearest',
    options: ['nearest', 'bilinear'],
  },
} as const satisfies ParamSchema;

const times = ([rows, columns]: Size, [down, along]: Size): Size => [rows * down, columns * along];

export const resize: LayerDef<typeof params, 'in', never> = {
  kind: 'resize',
  title: 'Resize',
  category: 'shape',
  help: 'Enlarges a map a whole number of times, by repeating its numbers or by straight lines between them (feature pyramids, decoders). No parameters, and no multiplications that are counted.',
  params,
  ports: oneInput,
  weights: () => ({}),
  shape(site) {
    const map = needMap(site, 'A resize');
    return isProblem(map) ? map : mapType(map.channels, times(map.size, site.params.scale));
  },
  assume({ inputs, params: { scale } }) {
    const map = mapOf(only(inputs.in));
    return map && mapType(map.channels, times(map.size, scale));
  },
  cost: ({ params: { scale } }) => (scale[0] * scale[1] === 1 ? viewCost : freeOfCost),
  /** Nearest: output o reads ⌊o / s⌋; bilinear: the two of ⌊(o + ½) / s − ½⌋. */
  window({ params: { scale, interpolation } }) {
    const ahead = (s: number): number =>
      interpolation === 'nearest' || s === 1 ? (s - 1) / s : (s - 1) / (2 * s) + (2 * s - 1) / (2 * s);
    const seen = (s: number): number => (interpolation === 'nearest' || s === 1 ? 1 : 2);
    return {
      kernel: [seen(scale[0]), seen(scale[1])],
      stride: [1 / scale[0], 1 / scale[1]],
      dilation: [1, 1],
      padTopLeft: [ahead(scale[0]), ahead(scale[1])],
      ownSize: true,
    };
  },
  emit({ builder, values }, site) {
    const { scale, interpolation } = site.params;
    const x = only(values.in);
    const { channels, size } = acceptedMap(site);
    if (scale[0] * scale[1] === 1) return x;
    return interpolation === 'nearest' ? repeated(builder, x, scale) : interpolated(builder, x, channels, size, scale);
  },
};

/** [N, C, H, 1, W, 1] stretched to [N, C, H, down, W, along]. */
function repeated(b: Builder, x: Value, [down, along]: Size): Value {
  const [batch, channels, rows, columns] = x.type.dims as readonly [Dim, number, number, number];
  const apart = b.one(reshape, { dims: [batch, channels, rows, 1, columns, 1] }, x);
  const stretched = b.one(expand, { dims: [batch, channels, rows, down, columns, along] }, apart);
  return b.one(reshape, { dims: [batch, channels, rows * down, columns * along] }, stretched);
}

/**
 * Each input number, times a triangle as wide as two pixels, is added to what lies around it: a depthwise transposed
 * convolution. Around the map its edge is repeated once, so that outputs beyond the outermost centres have two
 * neighbours as well.
 */
function interpolated(b: Builder, x: Value, channels: number, size: Size, scale: Size): Value {
  const [rows, columns] = [triangle(scale[0]), triangle(scale[1])];
  const wide = around(b, x, { fill: 'edge', top: 1, left: 1, bottom: 1, right: 1 });
  const kernel = rows.flatMap((r) => columns.map((c) => r * c));
  const weight = b.one(constant, {
    dtype: 'f32',
    dims: [channels, 1, rows.length, columns.length],
    data: Array.from({ length: channels }, () => kernel).flat(),
  });
  const pads = [cut(scale[0]), cut(scale[1]), cut(scale[0]), cut(scale[1])] as const;
  const inputDims = [x.type.dims[0]!, channels, ...times(size, scale)];
  const attrs = { stride: scale, dilation: [1, 1], pads, groups: channels, inputDims } as const;
  return b.one(conv2dInputGradient, attrs, wide, weight);
}

/**
 * 1 − |d| / s at the outputs' distances d from an input's centre, |d| < s: whole numbers for an odd scale, halves for
 * an even one, whose centres lie between outputs.
 */
function triangle(scale: number): readonly number[] {
  const taps = scale % 2 === 0 ? 2 * scale : 2 * scale - 1;
  return Array.from({ length: taps }, (_, tap) => 1 - Math.abs(tap - (taps - 1) / 2) / scale);
}

/** What the repeated edge makes on either side of the map: a pixel, and half of a triangle less half a pixel. */
const cut = (scale: number): number => (scale % 2 === 0 ? 1.5 * scale : (3 * scale - 1) / 2);
