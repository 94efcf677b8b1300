import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { RunFolder } from '../../../engine/train/run-folder.ts';
import { inTemporaryFolder, run } from '../in-process.ts';
import { goOn, list } from './kept-run.ts';

inTemporaryFolder();
const design = join(import.meta.dirname, '../../fixtures/designs/unnormalised.loom.json');

let ended: Awaited<ReturnType<typeof run>>;
beforeAll(async () => {
  const flags = '--data builtin:digits --batch 100 --lr 1000 --momentum 0 --schedule constant --device cpu --threads 1';
  ended = await run(['train', design, ...flags.split(' '), '--max-steps', '20', '--out', 'runs/broken']);
}, 60_000);

test('a run whose loss broke is not offered to be resumed, but to be trained anew, as a whole command', async () => {
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('fix: Use a learning rate of 0.02') });
  expect(await list('runs')).toMatchObject([
    { status: 'failed', resumesFrom: null, anewAt: 0.02, hasCheckpoint: true },
  ]);
  const { stderr } = await run(['runs']);
  expect(stderr).toContain('layerloom train --like runs/broken --lr 0.02');
  expect(stderr).not.toContain('--resume');
});

test('a resume is refused with that command, also one that moves the end out or asks for another rate', async () => {
  const before = readFileSync('runs/broken/run.json', 'utf8');
  for (const change of [{}, { epochs: 100 }, { maxSteps: 50 }]) {
    await expect(goOn('runs/broken', change)).rejects.toMatchObject({
      problems: [{ code: 'resume.diverged', values: { run: 'runs/broken', fits: 0.02 } }],
    });
  }
  const rate = await run(['train', '--resume', 'runs/broken', '--lr', '0.01']);
  expect(rate.code).toBe(2);
  expect(rate.stderr).toContain('layerloom train --like runs/broken --lr');
  expect(readFileSync('runs/broken/run.json', 'utf8')).toBe(before);
});

test('the command trains the same design on the same data with the same settings, but for the rate', async () => {
  const anew = await run('train --like runs/broken --lr 0.02 --device cpu --out runs/anew'.split(' '));
  expect(anew).toMatchObject({ code: 0 });
  const [broken, other] = ['runs/broken', 'runs/anew'].map((path) => new RunFolder(path).readRecord());
  expect(other!.settings).toEqual({ ...broken!.settings, learningRate: 0.02 });
  expect([other!.design, other!.data]).toEqual([broken!.design, broken!.data]);
});

test('flags replace what the run had one by one; an optimizer brings its own defaults', async () => {
  const flags = 'train --like runs/anew --max-steps 1 --optimizer adam --schedule cosine --device cpu --out runs/third';
  expect(await run(flags.split(' '))).toMatchObject({ code: 0 });
  const { settings } = new RunFolder('runs/third').readRecord();
  expect(settings).toMatchObject({ batch: 100, learningRate: 0.02, maxSteps: 1, schedule: { kind: 'cosine' } });
  expect(settings.optimizer).toMatchObject({ kind: 'adam', beta1: 0.9 });
});

test('an epoch whose validation loss is no number is not the best, and it is said', async () => {
  const flags = '--data builtin:digits --batch 16 --max-steps 3 --lr 1000 --weight-decay 1 --device cpu --threads 1';
  const template = 'template:cifar_resnet?depth=8&filters=4';
  const { stdout, stderr } = await run(['train', template, ...flags.split(' '), '--out', 'runs/over']);
  expect(stderr).toContain('The validation loss of epoch 1 is no finite number');
  expect(stdout).not.toMatch(/best/);
});
