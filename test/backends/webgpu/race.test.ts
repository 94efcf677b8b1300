import { describe, expect, it } from 'vitest';
import { race } from '../../../engine/backends/webgpu/race.ts';

/** A machine whose candidates take `times`, runs `spell` … `spell` + `length` − 1 of all five times as long; its clock moves by what runs take. */
function machine(times: readonly number[], { spell = Infinity, length = times.length, deadline = 10_000 } = {}) {
  let clock = 0;
  const runs: number[] = [];
  const run = async (candidate: number): Promise<number> => {
    const isSlow = runs.length >= spell && runs.length < spell + length;
    const time = times[candidate]! * (isSlow ? 5 : 1);
    runs.push(candidate);
    clock += time;
    return time;
  };
  const result = race({ candidates: times.length, run, now: () => clock, deadline });
  return { result, runs, clock: () => clock };
}

const runsOf = (runs: readonly number[], candidate: number): number => runs.filter((r) => r === candidate).length;

describe('a race of kernels', () => {
  it('is decided by the lowest time of each', async () => {
    const { result, runs } = machine([10, 8, 12]);
    expect(await result).toEqual([10, 8, 12]);
    expect(runs).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
  });

  it('ends as it would without, whenever a spell of load as long as a round falls into it', async () => {
    for (const length of [1, 2, 3])
      for (let spell = 0; spell < 18; spell++)
        expect([spell, await machine([10, 8, 12], { spell, length }).result]).toEqual([spell, [10, 8, 12]]);
  });

  it('goes on without those that are three times as slow, once they were so twice', async () => {
    const { result, runs } = machine([1, 3.1, 2.9]);
    expect(await result).toEqual([1, 3.1, 2.9]);
    expect([0, 1, 2].map((c) => runsOf(runs, c))).toEqual([6, 2, 6]);
  });

  it('ends early where only one is left, and where rounds take long', async () => {
    const left = machine([1, 4, 5]);
    expect(await left.result).toEqual([1, 4, 5]);
    expect(left.runs).toHaveLength(6);
    const long = machine([50, 60]);
    expect(await long.result).toEqual([50, 60]);
    expect(long.runs).toHaveLength(4);
  });

  it('begins nothing that would end after the deadline', async () => {
    for (const deadline of [40, 45, 55, 70, 1000]) {
      const { result, clock } = machine([10, 10], { deadline });
      expect(await result).toEqual([10, 10]);
      expect(clock()).toBeLessThanOrEqual(deadline);
    }
  });

  it('gives up, undecided, as soon as no decision can be had before the deadline', async () => {
    const { result, runs } = machine([10, 8], { deadline: 39 });
    expect(await result).toBeNull();
    expect(runs).toEqual([0]);
  });
});
