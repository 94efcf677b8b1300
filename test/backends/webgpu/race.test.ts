import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Budget } from '../../../engine/backends/webgpu/budget.ts';
import { type Contest, race, raceAll } from '../../../engine/backends/webgpu/race.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** (A timer takes a millisecond at least.) */
const after = async (milliseconds: number): Promise<void> => {
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
};

/** What `work` gives, and the milliseconds that it takes; the clock then goes on. */
async function timed<T>(work: Promise<T>): Promise<readonly [T, number]> {
  const began = performance.now();
  const done = work.then((result) => [result, performance.now() - began] as const);
  await vi.advanceTimersByTimeAsync(1e6);
  return done;
}

/** A device assumed to take so many milliseconds an operation, and the milliseconds for all. */
const budgetOf = (pace: number, milliseconds: number): Budget => new Budget(pace, milliseconds);

/** A machine whose candidates take `times`, runs `spell` … `spell` + `length` − 1 of all five times as long. */
async function machine(
  times: readonly number[],
  { spell = Infinity, length = times.length, left = 10_000, foretold = 0 } = {},
) {
  const runs: number[] = [];
  const run = async (candidate: number): Promise<number> => {
    const isSlow = runs.length >= spell && runs.length < spell + length;
    const time = times[candidate]! * (isSlow ? 5 : 1);
    runs.push(candidate);
    await after(time);
    return time;
  };
  const [result, took] = await timed(race({ candidates: times.length, flops: 1, run }, budgetOf(foretold, left)));
  return { result, runs, took };
}

const runsOf = (runs: readonly number[], candidate: number): number => runs.filter((r) => r === candidate).length;

describe('a race of kernels', () => {
  it('is decided by the lowest time of each', async () => {
    const { result, runs } = await machine([10, 8, 12]);
    expect(result).toEqual([10, 8, 12]);
    expect(runs).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
  });

  it('ends as it would without, whenever a spell of load as long as a round falls into it', async () => {
    for (const length of [1, 2, 3])
      for (let spell = 0; spell < 18; spell++)
        expect([spell, (await machine([10, 8, 12], { spell, length })).result]).toEqual([spell, [10, 8, 12]]);
  });

  it('goes on without those that are three times as slow, once they were so twice', async () => {
    const { result, runs } = await machine([1, 3.1, 2.9]);
    expect(result).toEqual([1, 3.1, 2.9]);
    expect([0, 1, 2].map((c) => runsOf(runs, c))).toEqual([6, 2, 6]);
  });

  it('ends early where only one is left, and where rounds take long', async () => {
    const left = await machine([1, 4, 5]);
    expect(left.result).toEqual([1, 4, 5]);
    expect(left.runs).toHaveLength(6);
    const long = await machine([50, 60]);
    expect(long.result).toEqual([50, 60]);
    expect(long.runs).toHaveLength(4);
  });

  it('begins nothing that would end after the deadline', async () => {
    for (const left of [40, 45, 55, 70, 1000]) {
      const { result, took } = await machine([10, 10], { left });
      expect(result).toEqual([10, 10]);
      expect(took).toBeLessThanOrEqual(left);
    }
  });

  it('expects of a candidate what the slowest took, not the last', async () => {
    const { result, took } = await machine([20, 7], { left: 95 });
    expect(result).toEqual([20, 7]);
    expect(took).toBe(3 * 27);
  });

  it('gives up, undecided, as soon as no decision can be had before the deadline', async () => {
    const { result, runs } = await machine([10, 8], { left: 39 });
    expect(result).toBeNull();
    expect(runs).toEqual([0]);
  });

  it('does not begin where what is foretold of its first run leaves no time for a decision', async () => {
    expect(await machine([10, 8], { left: 39, foretold: 10 })).toEqual({ result: null, runs: [], took: 0 });
    expect((await machine([10, 8], { left: 40, foretold: 10 })).result).toEqual([10, 8]);
  });

  it('ends in time though a candidate takes several times as long as those before it', async () => {
    for (const slow of [10, 20, 30]) {
      const { took } = await machine([10, slow], { left: 40, foretold: 10 });
      expect(took).toBeLessThanOrEqual(40);
    }
  });

  it('of no candidates is over at once', async () => {
    expect(await machine([])).toEqual({ result: [], runs: [], took: 0 });
  });
});

interface Shape {
  readonly flops?: number;
  readonly compile?: number;
  readonly load?: number;
  readonly times?: readonly number[];
  readonly room?: boolean;
}

/** Contests of calls like these, with a journal of what begins. */
function contests(shapes: readonly Shape[]) {
  const journal: string[] = [];
  let loaded = 0;
  const all = shapes.map(
    ({ flops = 1, compile = 0, load = 0, times = [10, 8], room = true }, i): Contest & { readonly i: number } => {
      let compiling: Promise<void> | undefined;
      return {
        i,
        flops,
        candidates: times.length,
        compile() {
          if (!compiling) journal.push(`compile ${i}`);
          return (compiling ??= after(compile));
        },
        async load() {
          journal.push(`load ${i}`);
          await after(load);
          if (!room) return null;
          loaded++;
          return {
            async run(candidate) {
              journal.push(`run ${i}`);
              await after(times[candidate]!);
              return times[candidate]!;
            },
            dispose: () => void loaded--,
          };
        },
      };
    },
  );
  return { all, journal, loaded: () => loaded };
}

/** Tunes calls like these in so many milliseconds, on a device that is assumed to take one an operation. */
async function tuned(shapes: readonly Shape[], { left = 1000, ahead = false, pace = 1 } = {}) {
  const { all, journal, loaded } = contests(shapes);
  const [decided, took] = await timed(raceAll(all, budgetOf(pace, left), ahead));
  return { decided: [...decided].map(([{ i }, times]) => [i, times]), took, journal, kept: loaded() };
}

