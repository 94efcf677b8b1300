import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Desktop } from '../../electron/desktop.ts';
import { FakeElectron, type FakePort, type FakeWindow } from './fake-electron.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'layerloom-closing-')));
/** For a process to start, on a machine that has other work. */
let electron: FakeElectron;
let port: FakePort;

beforeEach(async () => {
  electron = new FakeElectron(root);
  new Desktop(electron.api, {
    parts: {
      page: root,
      engine: { executable: process.execPath, args: [join(import.meta.dirname, 'silent-engine.mjs')] },
    },
    platform: 'linux',
    argv: ['electron'],
    folder: root,
    preload: '/preload.cjs',
    dataFolder: join(root, 'data'),
    shown: () => {},
  }).start();
  await vi.waitUntil(() => electron.window !== null, { timeout: 15_000 });
  electron.tell('layerloom:engine');
  [port] = electron.window!.ports as [FakePort];
});
afterEach(async () => {
  await electron.end();
  rmSync(join(root, 'data'), { recursive: true });
});

const events = (window: FakeWindow): readonly { readonly type: string; readonly jobs?: readonly object[] }[] =>
  window.sent.map(([, event]) => event as { type: string });
const asked = (window: FakeWindow): number => events(window).filter(({ type }) => type === 'closing').length;
const jobs = (window: FakeWindow): readonly object[] =>
  events(window).findLast(({ type }) => type === 'jobs')?.jobs ?? [];

async function train(): Promise<void> {
  port.say({ type: 'call', id: 1, name: 'train', params: {} });
  await expect.poll(() => jobs(electron.window!)).toMatchObject([{ state: 'running', kept: false }]);
}

function close(): void {
  electron.window?.emit('close', { preventDefault: () => {} });
}

/** As Electron does: the last window's end is an event of the app. */
async function gone(window: FakeWindow): Promise<void> {
  await expect.poll(() => window.calls).toContain('destroy');
  electron.app.emit('window-all-closed');
}

test('a window without a run closes unasked', async () => {
  const window = electron.window!;
  close();
  expect([window.visible, asked(window)]).toEqual([false, 0]);
  await gone(window);
  expect(electron.hasQuit).toBe(true);
});

test('a run that goes on outlives the window; a second start opens a new one, and the app ends with the run', async () => {
  await train();
  const window = electron.window!;
  close();
  close();
  expect([asked(window), window.calls.includes('destroy')]).toEqual([2, false]);
  await electron.ask('window.close', { runs: 'goOn' });
  await gone(window);
  port.other?.emit('close');
  expect(electron.hasQuit).toBe(false);

  electron.app.emit('second-instance', {}, ['electron'], root);
  const second = electron.window!;
  expect(second).not.toBe(window);
  electron.tell('layerloom:engine');
  expect(jobs(second)).toMatchObject([{ call: 'train', kept: true }]);
  const [its] = second.ports as [FakePort];
  its.say({ type: 'attach', id: 9, job: (jobs(second)[0] as { job: number }).job });
  close();
  expect(asked(second)).toBe(1);
  await electron.ask('window.close', { runs: 'goOn' });
  await gone(second);
  expect(electron.hasQuit).toBe(false);
  its.say({ type: 'control', id: 9, wanted: 'stop' });
  await expect.poll(() => electron.hasQuit).toBe(true);
});

test('a run that is stopped ends before the app does', async () => {
  await train();
  const window = electron.window!;
  close();
  await electron.ask('window.close', { runs: 'stop' });
  await gone(window);
  expect(electron.hasQuit).toBe(true);
  await electron.end();
  expect(port.arrived).toContainEqual({ type: 'result', id: 1, result: {} });
  electron.app.emit('second-instance', {}, ['electron'], root);
  expect(electron.startsAgain).toBe(true);
});

test('a page that does not answer is not asked', async () => {
  await train();
  const window = electron.window!;
  window.emit('unresponsive');
  close();
  expect([window.visible, asked(window)]).toEqual([false, 0]);
});

test('a page that crashes again and again is loaded ever more slowly', async () => {
  const window = electron.window!;
  const crash = (): boolean => window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  const loads = (): number => window.calls.filter((call) => call === 'reload').length;
  crash();
  await expect.poll(loads).toBe(1);
  crash();
  await expect.poll(loads).toBe(2);
  crash();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(loads()).toBe(2);
});
