import type { Fix, FixAction } from '../base/diagnostics.ts';
import type { RawParams } from './layer.ts';

/** Makes a node a layer of ours: its kind, and its parameters `now` under the names that they have in `wanted`. */
export function toKind(node: string, kind: string, now: RawParams, wanted: RawParams): Fix {
  const gone = Object.keys(now).filter((field) => !Object.hasOwn(wanted, field));
  const set = Object.entries(wanted).filter(([field, value]) => now[field] !== value);
  const actions: FixAction[] = [
    { do: 'setKind', node, kind },
    ...gone.map((field) => ({ do: 'unsetParam', node, field }) as const),
    ...set.map(([field, value]) => ({ do: 'setParam', node, field, value }) as const),
  ];
  const settings = set.map(([field, value]) => `${field} ${String(value)}`).join(', ');
  return { code: 'kind.set', values: { kind, ...(settings && { settings }) }, actions };
}
