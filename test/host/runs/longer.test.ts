import { cpSync, rmSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { resume } from '../../../engine/host/jobs/resume.ts';
import { type CallInput, calls, type JobEvent } from '../../../engine/host/protocol.ts';
import { alwaysRun } from '../../../engine/train/events.ts';
import { inTemporaryFolder } from '../in-process.ts';
import { few, stopAfter, trainInto } from './kept-run.ts';

inTemporaryFolder();
const schedules = ['constant', 'step', 'cosine', 'oneCycle'] as const;
beforeAll(async () => {
  for (const kind of schedules) await trainInto(kind, { settings: { ...few.settings, schedule: { kind } } });
  await trainInto('stopped', {}, stopAfter(7));
}, 60_000);

/** What a resume says before its first step, and the rate of that step. */
async function resumed(run: string, change: Partial<CallInput<'resume'>>) {
  rmSync('again', { recursive: true, force: true });
  cpSync(run, 'again', { recursive: true });
  const events: JobEvent[] = [];
  const params = calls.resume.parse({ run: 'again', ...change });
  await resume(params, (event) => events.push(event), alwaysRun);
  const first = events.findIndex(({ type }) => type === 'step');
  const said = events.slice(0, first).flatMap((event) => (event.type === 'warnings' ? event.problems : []));
  const step = events[first];
  return { said, rate: step?.type === 'step' ? step.learningRate : null };
}

test.each([
  ['cosine', { epochs: 4 }, 'cosine', 20],
  ['oneCycle', { epochs: 4 }, 'one-cycle', 20],
  ['cosine', { epochs: 3, maxSteps: 12 }, 'cosine', 12],
])('a %s schedule that %j stretches is said with the rates before it goes on', async (run, change, schedule, now) => {
  const { said, rate } = await resumed(run, change);
  expect(said).toMatchObject([
    { code: 'resume.stretched', severity: 'warning', values: { schedule, before: 10, now } },
  ]);
  expect(Number(said[0]!.values['next'])).toBeCloseTo(rate!, 5);
  expect(Number(said[0]!.values['last'])).toBeLessThan(rate!);
});

test.each([
  ['constant', { epochs: 3 }],
  ['step', { epochs: 3 }],
  ['stopped', {}],
])('a %s run that goes on with %j has the rate that it would have had, and nothing is said', async (run, change) => {
  expect((await resumed(run, change)).said).toEqual([]);
});
