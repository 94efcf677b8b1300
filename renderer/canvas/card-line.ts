import { grouped } from '../../engine/base/format.ts';
import type { BlockDefinition } from '../../engine/design/document.ts';
import { layerOf } from '../../engine/layers/index.ts';
import type { RawParams } from '../../engine/layers/layer.ts';
import { choiceText } from '../language/choice-text.ts';
import { blockParamText, layerParam, text } from '../language/text.ts';

const pair = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(String).join('×');
  return typeof value === 'number' ? `${value}×${value}` : String(value);
};

const isOne = (value: unknown): boolean => value === 1 || (Array.isArray(value) && value.every((side) => side === 1));

/** The stride behind a slash, as papers write it: `3×3 / 2`. */
const over = (value: unknown): string =>
  isOne(value)
    ? ''
    : ` / ${Array.isArray(value) && value[0] === value[1] ? value[0] : Array.isArray(value) ? pair(value) : String(value)}`;

type Values = Readonly<Record<string, unknown>>;

const dilated = (value: unknown): string => (isOne(value ?? 1) ? '' : text('line.dilated', { by: pair(value) }));

function windowText({ kernel, stride, padding, dilation }: Values): string {
  const pads =
    typeof padding !== 'string' ? text('line.pad', { by: String(padding) }) : padding === 'valid' ? '' : padding;
  return [`${pair(kernel)}${over(stride)}`, pads, dilated(dilation)].filter((part) => part !== '').join(' ');
}

function convolutionText({ kernel, filters, stride, groups, padding, dilation }: Values): string {
  const window = `${pair(kernel)}, ${String(filters)}${over(stride)}${padding === 'valid' ? ' valid' : ''}`;
  const grouping = groups === 1 ? '' : text('line.groups', { count: String(groups) });
  return [window, grouping, dilated(dilation)].filter((part) => part !== '').join(' · ');
}

/** One number where all four sides agree. */
function sidesText({ top, left, bottom, right }: Values): string {
  const sides = [top, left, bottom, right].map(String);
  return new Set(sides).size === 1 ? sides[0]! : sides.join(', ');
}

const lines: Readonly<Record<string, (values: Values) => string>> = {
  conv2d: convolutionText,
  convTranspose2d: convolutionText,
  dense: ({ units }) => text('line.units', { count: grouped(Number(units)) }),
  resize: ({ scale, interpolation }) =>
    `× ${Array.isArray(scale) && scale[0] === scale[1] ? String(scale[0]) : pair(scale)} · ${choiceText('interpolation', String(interpolation))}`,
  pad: ({ fill, ...sides }) => `${choiceText('fill', String(fill))} ${sidesText(sides)}`,
  maxPool: windowText,
  averagePool: windowText,
  dropout: ({ rate }) => `${Math.round(Number(rate) * 1000) / 10} %`,
  shortcut: ({ mode, stride }) => `${choiceText('shortcut', String(mode))}${over(stride)}`,
  auxiliaryHead: ({ weight }) => text('line.weight', { value: String(weight) }),
};

/** The parameters that tell one layer of its kind from another, in one line. */
export function paramsLine(kind: string, params: Values | null): string {
  if (!params) return '';
  const line = lines[kind];
  if (line) return line(params);
  const told = Object.entries(layerOf(kind)?.params ?? {}).filter(([, { onCard }]) => onCard);
  return told.map(([name]) => `${layerParam(kind, name, 'title').toLowerCase()} ${String(params[name])}`).join(' · ');
}

/** A block's given arguments by the titles that the inspector has: `1×1 64 · 3×3 96→128`, `Filters 64 · Stride 2`. */
export function argumentsLine(
  block: string,
  params: BlockDefinition['params'],
  given: RawParams,
  values: RawParams,
): string {
  const { kernel, filters, stride } = values;
  const like = kernel !== undefined && filters !== undefined;
  const window = like ? `${pair(kernel)}, ${String(filters)}${over(stride ?? 1)}` : '';
  const names = Object.keys(given).filter(
    (name) =>
      typeof values[name] !== 'boolean' &&
      !passedOn.has(name) &&
      !(like && windowNames.has(name)) &&
      !(name === 'stride' && isOne(values[name])) &&
      !(name === 'largeKernel' && values[name] === params[name]?.default),
  );
  const rest = names
    .filter((name) => !names.some((other) => reducedOf(other) === name))
    .map((name) => {
      const reduced = reducedOf(name);
      const before = names.includes(reduced) ? `${valueText(values[reduced])}→` : '';
      return `${blockParamText(block, name, 'title', params[name]?.title ?? name)} ${before}${valueText(values[name])}`;
    });
  return [window, ...rest].filter((part) => part !== '').join(' · ');
}

/** The bottleneck in front of an Inception module's branch: `f3r` of `f3`. */
const reducedOf = (name: string): string => `${name}r`;

/** What a convolution's line says already. */
const windowNames: ReadonlySet<string> = new Set(['kernel', 'filters', 'stride', 'padding', 'bias']);

/** What nearly every block takes over from around it and no card needs to repeat. */
const passedOn: ReadonlySet<string> = new Set([
  'norm',
  'activation',
  'init',
  'epsilon',
  'shortcut',
  'zeroLast',
  'block',
]);

function valueText(value: unknown): string {
  if (Array.isArray(value)) return pair(value);
  return typeof value === 'string' ? value.replace(/^block:/, '') : String(value);
}
