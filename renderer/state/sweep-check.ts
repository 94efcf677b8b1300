import type { Problem } from '../../engine/base/diagnostics.ts';
import type { TrainingCheck } from '../../engine/host/runs-protocol.ts';

import type { OnAxis } from '../../engine/settings/sweep-axis.ts';

type Facts = TrainingCheck['facts'];

/** A network of a sweep. */
export interface Point extends OnAxis {
  readonly series: string;
}

export interface CheckedPoint extends Point {
  readonly check: TrainingCheck;
}

/** What was checked before a start: one network, or all of a sweep. */
export interface SetupCheck {
  readonly problems: readonly Problem[];
  readonly facts: Facts;
  readonly sweep: {
    readonly runs: number;
    /** Those whose step takes least and most memory; null where no network's is known. */
    readonly lightest: (Point & { readonly bytes: number }) | null;
    readonly heaviest: (Point & { readonly bytes: number }) | null;
    /** Of the problems that only some networks have: the one that it is told of. */
    readonly of: ReadonlyMap<Problem, Point>;
  } | null;
}

export const ofOne = ({ problems, facts }: TrainingCheck): SetupCheck => ({
  problems: problems as readonly Problem[],
  facts,
  sweep: null,
});

/**
 * All networks of a sweep, as one: what it takes together, and each mistake once, told of the deepest that has it.
 * `checked` is not empty.
 */
export function ofSweep(checked: readonly CheckedPoint[]): SetupCheck {
  const byDepth = [...checked].sort((a, b) => a.depth - b.depth);
  const found = new Map<string, { readonly problem: Problem; readonly point: Point; readonly count: number }>();
  for (const { check, ...point } of byDepth)
    for (const problem of check.problems as readonly Problem[]) {
      const key = [problem.code, problem.field, problem.node].join('|');
      found.set(key, { problem, point, count: (found.get(key)?.count ?? 0) + 1 });
    }
  const needs = byDepth
    .flatMap(({ check, ...point }) => {
      const bytes = check.facts.memory?.predictedBytes;
      return bytes === undefined ? [] : [{ ...point, bytes }];
    })
    .sort((a, b) => a.bytes - b.bytes);
  const last = byDepth.at(-1)!.check.facts;
  const sum = (value: (facts: Facts) => number | null | undefined): number =>
    checked.reduce((total, { check }) => total + (value(check.facts) ?? 0), 0);
  return {
    problems: [...found.values()].map(({ problem }) => problem),
    facts: {
      ...last,
      steps: last.steps === null ? null : sum(({ steps }) => steps),
      disk: last.disk && { ...last.disk, neededBytes: sum(({ disk }) => disk?.neededBytes) },
    },
    sweep: {
      runs: checked.length,
      lightest: needs[0] ?? null,
      heaviest: needs.at(-1) ?? null,
      of: new Map(
        [...found.values()].flatMap(({ problem, point, count }) =>
          count === checked.length && sameEverywhere(problem, checked) ? [] : [[problem, point] as const],
        ),
      ),
    },
  };
}

const sameEverywhere = (wanted: Problem, checked: readonly CheckedPoint[]): boolean =>
  checked.every(({ check }) =>
    check.problems.some(
      (problem) => problem.code === wanted.code && JSON.stringify(problem.values) === JSON.stringify(wanted.values),
    ),
  );
