import { type Problem, ProblemError } from '../../engine/base/diagnostics.ts';

/** What is wrong, by whoever is asked; none where nothing is thrown. */
export function problemsOf(work: () => unknown): readonly Problem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
}
