import { type Problem, problem } from '../base/diagnostics.ts';
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import { concat } from '../ops/concat.ts';
import { pad as padOp } from '../ops/pad.ts';
import { slice } from '../ops/slice.ts';
import { freeOfCost } from './cost.ts';
import { isProblem, mapOf, mapType, needMap } from './feature-map.ts';
import type { IntParam, LayerDef, ParamSchema, Params, Size } from './layer.ts';
import { oneInput, only } from './ports.ts';
import { sizeText } from './shape-text.ts';

const side = (title: string, help: string) =>
  ({ type: 'int', title, help, default: 1, min: 0, max: 1024 }) as const satisfies IntParam;

const params = {
  fill: {
    type: 'choice',
    title: 'Filled with',
    help: 'zero; edge: the nearest number of the map; reflect: the map mirrored at its outermost row or column, which is not repeated.',
    default: 'zero',
    options: ['zero', 'edge', 'reflect'],
  },
  top: side('Top', 'Rows above.'),
  left: side('Left', 'Columns before.'),
  bottom: side('Bottom', 'Rows below.'),
  right: side('Right', 'Columns behind.'),
} as const satisfies ParamSchema;

type PadParams = Params<typeof params>;

export const pad: LayerDef<typeof params, 'in', never> = {
  kind: 'pad',
  title: 'Pad',
  category: 'shape',
  help: 'Rows and columns around a map: zeros, as convolutions can have by themselves; its edge repeated; or its mirror image, which leaves no border in pictures that a network makes.',
  params,
  ports: oneInput,
  weights: () => ({}),
  shape(site) {
    const map = needMap(site, 'A pad');
    if (isProblem(map)) return map;
    return tooFar(site.path, map.size, site.params) ?? mapType(map.channels, padded(map.size, site.params));
  },
  assume({ inputs, params: p }) {
    const map = mapOf(only(inputs.in));
    return map && mapType(map.channels, padded(map.size, p));
  },
  cost: () => freeOfCost,
  window: ({ params: { top, left } }) => ({
    kernel: [1, 1],
    stride: [1, 1],
    dilation: [1, 1],
    padTopLeft: [top, left],
    ownSize: true,
  }),
  emit: ({ builder, values }, { params: p }) => around(builder, only(values.in), p),
};

const padded = ([rows, columns]: Size, { top, left, bottom, right }: PadParams): Size => [
  rows + top + bottom,
  columns + left + right,
];

/** A mirror image is one row shorter than the map. */
function tooFar(path: string, size: Size, { fill, top, left, bottom, right }: PadParams): Problem | null {
  if (fill !== 'reflect' || (Math.max(top, bottom) < size[0] && Math.max(left, right) < size[1])) return null;
  const values = { pads: [top, left, bottom, right].join(', '), size: sizeText(size) };
  return problem('pad.reflectTooFar', path, values, {
    field: 'fill',
    fixes: [{ code: 'pad.edge', values: {}, actions: [{ do: 'setParam', node: path, field: 'fill', value: 'edge' }] }],
  });
}

interface Sides {
  readonly fill: PadParams['fill'];
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** [N, C, H, W] with so many rows and columns more on each side. */
export function around(b: Builder, x: Value, { fill, top, left, bottom, right }: Sides): Value {
  if (fill === 'zero') return b.one(padOp, { before: [0, 0, top, left], after: [0, 0, bottom, right], value: 0 }, x);
  return extended(b, extended(b, x, 2, top, bottom, fill), 3, left, right, fill);
}

/** Rows or columns of the map itself, single ones, put before and behind it. */
function extended(b: Builder, x: Value, axis: 2 | 3, before: number, after: number, fill: 'edge' | 'reflect'): Value {
  if (before + after === 0) return x;
  const last = Number(x.type.dims[axis]) - 1;
  const lines = new Map<number, Value>();
  const line = (at: number): Value => {
    const known = lines.get(at) ?? b.one(slice, { axes: [axis], starts: [at], ends: [at + 1], steps: [1] }, x);
    lines.set(at, known);
    return known;
  };
  const mirrored = fill === 'reflect';
  const ahead = Array.from({ length: before }, (_, i) => line(mirrored ? before - i : 0));
  const behind = Array.from({ length: after }, (_, i) => line(mirrored ? last - 1 - i : last));
  return b.one(concat, { axis }, ...ahead, x, ...behind);
}
