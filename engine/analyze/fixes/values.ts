import type { ParamValue, Problem } from '../../base/diagnostics.ts';
import type { TensorType } from '../../ir/types.ts';
import { featureCount, mapOf } from '../../layers/feature-map.ts';
import type { ParamSpec } from '../../layers/layer.ts';
import type { AnalyzedNode } from '../analysis.ts';
import type { Reached } from './upstream.ts';

/** Values for parameters of one node. */
export interface Change {
  readonly rank: number;
  readonly set: Readonly<Record<string, ParamValue>>;
}

/** What would have to come out above for a problem to be gone: differences between what arrives. */
export interface Wanted {
  readonly sizes: boolean;
  readonly channels: boolean;
  /** Channels that another input has, and those that the odd one has. */
  readonly pairs: readonly (readonly [now: number, wanted: number])[];
}

/** Read off the inputs of the node; everything may have to change where they do not say. */
export function wantedOf({ values, code }: Problem, { site, params }: AnalyzedNode): Wanted {
  const types = site?.inputs['in'] ?? [];
  const [a, b] = [values['input'], values['other']].map((n) => (typeof n === 'number' ? types[n - 1] : undefined));
  if (!a || !b) {
    const groups = params?.['groups'];
    const now = types[0] ? Number(types[0].dims[1]) : 0;
    const multiples = typeof groups === 'number' && code === 'groups.indivisible' ? around(now, groups) : [];
    return { sizes: code !== 'groups.indivisible', channels: true, pairs: multiples.map((n) => [now, n]) };
  }
  const [from, to] = [mapOf(a), mapOf(b)];
  if (!from || !to) {
    const [x, y] = [featureCount(a), featureCount(b)];
    return {
      sizes: true,
      channels: true,
      pairs: [
        [x, y],
        [y, x],
      ],
    };
  }
  const differs = from.size[0] !== to.size[0] || from.size[1] !== to.size[1];
  const channels = code !== 'concat.sizes' && from.channels !== to.channels;
  return {
    // A gate of one row and column fits any size.
    sizes: differs || !channels,
    channels,
    pairs: channels
      ? [
          [from.channels, to.channels],
          [to.channels, from.channels],
        ]
      : [],
  };
}

/** The multiples of `step` on both sides. */
const around = (n: number, step: number): readonly number[] =>
  [Math.ceil(n / step) * step, Math.floor(n / step) * step].filter((m) => m >= 1 && m !== n);

/** Which values of a node's parameters are worth trying. */
export function changesOf({ node, channels, sizes, exclusive }: Reached, wanted: Wanted): readonly Change[] {
  const { layer, params } = node;
  if (!layer) return [];
  const far = exclusive ? 0 : 4;
  const changes: Change[] = [];
  const now: Readonly<Record<string, unknown>> = params ?? node.node.params;
  for (const [field, spec] of Object.entries(layer.params)) {
    for (const { rank, value } of valuesOf(field, spec, now, node.type, wanted, { channels, sizes }))
      if (!same(now[field], value)) changes.push({ rank: rank + far, set: { [field]: value } });
  }
  if (sizes && wanted.sizes && 'padding' in layer.params && now['padding'] !== 'same' && !same(now['stride'], 1))
    changes.push({ rank: 1 + far, set: { padding: 'same', stride: 1 } });
  if (sizes && wanted.sizes && node.node.kind === 'input') changes.push(...inputSizes(now, far));
  return changes;
}

/** Both sides of the image at once. */
function inputSizes({ height, width }: Readonly<Record<string, unknown>>, far: number): readonly Change[] {
  const [heights, widths] = [sidesLike(Number(height)), sidesLike(Number(width))];
  return heights.map((side, i) => ({ rank: 3 + far, set: { height: side, width: widths[i] ?? side } }));
}

interface Ranked {
  readonly rank: number;
  readonly value: ParamValue;
}

