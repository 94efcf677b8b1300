import { expect, test } from 'vitest';
import type { FromEngine } from '../../../engine/host/protocol.ts';
import { EngineJob } from '../../../engine/host/shell/engine-job.ts';

/** Events as the engine says them, told apart by their type and a number. */
const said = (type: string, n: number): FromEngine =>
  ({ type: 'event', id: 1, event: { type, n, name: 'net', run: null } }) as unknown as FromEngine;

const heardBy = (job: EngineJob): readonly string[] => {
  const heard: string[] = [];
  job.attach({
    id: 7,
    send: (message) => {
      const { event } = message as unknown as { event: { type: string; n: number } };
      expect(message).toMatchObject({ id: 7 });
      heard.push(`${event.type} ${event.n}`);
    },
  });
  return heard;
};

test('who attaches to a sweep hears which design trains, what came of those before, and its latest steps', () => {
  const job = new EngineJob(1, 'sweep', {});
  for (const [type, n] of [
    ['design', 0],
    ['start', 0],
    ['step', 0],
    ['point', 0],
    ['design', 1],
    ['start', 1],
    ['step', 1],
    ['step', 2],
  ] as const)
    job.note(said(type, n));
  expect(heardBy(job)).toEqual(['design 1', 'point 0', 'start 1', 'step 1', 'step 2']);
  for (const [type, n] of [
    ['point', 1],
    ['design', 2],
  ] as const)
    job.note(said(type, n));
  // The next one has not begun: nothing of the one before is its own.
  expect(heardBy(job)).toEqual(['design 2', 'point 0', 'point 1']);
});

test('who attaches to a paused job hears so last', () => {
  const job = new EngineJob(1, 'train', {});
  job.note(said('start', 0));
  job.wanted = 'pause';
  const heard: FromEngine[] = [];
  job.attach({ id: 7, send: (message) => heard.push(message) });
  expect(heard.at(-1)).toEqual({ type: 'acknowledged', id: 7, wanted: 'pause' });
  expect(heard).toHaveLength(2);
});
