import type { Fix, FixAction, ParamValue } from '../base/diagnostics.ts';

/** A value as a message shows it; long lists are cut. */
export function show(value: ParamValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The same with quotes around a text, where its type is the point. */
export const quoted = (value: ParamValue): string => JSON.stringify(value).slice(0, 60);

/** Texts that read as a number count as one that was put in quotes by mistake. */
export function asNumber(given: ParamValue): number | null {
  if (typeof given !== 'number' && (typeof given !== 'string' || given.trim() === '')) return null;
  const n = Number(given);
  return Number.isFinite(n) ? n : null;
}

export function clamp(n: number, { min, max }: { readonly min: number; readonly max: number }): number {
  return Math.min(Math.max(n, min), max);
}

/** Sets a parameter to a value that would do, by `action`. */
export const setFix = (field: string, value: ParamValue, action: FixAction): Fix => ({
  code: 'value.set',
  values: { field, value: show(value) },
  actions: [action],
});

/** Takes a node's own value of a parameter away, so that the default counts. */
export const defaultFix = (node: string, field: string, value: ParamValue): Fix => ({
  code: 'value.default',
  values: { field, value: show(value) },
  actions: [{ do: 'unsetParam', node, field }],
});