describe('races of all calls in bounded time', () => {
  it('decide the largest first, and free what they load', async () => {
    const { decided, kept } = await tuned([{ flops: 1 }, { flops: 20, times: [20, 30] }, { flops: 2 }]);
    expect(decided).toEqual([
      [1, [20, 30]],
      [2, [10, 8]],
      [0, [10, 8]],
    ]);
    expect(kept).toBe(0);
  });

  it('of nothing are over at once', async () => {
    expect(await tuned([])).toMatchObject({ decided: [], took: 0 });
  });

  it('wait for no compilation after the deadline, and load nothing that is compiled later', async () => {
    const { decided, took, journal } = await tuned([{ compile: 5000 }, {}], { left: 1000 });
    expect(decided).toEqual([]);
    expect(took).toBe(1000);
    expect(journal).toEqual(['compile 0']);
  });

  it('wait for no loading after the deadline, and free what is loaded later', async () => {
    const { decided, took, journal, kept } = await tuned([{ load: 5000 }, {}], { left: 1000 });
    expect(decided).toEqual([]);
    expect(took).toBe(1000);
    expect(journal).toEqual(['compile 0', 'load 0']);
    expect(kept).toBe(0);
  });

  it('begin no call for which there is no time, compiling as long as the slowest so far', async () => {
    const one = { compile: 200, times: [10, 10] };
    const { decided, took, journal } = await tuned([one, one, one, one, one], { left: 1000 });
    expect(decided).toHaveLength(3);
    expect(took).toBe(3 * (200 + 12 * 10));
    expect(journal).not.toContain('compile 3');
  });

  it('begin a call of unknown pace only where the assumed one leaves time for all its runs', async () => {
    expect((await tuned([{ flops: 250 }], { left: 1000 })).decided).toHaveLength(1);
    expect((await tuned([{ flops: 251 }], { left: 1000 })).journal).toEqual([]);
  });

  it('run nothing of unknown pace when compilation has left little', async () => {
    const { took, journal } = await tuned([{ flops: 100, compile: 700 }], { left: 1000 });
    expect(took).toBe(700);
    expect(journal).not.toContain('run 0');
  });

  it('learn the pace from a call that is small enough, then decide the large ones', async () => {
    const { decided } = await tuned([
      { flops: 900, times: [90, 80] },
      { flops: 100, times: [10, 10] },
      { flops: 1000, times: [100, 100] },
    ]);
    expect(decided.map(([i]) => i)).toEqual([1, 2, 0]);
  });

  it('pass over what is too large for the time that is left, and decide what is smaller', async () => {
    const { decided, took } = await tuned([
      { flops: 100, times: [100, 100] },
      { flops: 900, times: [900, 900] },
      { flops: 50, times: [50, 50] },
    ]);
    expect(decided.map(([i]) => i)).toEqual([0, 2]);
    expect(took).toBeLessThanOrEqual(1000);
  });

  it('expect the pace of the slowest call so far, not of the last', async () => {
    const { decided, journal } = await tuned(
      [
        { flops: 100, times: [100, 100] },
        { flops: 90, times: [9, 9] },
        { flops: 80, times: [80, 80] },
      ],
      { left: 800 },
    );
    expect(decided.map(([i]) => i)).toEqual([0, 1]);
    expect(journal).not.toContain('run 2');
  });

  it('are late by a run that hangs, however long, and by nothing else', async () => {
    const { decided, took, journal } = await tuned([{ times: [10, 50_000] }, {}], { left: 1000 });
    expect(decided).toEqual([]);
    expect(took).toBe(10 + 50_000);
    expect(journal).toEqual(['compile 0', 'load 0', 'run 0', 'run 0']);
  });

  it('pass over a call for which the device has no room', async () => {
    const { decided } = await tuned([{ flops: 2, room: false }, {}]);
    expect(decided.map(([i]) => i)).toEqual([1]);
  });

  it('compile ahead what is next, on a processor that does not play the GPU; a kernel that does not compile is an error when its turn comes', async () => {
    const shapes = [{ flops: 3 }, { flops: 2 }, { flops: 1 }];
    expect((await tuned(shapes, { ahead: true })).journal.slice(0, 3)).toEqual(['compile 0', 'compile 1', 'load 0']);
    expect((await tuned(shapes)).journal.slice(0, 2)).toEqual(['compile 0', 'load 0']);
    const { all, journal } = contests(shapes);
    const broken = { ...all[1]!, compile: () => after(1).then(() => Promise.reject(new Error('does not compile'))) };
    const failing = raceAll([all[0]!, broken], budgetOf(1, 1000), true).catch((error: unknown) => error);
    expect(await timed(failing)).toMatchObject([{ message: 'does not compile' }, 6 * (10 + 8) + 1]);
    expect(journal).toContain('run 0');
  });

  it('end in time, whatever calls take, unless a run is longer than all was foretold to be', async () => {
    // Compiling and loading of any length; runs up to thrice as long as the pace of those before says.
    const random = (n: number): number => ((n * 7919) % 101) / 101;
    for (let seed = 0; seed < 50; seed++) {
      const shapes = Array.from({ length: 12 }, (_, i) => {
        const flops = 1 + 99 * random(seed * 12 + i);
        const times = [1, 2].map((c) => flops * (1 + 2 * random(seed + 31 * i + c)));
        return { flops, compile: 300 * random(seed * 5 + i), load: 20 * random(seed * 3 + i), times };
      });
      const { took, kept } = await tuned(shapes, { left: 1000, ahead: seed % 2 === 0 });
      expect([seed, took <= 1000, kept]).toEqual([seed, true, 0]);
    }
  });
});
