import { type Problem, problem } from '../base/diagnostics.ts';
import type { Judged } from './fixes/mender.ts';

/**
 * What a conversion spoils: a problem that says so, and the errors of the converted design that the design had not;
 * empty where there are none. An error of a kind that the design had counts as new only at a place that it had too,
 * since conversions move and copy what is there.
 */
export function newErrors(before: Omit<Judged, 'layersOfWork'>, after: readonly Problem[]): readonly Problem[] {
  const errors = before.problems.filter(({ severity }) => severity === 'error');
  const kinds = new Set(errors.map(({ code }) => code));
  const places = new Set(errors.map(({ code, node }) => `${code} ${node}`));
  const fresh = after.filter(
    ({ severity, code, node }) =>
      severity === 'error' && !places.has(`${code} ${node}`) && (!kinds.has(code) || before.byPath.has(node)),
  );
  const [first] = fresh;
  if (!first) return [];
  return [problem('convert.spoils', '', { count: fresh.length }), ...fresh];
}
