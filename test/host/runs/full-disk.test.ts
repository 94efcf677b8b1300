import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { describe as messageOf } from '../../../engine/base/catalogue/index.ts';
import { ProblemError } from '../../../engine/base/diagnostics.ts';
import { Stream } from '../../../engine/base/random.ts';
import { inTemporaryFolder } from '../in-process.ts';
import { goOn, list, outcome, trainInto } from './kept-run.ts';
import { disk } from './small-disk.ts';

vi.mock('node:fs', async (original) => (await import('./small-disk.ts')).onSmallDisk(await original()));

inTemporaryFolder();
let whole: object;
/** Bytes that the run writes. */
let needed = 0;
beforeAll(async () => {
  await trainInto('whole');
  needed = disk.written;
  whole = outcome('whole');
});
afterEach(() => Object.assign(disk, { left: Number.POSITIVE_INFINITY, freed: false }));

async function trainOn(left: number, freed: boolean): Promise<string> {
  Object.assign(disk, { left, freed });
  try {
    await trainInto('runs/run');
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ code }) => code).join();
  } finally {
    Object.assign(disk, { left: Number.POSITIVE_INFINITY });
  }
  return 'done';
}

const moments = (seed: number): readonly number[] => {
  const random = new Stream(seed);
  return Array.from({ length: 12 }, () => Math.floor(random.uniform() * needed));
};

test.each([
  ...[0, 1, 200, ...moments(1)].map((left) => ({ left, freed: false })),
  ...moments(2).map((left) => ({ left, freed: true })),
])('a disk that is full after $left bytes, room made: $freed', async ({ left, freed }) => {
  expect(await trainOn(left, freed)).toMatch(/^run\.diskFull(Early)?$/);
  const [run] = await list('runs');
  if (!run) {
    expect(existsSync('runs/run')).toBe(false);
    await trainInto('runs/run');
  } else {
    expect(run.status).toBe(freed ? 'failed' : 'interrupted');
    // Whole where there is one.
    expect(run.problems.map(({ code }) => code)).toEqual(freed ? ['run.diskFull'] : []);
    expect(run.hasCheckpoint).toBe(existsSync('runs/run/checkpoint.safetensors'));
    await goOn('runs/run');
  }
  expect(outcome('runs/run')).toEqual(whole);
  expect(readdirSync('runs/run').toSorted()).toEqual([
    'best.safetensors',
    'checkpoint.safetensors',
    'metrics.jsonl',
    'run.json',
  ]);
  rmSync('runs', { recursive: true });
});
