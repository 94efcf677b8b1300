import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { isHeld, RunLock } from '../../engine/train/run-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-lock-'));
const path = join(folder, 'lock.json');
afterEach(() => rmSync(path, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const lock = (change: object = {}): void =>
  writeFileSync(path, JSON.stringify({ host: hostname(), pid: process.pid, process: null, ...change }));
const lastSeen = (secondsAgo: number): void => {
  const then = Date.now() / 1000 - secondsAgo;
  utimesSync(path, then, then);
};

/** The number of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid!;
}

test('holds as long as its process goes on; a second one is refused, and it leaves nothing', () => {
  const held = RunLock.take(path, folder);
  expect(isHeld(path)).toBe(true);
  expect(() => RunLock.take(path, folder)).toThrow(/run\.beingWritten/);
  held.release();
  expect([isHeld(path), existsSync(path)]).toEqual([false, false]);
});

test('the lock of a process that has ended is none, and is replaced', async () => {
  lock({ pid: await deadPid() });
  expect(isHeld(path)).toBe(false);
  RunLock.take(path, folder).release();
});

test.skipIf(process.platform !== 'linux')('a process that got the number of a dead one does not hold its lock', () => {
  RunLock.take(path, folder);
  const own = JSON.parse(readFileSync(path, 'utf8')) as { readonly process: string };
  lock(own);
  expect(isHeld(path)).toBe(true);
  const [boot, start] = own.process.split('/');
  lock({ process: `${boot}/${Number(start) - 1}` });
  expect(isHeld(path)).toBe(false);
  lock({ process: `00000000-0000-0000-0000-000000000000/${start}` });
  expect(isHeld(path)).toBe(false);
});

test('a lock from before the machine started is none, where processes have no mark either', () => {
  lock();
  lastSeen(60 * 60 * 24 * 365);
  expect(isHeld(path)).toBe(false);
});

test('of another machine only its silence is known', () => {
  lock({ host: 'another', pid: 1 });
  expect(isHeld(path)).toBe(true);
  lastSeen(9 * 60);
  expect(isHeld(path)).toBe(true);
  lastSeen(11 * 60);
  expect(isHeld(path)).toBe(false);
});

test.each(['', '{', '[]', '{"pid": "x"}', 'null'])('what is no lock, as %j, holds nothing', (text) => {
  writeFileSync(path, text);
  expect(isHeld(path)).toBe(false);
  RunLock.take(path, folder).release();
});
