import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Desktop } from '../../electron/desktop.ts';
import { designIn } from '../../electron/files.ts';
import { FakeElectron } from './fake-electron.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'layerloom-opening-')));
const engine = join(import.meta.dirname, 'silent-engine.mjs');
afterAll(() => rmSync(root, { recursive: true }));

test('a file that macOS opens before the app is ready is shown by the first page', async () => {
  const fresh = new FakeElectron(root);
  new Desktop(fresh.api, {
    parts: { page: root, engine: { executable: process.execPath, args: [engine] } },
    platform: 'darwin',
    argv: ['electron', 'main.mjs'],
    folder: root,
    preload: '/preload.cjs',
    dataFolder: join(root, 'data'),
    shown: () => {},
  }).start();
  let prevented = false;
  fresh.app.emit('open-file', { preventDefault: () => (prevented = true) }, join(root, 'early.loom.json'));
  expect([prevented, fresh.window]).toEqual([true, null]);
  await expect.poll(() => fresh.window).not.toBeNull();
  expect(await fresh.ask('hello', {})).toMatchObject({ result: { open: join(root, 'early.loom.json') } });
  await fresh.end();
});

test.each([
  [['net.loom.json'], '/home/net.loom.json'],
  [['--inspect', '/data/net.LOOM.JSON', 'other.loom.json'], '/data/net.LOOM.JSON'],
  [['../net.json'], '/net.json'],
  [['model.ONNX'], '/home/model.ONNX'],
  [['--file=net.loom.json', 'main.mjs', ''], null],
  [[], null],
])('a command line %j names the design %j', (argv, path) => {
  expect(designIn(argv, '/home')).toBe(path);
});
