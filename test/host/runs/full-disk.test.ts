import { existsSync, readdirSync, rmSync } from 'node:fs';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ProblemError } from '../../../engine/base/diagnostics.ts';
import { inTemporaryFolder } from '../in-process.ts';
import { goOn, list, outcome, trainInto } from './kept-run.ts';
import { disk } from './small-disk.ts';

vi.mock('node:fs', async (original) => (await import('./small-disk.ts')).onSmallDisk(await original()));

inTemporaryFolder();
let whole: object;
/** Two epochs of two steps, with a checkpoint after each: small, since it is trained for every write. */
const train = (out: string): ReturnType<typeof trainInto> =>
  trainInto(out, { settings: { epochs: 2, batch: 512 }, checkpointEvery: 1 });
beforeAll(async () => {
  await train('whole');
  whole = outcome('whole');
});
afterEach(() => Object.assign(disk, { left: Number.POSITIVE_INFINITY, freed: false }));

async function trainOn(left: number, freed: boolean): Promise<string> {
  Object.assign(disk, { left, freed });
  try {
    await train('runs/run');
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ code }) => code).join();
  } finally {
    Object.assign(disk, { left: Number.POSITIVE_INFINITY });
  }
  return 'done';
}

test('the disk is full in the middle of whatever write: said, nothing lost, and the run goes on to the same numbers', async () => {
  let writes = 0;
  while ((await fullAfter(writes, writes % 2 === 1)) !== 'done') writes++;
  expect(writes).toBeGreaterThan(15);
}, 90_000);

async function fullAfter(writes: number, freed: boolean): Promise<string> {
  const code = await trainOn(writes, freed);
  if (code === 'done') return code;
  expect([writes, code]).toEqual([writes, expect.stringMatching(/^run\.diskFull(Early)?$/)]);
  const [run] = await list('runs');
  expect(existsSync('runs/run')).toBe(run !== undefined);
  const told = run && [run.status, run.problems.map((p) => p.code), run.hasCheckpoint];
  const isThere = existsSync('runs/run/checkpoint.safetensors');
  expect(told).toEqual(run && (freed ? ['failed', [code], isThere] : ['interrupted', [], isThere]));
  await (run ? goOn('runs/run') : train('runs/run'));
  expect({ writes, ...outcome('runs/run') }).toEqual({ writes, ...whole });
  expect(readdirSync('runs/run').toSorted()).toEqual([
    'best.safetensors',
    'checkpoint.safetensors',
    'metrics.jsonl',
    'run.json',
  ]);
  rmSync('runs', { recursive: true });
  return code;
}
