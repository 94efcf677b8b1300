import { type Problem, ProblemError } from '../../engine/base/diagnostics.ts';

/** Something that is looked up: it is there, on its way (with what was there before), or refused. */
export interface Looked<T> {
  readonly value: T | null;
  readonly busy: boolean;
  readonly problems: readonly Problem[];
}

export const notLooked = { value: null, busy: false, problems: [] } as const;

/** What came of a question, with its problems as values. */
export async function looked<T>(question: Promise<T>): Promise<Looked<T>> {
  try {
    return { value: await question, busy: false, problems: [] };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { value: null, busy: false, problems: error.problems };
  }
}
