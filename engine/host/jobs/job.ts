import type { RunControl } from '../../train/events.ts';
import type { CallName, CallParams, CallResult, JobEvent } from '../protocol.ts';

export type Emit = (event: JobEvent) => void;

/** What a call does, in a worker thread. Throws a ProblemError for a person's mistakes. */
export type Job<C extends CallName> = (
  params: CallParams<C>,
  emit: Emit,
  control: RunControl,
) => Promise<CallResult<C>>;