function valuesOf(
  field: string,
  spec: ParamSpec,
  now: Readonly<Record<string, unknown>>,
  type: TensorType | null,
  wanted: Wanted,
  reaches: { readonly channels: boolean; readonly sizes: boolean },
): readonly Ranked[] {
  const ofSize = reaches.sizes && wanted.sizes;
  const ofChannels = reaches.channels && wanted.channels;
  const ranked = (rank: number, values: readonly ParamValue[]): readonly Ranked[] =>
    values.filter((value) => fits(spec, value)).map((value) => ({ rank, value }));
  switch (field) {
    case 'padding':
      return ofSize ? [...ranked(0, ['same']), ...ranked(2, ['valid', 'torch'])] : [];
    case 'stride':
      return ofSize ? [...ranked(1, [1, 2]), ...ranked(3, [3, 4])] : [];
    case 'kernel':
      return ofSize ? ranked(2, [3, 1, 2, 5, 7, 4]) : [];
    case 'dilation':
      return ofSize ? ranked(2, [1, 2]) : [];
    case 'ceil':
      return ofSize ? ranked(2, [now['ceil'] !== true]) : [];
    case 'height':
    case 'width':
      return ofSize ? ranked(3, sidesLike(Number(now[field]))) : [];
    case 'filters':
    case 'units':
    case 'channels':
      return ofChannels ? ranked(0, widths(Number(now[field]), type, wanted)) : [];
    case 'groups':
      return ofChannels ? ranked(1, [1]) : [];
    case 'mode':
      return spec.type === 'choice' ? ranked(1, spec.options) : [];
    default:
      return [];
  }
}

/**
 * A layer's width that brings what arrives from `now` to what is wanted there: itself, or with what other branches add
 * or multiply.
 */
function widths(width: number, type: TensorType | null, { pairs }: Wanted): readonly number[] {
  const own = type ? Number(type.dims[1]) : width;
  return pairs.flatMap(([now, to]) => (own === now ? [to] : [width + to - now, (width * to) / now, to]));
}

/** Sides that halve well. */
const sidesLike = (side: number): readonly number[] =>
  [2, 4, 8, 16, 32].map((step) => Math.ceil(side / step) * step).concat([side + 1, side - 1, 32, 64, 128, 224]);

function fits(spec: ParamSpec, value: ParamValue): boolean {
  if (spec.type !== 'int' && spec.type !== 'size') return true;
  return Number.isInteger(value) && Number(value) >= spec.min && Number(value) <= spec.max;
}

/**
 * What stands elsewhere in the design for the same parameter, and widths that its tensors have: values that may have
 * been meant in place of a wrong one.
 */
export function valuesElsewhere(
  at: AnalyzedNode,
  field: string,
  byPath: ReadonlyMap<string, AnalyzedNode>,
): readonly Change[] {
  const spec = at.layer?.params[field];
  if (!spec) return [];
  const given = at.node.params[field];
  const found = new Set<ParamValue>(typeof given === 'number' ? [Math.floor(given), Math.ceil(given)] : []);
  for (const { node, type } of byPath.values()) {
    const value = Object.hasOwn(node.params, field) ? node.params[field] : undefined;
    if (value !== undefined && node !== at.node) found.add(value);
    if (field === 'filters' || field === 'units') found.add(Number(type?.dims[1] ?? 0));
    if (found.size >= MOST_ELSEWHERE) break;
  }
  for (const value of spec.type === 'choice' ? spec.options : spec.type === 'padding' ? ['same', 'valid'] : [1, 2, 3])
    found.add(value);
  return [...found].filter((value) => fits(spec, value)).map((value) => ({ rank: 1, set: { [field]: value } }));
}

const MOST_ELSEWHERE = 24;

/** Whether a parameter has the value already; a size of equal sides is one number. */
const same = (now: unknown, value: ParamValue): boolean =>
  Array.isArray(now) ? now.every((side) => side === value) : now === value;
