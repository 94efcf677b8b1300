import { grouped } from '../../engine/base/format.ts';
import type { TensorType } from '../../engine/ir/types.ts';
import type { RawParams } from '../../engine/layers/layer.ts';

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

const windowText = ({ kernel, stride, padding, dilation }: Values): string =>
  `${pair(kernel)}${over(stride)}${typeof padding === 'string' ? (padding === 'valid' ? '' : ` ${padding}`) : ` pad ${String(padding)}`}${isOne(dilation ?? 1) ? '' : ` dilated ${pair(dilation)}`}`;

const lines: Readonly<Record<string, (values: Values) => string>> = {
  conv2d: (p) =>
    `${pair(p['kernel'])}, ${String(p['filters'])}${over(p['stride'])}${p['groups'] === 1 ? '' : ` · ${String(p['groups'])} groups`}${p['padding'] === 'valid' ? ' valid' : ''}${isOne(p['dilation']) ? '' : ` · dilated ${pair(p['dilation'])}`}`,
  dense: (p) => `${grouped(Number(p['units']))} units`,
  maxPool: windowText,
  averagePool: windowText,
  dropout: (p) => `${Math.round(Number(p['rate']) * 1000) / 10} %`,
  leakyRelu: (p) => `slope ${String(p['slope'])}`,
  shortcut: (p) => `${String(p['mode'])}${over(p['stride'])}`,
  localResponseNorm: (p) => `size ${String(p['size'])}`,
  auxiliaryHead: (p) => `weight ${String(p['weight'])}`,
};

/** The parameters that tell one layer of its kind from another, in one line. */
export function paramsLine(kind: string, params: Values | null): string {
  const line = lines[kind];
  return line && params ? line(params) : '';
}

/** A block's given arguments: `filters 64, stride 2`. */
export function argumentsLine(given: RawParams, values: RawParams): string {
  const { kernel, filters, stride } = values;
  const like = kernel !== undefined && filters !== undefined;
  const window = like ? `${pair(kernel)}, ${String(filters)}${over(stride ?? 1)}` : '';
  const names = Object.keys(given).filter(
    (name) =>
      typeof values[name] !== 'boolean' &&
      !passedOn.has(name) &&
      !(like && windowNames.has(name)) &&
      !(name === 'stride' && isOne(values[name])),
  );
  const rest = names.map((name) => `${name} ${valueText(values[name])}`).join(', ');
  return [window, rest].filter((part) => part !== '').join(' · ');
}

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

/** [rows, columns, channels], or [features]; null where unknown. */
export function volumeOf(type: TensorType | null | undefined): readonly number[] | null {
  if (!type) return null;
  const dims = type.dims.slice(1).map(Number);
  const [channels, rows, columns] = dims;
  return dims.length === 3 ? [rows!, columns!, channels!] : dims;
}

export function volumeText(volume: readonly number[] | null): string {
  return volume ? volume.map((n) => grouped(n)).join(' × ') : '?';
}
