import { type Fix, type ParamValue, type Problem, problem } from '../base/diagnostics.ts';
import { nearest } from '../base/nearest.ts';
import type { PaddingSpec, ParamSchema, ParamSpec, Params, RawParams, Size } from './layer.ts';
import { asNumber, clamp, defaultFix, setFix, show } from './value-fixes.ts';

type Value = number | boolean | string | readonly number[];

export interface ReadParams {
  /** Null where a wrong value leaves the layer's shape open. */
  readonly params: Params<ParamSchema> | null;
  readonly problems: readonly Problem[];
}

/**
 * A document's values → typed parameters, defaults filled in, or what is wrong with each, with fixes. A wrong number,
 * choice or list (a rate, an initialiser) is replaced by its default, so that inference goes on; a wrong whole number,
 * size, padding or switch may decide the shape and leaves it open.
 */
export function readParams(schema: ParamSchema, raw: RawParams, path: string): ReadParams {
  const problems: Problem[] = [];
  const params: Record<string, Value> = {};
  let open = false;
  for (const field in schema) {
    const spec = schema[field]!;
    const given = Object.hasOwn(raw, field) ? raw[field] : undefined;
    if (given === undefined) {
      params[field] = defaultOf(spec);
      continue;
    }
    const wrong = readers[spec.type](spec as never, given);
    if (!('code' in wrong)) {
      params[field] = wrong.value;
      continue;
    }
    problems.push(complaint(path, field, spec, given, wrong));
    params[field] = defaultOf(spec);
    open ||= spec.type === 'int' || spec.type === 'size' || spec.type === 'padding' || spec.type === 'boolean';
  }
  for (const field in raw) if (!Object.hasOwn(schema, field)) problems.push(unknown(path, field, raw[field]!, schema));
  return { params: open ? null : params, problems };
}

function defaultOf(spec: ParamSpec): Value {
  return spec.type === 'size' ? [spec.default, spec.default] : spec.default;
}

interface Right {
  readonly value: Value;
}
interface Wrong {
  readonly code:
    | 'notInteger'
    | 'notNumber'
    | 'notBoolean'
    | 'notChoice'
    | 'notSize'
    | 'notPadding'
    | 'notList'
    | 'outOfRange';
  /** The nearest value that would do. */
  readonly nearest?: ParamValue;
}
type Read = Right | Wrong;
type Readers = {
  readonly [T in ParamSpec['type']]: (spec: Extract<ParamSpec, { type: T }>, given: ParamValue) => Read;
};

const readers: Readers = {
  int(spec, given) {
    const n = asNumber(given);
    if (n === null) return { code: 'notInteger' };
    const inside = clamp(Math.round(n), spec);
    if (!Number.isInteger(given)) return { code: 'notInteger', nearest: inside };
    return n === inside ? { value: n } : { code: 'outOfRange', nearest: inside };
  },
  number(spec, given) {
    const n = asNumber(given);
    if (n === null) return { code: 'notNumber' };
    const inside = clamp(n, spec);
    if (typeof given !== 'number') return { code: 'notNumber', nearest: inside };
    return n === inside ? { value: n } : { code: 'outOfRange', nearest: inside };
  },
  boolean(_, given) {
    if (typeof given === 'boolean') return { value: given };
    if (given === 'true' || given === 1) return { code: 'notBoolean', nearest: true };
    return given === 'false' || given === 0 ? { code: 'notBoolean', nearest: false } : { code: 'notBoolean' };
  },
  choice(spec, given) {
    if (typeof given !== 'string') return { code: 'notChoice' };
    if (spec.options.includes(given)) return { value: given };
    const meant = nearest(given, spec.options);
    return meant === null ? { code: 'notChoice' } : { code: 'notChoice', nearest: meant };
  },
  size(spec, given) {
    const sides = Array.isArray(given) ? given : [given, given];
    const numbers = sides.map(asNumber);
    const [rows, columns] = numbers;
    if (sides.length !== 2 || rows === null || columns === null || rows === undefined || columns === undefined) {
      return { code: 'notSize' };
    }
    const inside: Size = [clamp(Math.round(rows), spec), clamp(Math.round(columns), spec)];
    const mended = inside[0] === inside[1] ? inside[0] : inside;
    if (!sides.every((side) => Number.isInteger(side))) return { code: 'notSize', nearest: mended };
    return rows === inside[0] && columns === inside[1] ? { value: inside } : { code: 'outOfRange', nearest: mended };
  },
  padding(_, given) {
    if (typeof given === 'string') {
      if (given === 'same' || given === 'torch' || given === 'valid') return { value: given };
      const meant = nearest(given, ['same', 'torch', 'valid']);
      return meant === null ? { code: 'notPadding' } : { code: 'notPadding', nearest: meant };
    }
    if (typeof given === 'boolean') return { code: 'notPadding' };
    const isPad = (side: ParamValue) => Number.isInteger(side) && Number(side) >= 0 && Number(side) <= MOST_PADDING;
    if (typeof given === 'number') return isPad(given) ? { value: given } : { code: 'notPadding' };
    if (given.length !== 4 || !given.every(isPad)) return { code: 'notPadding' };
    return { value: given as Extract<PaddingSpec, readonly number[]> };
  },
  list(_, given) {
    const isList = Array.isArray(given) && given.every((n) => typeof n === 'number' && Number.isFinite(n));
    return isList ? { value: given as readonly number[] } : { code: 'notList' };
  },
};

const MOST_PADDING = 1024;

function complaint(path: string, field: string, spec: ParamSpec, given: ParamValue, wrong: Wrong): Problem {
  const { nearest: mended } = wrong;
  const fixes = [
    ...(mended === undefined ? [] : [setFix(field, mended, { do: 'setParam', node: path, field, value: mended })]),
    defaultFix(path, field, spec.default),
  ];
  const range = wrong.code === 'outOfRange' && 'min' in spec ? { min: spec.min, max: spec.max } : {};
  const options = wrong.code === 'notChoice' && 'options' in spec ? { options: spec.options.join(', ') } : {};
  const suggestion = wrong.code === 'notChoice' && mended !== undefined ? { suggestion: show(mended) } : {};
  const values = { field, value: show(given), ...range, ...options, ...suggestion };
  return problem(`param.${wrong.code}`, path, values, { field, fixes });
}

function unknown(path: string, field: string, given: ParamValue, schema: ParamSchema): Problem {
  const suggestion = nearest(field, Object.keys(schema));
  const fixes: Fix[] = [];
  if (suggestion !== null) {
    fixes.push({
      code: 'value.rename',
      values: { field, suggestion },
      actions: [
        { do: 'unsetParam', node: path, field },
        { do: 'setParam', node: path, field: suggestion, value: given },
      ],
    });
  }
  fixes.push({ code: 'value.drop', values: { field }, actions: [{ do: 'unsetParam', node: path, field }] });
  const known = Object.keys(schema).join(', ');
  const values = { field, ...(suggestion === null ? {} : { suggestion }), ...(known === '' ? {} : { known }) };
  return problem('param.unknown', path, values, { field, fixes });
}
