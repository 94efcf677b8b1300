import { ProblemError, problem } from '../../base/diagnostics.ts';

/** A call whose schema stands and whose work follows. */
export const planned = (): Promise<never> => {
  throw new ProblemError([problem('engine.failed', '', { reason: 'this call is not there yet' })]);
};
