import { type Problem, problem } from './diagnostics.ts';

/** Problems that are told one by one; of more, the number. */
export const MOST_PROBLEMS = 100;

type Severity = Problem['severity'];

/**
 * Problems in the order in which they are found, errors and warnings up to `MOST_PROBLEMS` each. Broken files have them
 * by the hundred thousand: those beyond are counted and never made, since looking for what was meant takes longer than
 * finding what is wrong.
 */
export class ProblemList {
  readonly #kept: Problem[] = [];
  readonly #found = { error: 0, warning: 0 };

  /** Adds one of that severity; `make` is only called where it is kept. */
  add(severity: Severity, make: () => Problem): void {
    this.#found[severity] += 1;
    if (this.#found[severity] <= MOST_PROBLEMS) this.#kept.push(make());
  }

  addAll(problems: Iterable<Problem>): void {
    for (const found of problems) this.add(found.severity, () => found);
  }

  /** Whether another one of that severity would only be counted. */
  isFull(severity: Severity = 'error'): boolean {
    return this.#found[severity] >= MOST_PROBLEMS;
  }

  /** Those kept, then the number of the others. */
  all(): readonly Problem[] {
    const { error, warning } = this.#found;
    return limited([...this.#kept, ...andMore(error + warning - this.#kept.length, error > MOST_PROBLEMS)]);
  }
}

/**
 * At most `MOST_PROBLEMS`, errors before warnings where there are too many, in their order; then the number of the
 * others. Numbers of lists within are added up.
 */
export function limited(problems: readonly Problem[]): readonly Problem[] {
  const named = problems.filter((p) => p.code !== 'problems.more');
  const counts = problems.filter((p) => p.code === 'problems.more');
  if (named.length <= MOST_PROBLEMS && counts.length === 0) return problems;
  let room = MOST_PROBLEMS;
  const kept = new Set<Problem>();
  for (const severity of ['error', 'warning'] as const)
    for (const found of named) if (found.severity === severity && room-- > 0) kept.add(found);
  const cut = named.filter((p) => !kept.has(p));
  const count = counts.reduce((sum, p) => sum + Number(p.values['count']), cut.length);
  const hasError = [...cut, ...counts].some((p) => p.severity === 'error');
  return [...named.filter((p) => kept.has(p)), ...andMore(count, hasError)];
}

/** Says how many are left out; `hasError` tells whether an error is among them. */
function andMore(count: number, hasError: boolean): readonly Problem[] {
  const severity = hasError ? 'error' : 'warning';
  return count === 0 ? [] : [problem('problems.more', '', { count }, { severity })];
}
