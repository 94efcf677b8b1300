import type { Scalar } from '../base/diagnostics.ts';

/** Each setting by the way to it: `optimizer.momentum` → 0.9. */
export function flatSettings(settings: object, prefix = ''): readonly (readonly [name: string, value: Scalar])[] {
  return Object.entries(settings).flatMap(([key, value]: readonly [string, unknown]) => {
    const name = `${prefix}${key}`;
    if (typeof value === 'object' && value !== null) return flatSettings(value, `${name}.`);
    return [[name, value as Scalar] as const];
  });
}
