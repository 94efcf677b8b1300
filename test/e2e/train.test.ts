import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeSafetensors } from '../../engine/train/safetensors.ts';
import { designs, jsonLines, layerloom, signalWhen, start, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
const tiny = join(designs, 'tiny.loom.json');
const bytes = (...path: string[]): Buffer => readFileSync(join(folder, ...path));

/**
 * Everything random: dropout, augmentation, shuffling. The run ends within its first epoch, and is long enough that a
 * signal comes before its end on a machine that is busy.
 */
const someSteps =
  `train ${tiny} --data builtin:digits --batch 4 --max-steps 240 --optimizer adam --augment crop1,flip --checkpoint-every 5 --threads 1 --json`.split(
    ' ',
  );

test('a run that is killed and goes on ends with the very bytes of an uninterrupted one', async () => {
  const whole = await layerloom([...someSteps, '--out', 'whole'], folder);
  expect(whole).toMatchObject({ code: 0, stderr: '' });

  const killed = await signalWhen(
    await start([...someSteps, '--out', 'killed'], folder),
    ({ type, step }) => type === 'step' && step === 9,
    'SIGKILL',
  );
  expect(killed.signal).toBe('SIGKILL');
  expect(JSON.parse(bytes('killed', 'run.json').toString())).toMatchObject({ status: 'running' });
  const [listed] = jsonLines((await layerloom(['runs', 'killed', '--json'], folder)).stdout);
  expect(listed).toMatchObject({ runs: [{ run: 'killed', status: 'interrupted', hasCheckpoint: true }] });

  const resumed = await layerloom(['train', '--resume', 'killed', '--json'], folder);
  expect(resumed.code).toBe(0);
  const start0 = jsonLines(resumed.stdout).find(({ type }) => type === 'start');
  expect(start0!['fromStep']).toBeGreaterThan(0);
  expect(start0!['fromStep']).toBeLessThan(240);
  expect(bytes('killed', 'checkpoint.safetensors').equals(bytes('whole', 'checkpoint.safetensors'))).toBe(true);
  expect(bytes('killed', 'best.safetensors').equals(bytes('whole', 'best.safetensors'))).toBe(true);
  expect(withoutTimes('killed')).toEqual(withoutTimes('whole'));
});

test('the same where it is killed at its first start or step, before any checkpoint', async () => {
  // Within its first epoch, and long enough that the signal comes before its end on any machine.
  const long = someSteps.join(' ').replace('--batch 4 --max-steps 240', '--batch 2 --max-steps 600');
  const few = [...long.replace('--checkpoint-every 5', '--checkpoint-every 1000').split(' '), '--no-autotune'];
  await layerloom([...few, '--out', 'untuned'], folder);
  for (const type of ['start', 'step']) {
    const killed = await signalWhen(
      await start([...few, '--out', `at-${type}`], folder),
      (line) => line['type'] === type,
      'SIGKILL',
    );
    expect(killed.signal).toBe('SIGKILL');
    expect(existsSync(join(folder, `at-${type}`, 'checkpoint.safetensors'))).toBe(false);
    const resumed = await layerloom(['train', '--resume', `at-${type}`], folder);
    expect(resumed).toMatchObject({ code: 0, stderr: expect.stringContaining('It starts again from the beginning') });
    expect(bytes(`at-${type}`, 'checkpoint.safetensors').equals(bytes('untuned', 'checkpoint.safetensors'))).toBe(true);
    expect(withoutTimes(`at-${type}`)).toEqual(withoutTimes('untuned'));
  }
});

/** The metrics of a run without what the clock says. */
function withoutTimes(run: string): object[] {
  const clock = new Set(['ms', 'imagesPerSecond', 'secondsLeft', 'seconds']);
  return jsonLines(bytes(run, 'metrics.jsonl').toString()).map((line) =>
    Object.fromEntries(Object.entries(line).filter(([name]) => !clock.has(name))),
  );
}

test('the events of a run: data, start, steps, epoch, done', async () => {
  const { stdout } = await layerloom(
    ['train', tiny, '--data', 'builtin:digits', '--epochs', '1', '--batch', '128', '--test', '--json'],
    folder,
  );
  const [found, ...events] = jsonLines(stdout);
  expect(found).toMatchObject({ type: 'data', name: 'digits' });
  expect(events.map((e) => e['type'])).toEqual(['start', ...Array(10).fill('step'), 'epoch', 'done']);
  expect(events[0]).toMatchObject({ name: 'tiny', steps: 10, batch: 128, trainImages: 1293, run: 'runs/tiny-1' });
  expect(events[1]).toMatchObject({ step: 0, epoch: 0, heads: { 'loss/classifier': expect.any(Number) } });
  expect((events[1]!['layers'] as number[]).length).toBe((events[0]!['layerMetrics'] as string[]).length);
  expect(events.at(-1)).toMatchObject({ status: 'done', reason: 'finished', test: { images: 360 } });
  expect(JSON.parse(bytes('runs/tiny-1/run.json').toString())).toMatchObject({
    status: 'done',
    design: { format: 'layerloom', name: 'tiny' },
    data: { source: 'builtin:digits', classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] },
  });
});

