import type { Port } from './layer.ts';

export const noInputs = [] as const satisfies readonly Port<never>[];
export const oneInput = [{ name: 'in', variadic: false, min: 1 }] as const satisfies readonly Port<'in'>[];
/** Any number from two on, in stored order. */
export const manyInputs = [{ name: 'in', variadic: true, min: 2 }] as const satisfies readonly Port<'in'>[];

/** What stands at a single port; analysis has checked that it is there. */
export function only<T>(entries: readonly T[]): T {
  const [entry] = entries;
  if (entry === undefined) throw new Error('a single port has nothing on it');
  return entry;
}
