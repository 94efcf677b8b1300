import type { Budget } from './budget.ts';

/** Runs of a candidate, at most, and milliseconds a candidate after which no further round begins. */
const ROUNDS = 6;
const ENOUGH = 60;
/** Runs of each candidate before one can be said to be the fastest: what slowed down a single one decides nothing. */
const LEAST_ROUNDS = 2;
/** A candidate that took so many times as long as the fastest one is out. */
const HOPELESS = 3;

/** Candidates that compute the same. */
export interface Contest {
  readonly candidates: number;
  /** Floating-point operations of a run. */
  readonly flops: number;
  /** Compiles them; once, however often it is called. */
  compile(): Promise<unknown>;
  /** Brings them to the device, compiled; null where it has no room. */
  load(): Promise<Loaded | null>;
}

interface Loaded {
  /** Runs a candidate once; resolves with what it took, on whichever clock they are compared by. */
  readonly run: (candidate: number) => Promise<number>;
  readonly dispose: () => void;
}

/**
 * The times of those contests for which there is time: each time the largest that can be decided, by what was seen so far. With `ahead`, the next one's candidates
 * compile while a contest runs.
 */
export async function raceAll<C extends Contest>(
  contests: readonly C[],
  budget: Budget,
  ahead: boolean,
): Promise<ReadonlyMap<C, readonly number[]>> {
  const decided = new Map<C, readonly number[]>();
  const open = contests.toSorted((a, b) => b.flops - a.flops);
  const find = (): number => open.findIndex((c) => budget.hasRuns(LEAST_ROUNDS * c.candidates, c.flops));
  for (let at = find(); at >= 0; at = find()) {
    const [contest] = open.splice(at, 1) as [C];
    const compiled = contest.compile();
    // What fails does so again where it is awaited.
    if (ahead) open[find()]?.compile().catch(() => {});
    if ((await budget.loading(compiled.then(() => true))) === null) break;
    const loading = contest.load();
    const loaded = await budget.loading(loading);
    if (!loaded) {
      void loading.then((late) => late?.dispose());
      continue;
    }
    const times = await race({ ...contest, run: loaded.run }, budget);
    loaded.dispose();
    if (times) decided.set(contest, times);
  }
  return decided;
}

/**
 * The lowest time of each candidate, or null where no decision could be had in time. Candidates take turns, so that other work on the machine slows down all of them,
 * or one of them once. While a candidate has yet to run, there is time for several runs: it may take as many times as long as foretold.
 */
export async function race(
  { candidates, flops, run }: Pick<Contest, 'candidates' | 'flops'> & Pick<Loaded, 'run'>,
  budget: Budget,
): Promise<readonly number[] | null> {
  const lowest = Array.from({ length: candidates }, () => Infinity);
  const began = performance.now();
  let field = [...lowest.keys()];
  let [done, slowest] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    if (round >= LEAST_ROUNDS && (field.length <= 1 || performance.now() - began > ENOUGH * candidates)) break;
    for (const candidate of field) {
      const due = Math.max(1, LEAST_ROUNDS * candidates - done);
      if (!budget.has(due * (done > 0 ? slowest : budget.run(flops)))) return round < LEAST_ROUNDS ? null : lowest;
      const [time, milliseconds] = await budget.running(flops, run(candidate));
      lowest[candidate] = Math.min(lowest[candidate]!, time);
      slowest = Math.max(slowest, milliseconds);
      done++;
    }
    const best = Math.min(...lowest);
    if (round >= LEAST_ROUNDS - 1) field = field.filter((candidate) => lowest[candidate]! <= HOPELESS * best);
  }
  return lowest;
}
