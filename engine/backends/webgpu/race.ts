/** Runs of a candidate, at most, and milliseconds a candidate after which no further round begins. */
const ROUNDS = 6;
const ENOUGH = 60;
/** Runs of each candidate before one can be said to be the fastest: what slowed down a single one decides nothing. */
const LEAST_ROUNDS = 2;
/** A candidate that took so many times as long as the fastest one is out. */
const HOPELESS = 3;

export interface Race {
  readonly candidates: number;
  /** Runs a candidate once; resolves with what it took, on whichever clock they are compared by. */
  readonly run: (candidate: number) => Promise<number>;
  /** Milliseconds by the wall, and until when all must be over. */
  readonly now: () => number;
  readonly deadline: number;
}

/** Whether each of `candidates` can have the runs that a decision takes before the deadline, if a run takes `milliseconds`. */
export const isInReach = ({ candidates, now, deadline }: Omit<Race, 'run'>, milliseconds: number, done = 0): boolean =>
  now() + Math.max(1, LEAST_ROUNDS * candidates - done) * milliseconds <= deadline;

/**
 * The lowest time of each candidate, or null where no decision could be had in time. Candidates take turns, so that other work on the machine slows down all of them,
 * or one of them once; a run that would end after the deadline, as long as the last one, is not begun.
 */
export async function race({ candidates, run, now, deadline }: Race): Promise<readonly number[] | null> {
  const lowest = Array.from({ length: candidates }, () => Infinity);
  const began = now();
  let field = [...lowest.keys()];
  let [done, last] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    if (round >= LEAST_ROUNDS && (field.length === 1 || now() - began > ENOUGH * candidates)) break;
    for (const candidate of field) {
      if (!isInReach({ candidates, now, deadline }, last, done)) return round < LEAST_ROUNDS ? null : lowest;
      const before = now();
      lowest[candidate] = Math.min(lowest[candidate]!, await run(candidate));
      last = now() - before;
      done++;
    }
    const best = Math.min(...lowest);
    if (round >= LEAST_ROUNDS - 1) field = field.filter((candidate) => lowest[candidate]! <= HOPELESS * best);
  }
  return lowest;
}
