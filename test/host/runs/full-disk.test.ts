import { existsSync, readdirSync, rmSync } from 'node:fs';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ProblemError } from '../../../engine/base/diagnostics.ts';
import { inTemporaryFolder } from '../in-process.ts';
import { goOn, list, outcome, trainInto } from './kept-run.ts';
import { disk } from './small-disk.ts';

vi.mock('node:fs', async (original) => (await import('./small-disk.ts')).onSmallDisk(await original()));

inTemporaryFolder();
let whole: object;
/** How often the run writes. */
let needed = 0;
beforeAll(async () => {
  await trainInto('whole');
  needed = disk.writes;
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

test('the disk is full in the middle of whatever write: said, nothing lost, and the run goes on to the same numbers', async () => {
  expect(needed).toBeGreaterThan(20);
  for (let writes = 0; writes < needed; writes++) await fullAfter(writes, writes % 2 === 1);
}, 60_000);

async function fullAfter(writes: number, freed: boolean): Promise<void> {
  const code = await trainOn(writes, freed);
  expect([writes, code]).toEqual([writes, expect.stringMatching(/^run\.diskFull(Early)?$/)]);
  const [run] = await list('runs');
  expect(existsSync('runs/run')).toBe(run !== undefined);
  const told = run && [run.status, run.problems.map((p) => p.code), run.hasCheckpoint];
  const isThere = existsSync('runs/run/checkpoint.safetensors');
  expect(told).toEqual(run && (freed ? ['failed', [code], isThere] : ['interrupted', [], isThere]));
  await (run ? goOn('runs/run') : trainInto('runs/run'));
  expect({ writes, ...outcome('runs/run') }).toEqual({ writes, ...whole });
  expect(readdirSync('runs/run').toSorted()).toEqual([
    'best.safetensors',
    'checkpoint.safetensors',
    'metrics.jsonl',
    'run.json',
  ]);
  rmSync('runs', { recursive: true });
}
