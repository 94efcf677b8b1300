import type { Scalar } from '../base/diagnostics.ts';

/** A setting, and its value in each run; null where a run's optimizer or schedule has none of that name. */
export interface Difference {
  readonly name: string;
  readonly values: readonly (Scalar | null)[];
}

/** What is not alike in all runs, in the order in which it is met. */
export function differing(runs: readonly ReadonlyMap<string, Scalar | null>[]): readonly Difference[] {
  const names = [...new Set(runs.flatMap((run) => [...run.keys()]))];
  return names
    .map((name) => ({ name, values: runs.map((run) => run.get(name) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}

/** Each setting by the way to it: `optimizer.momentum` → 0.9. */
export function flatSettings(settings: object, prefix = ''): readonly (readonly [name: string, value: Scalar])[] {
  return Object.entries(settings).flatMap(([key, value]: readonly [string, unknown]) => {
    const name = `${prefix}${key}`;
    if (typeof value === 'object' && value !== null) return flatSettings(value, `${name}.`);
    return [[name, value as Scalar] as const];
  });
}
