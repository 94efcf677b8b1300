import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build } from '../../scripts/build.mjs';
import { designs, layerloom, start, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
const tiny = join(designs, 'tiny.loom.json');

test('a training whose reader goes away stops with a checkpoint and tells no success; it goes on where it was', async () => {
  const flags = '--data builtin:digits --epochs 5000 --batch 32 --threads 1 --json --out piped'.split(' ');
  const child = await start(['train', tiny, ...flags], folder);
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout!.on('data', (text: Buffer) => {
    if (text.includes('"type":"step"')) child.stdout!.destroy();
  });
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(1);
  expect(stderr).toContain('Nobody takes the output any more (EPIPE)');
  const record = JSON.parse(readFileSync(join(folder, 'piped/run.json'), 'utf8')) as { summary: { step: number } };
  expect(record).toMatchObject({ status: 'stopped' });
  const more = ['--max-steps', String(record.summary.step + 1)];
  const resumed = await layerloom(['train', '--resume', 'piped', ...more], folder);
  expect(resumed.stderr).toContain(`going on from step ${record.summary.step}`);
});

test('a table whose reader goes away is no failure', async () => {
  const child = await start(['inspect', 'template:resnet152'], folder);
  child.stdout!.destroy();
  child.stderr!.resume();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test.skipIf(!existsSync('/dev/full'))('output that cannot be written is said in a sentence, and fails', async () => {
  const cli = join(await build('engine'), 'cli.mjs');
  const child = spawn(process.execPath, [cli, 'inspect', tiny], {
    stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
  });
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number];
  expect([code, stderr]).toEqual([1, 'The output cannot be written (ENOSPC).\n']);
});