test('Ctrl-C ends a run cleanly, with a checkpoint that goes on where it stopped; the end may be moved out but not in', async () => {
  const many = ['--data', 'builtin:digits', '--batch', '32', '--epochs', '500', '--json'];
  const stopped = await signalWhen(
    await start(['train', tiny, ...many, '--out', 'stopped'], folder),
    ({ type, step }) => type === 'step' && step === 3,
    'SIGINT',
  );
  expect(stopped).toMatchObject({ code: 0, stderr: '' });
  const done = jsonLines(stopped.stdout).at(-1)!;
  expect(done).toMatchObject({ type: 'done', status: 'stopped', reason: 'stopRequested' });
  expect(JSON.parse(bytes('stopped', 'run.json').toString())).toMatchObject({ status: 'stopped' });

  const lowered = await layerloom(['train', '--resume', 'stopped', '--epochs', '2'], folder);
  expect(lowered).toMatchObject({ code: 2, stderr: expect.stringContaining('epochs cannot go down from 500 to 2') });

  const steps = Number(done['steps']) + 2;
  const resumed = await layerloom(['train', '--resume', 'stopped', '--max-steps', String(steps), '--json'], folder);
  const events = jsonLines(resumed.stdout);
  // Its cosine is another one now.
  expect(events[0]).toMatchObject({ type: 'warnings', problems: [{ code: 'resume.stretched' }] });
  expect(events[1]).toMatchObject({ type: 'data', name: 'digits' });
  expect(events[2]).toMatchObject({ type: 'start', fromStep: done['steps'] });
  expect(events.filter((e) => e['type'] === 'step')).toHaveLength(2);
  expect(events.at(-1)).toMatchObject({ status: 'done', reason: 'maxSteps' });
});

test('a loss that breaks names the first layer, keeps the last good state and exits with 1', async () => {
  const design = join(designs, 'unnormalised.loom.json');
  const settings = ['--data', 'builtin:digits', '--lr', '1000', '--momentum', '0', '--schedule', 'constant'];
  const { code, stderr } = await layerloom(['train', design, ...settings, '--out', 'broken'], folder);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /error The loss is no longer a finite number at step \d+: the \w+ of (conv1|conv2|dense|classifier)[\w.]* is the first/,
  );
  expect(stderr).toContain('Lower the learning rate (1000)');
  expect(JSON.parse(bytes('broken', 'run.json').toString())).toMatchObject({ status: 'failed' });
  const kept = decodeSafetensors(bytes('broken', 'checkpoint.safetensors'), '');
  expect([...kept.tensors.values()].every(({ data }) => data.every(Number.isFinite))).toBe(true);
  const broken = Number(/at step (\d+)/.exec(stderr)![1]);
  expect(JSON.parse(kept.metadata['progress']!)).toMatchObject({ step: broken });
});
