import { spawnSync } from 'node:child_process';
import type * as Fs from 'node:fs';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { RunLock } from '../../engine/train/run-lock.ts';

/** What another process does just before the next calls of the file system. */
const others = vi.hoisted(() => ({ before: () => {} }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  const watched = ['linkSync', 'readFileSync', 'renameSync', 'rmSync'] as const;
  const wrapped = watched.map((name) => {
    const call = fs[name] as (...args: unknown[]) => unknown;
    const watching = (...args: unknown[]): unknown => {
      others.before();
      return call(...args);
    };
    return [name, watching] as const;
  });
  return { ...fs, ...Object.fromEntries(wrapped) };
});

const folder = mkdtempSync(join(tmpdir(), 'layerloom-race-'));
const path = join(folder, 'lock.json');
afterAll(() => rmSync(folder, { recursive: true }));

const { pid } = spawnSync(process.execPath, ['-e', '']);
const dead = (id: string): string => JSON.stringify({ host: hostname(), pid, process: null, id });

/** Null where it was refused. */
function taken(): RunLock | null {
  try {
    return RunLock.take(path, folder);
  } catch (error) {
    expect(String(error)).toContain('run.beingWritten');
    return null;
  }
}

/**
 * Takes the lock while others do: at the calls of the file system that are named, counted over all, one more process
 * comes and is done before this one goes on.
 */
function race(comes: readonly number[]): { readonly held: readonly RunLock[]; readonly calls: number } {
  const held: RunLock[] = [];
  let calls = 0;
  others.before = () => {
    if (!comes.includes(calls++)) return;
    const lock = taken();
    if (lock) held.push(lock);
  };
  const lock = taken();
  if (lock) held.push(lock);
  others.before = () => {};
  return { held, calls };
}

test.each([
  ['no lock', []],
  ['that of a dead process', [dead('a')]],
  ['a broken one', ['']],
])('of two and of three that come at any moment to %s, one holds it and nothing else is left', (_, left) => {
  const wrong: string[] = [];
  let tried = 0;
  for (let first = 0, most = 1; first < most; first++) {
    for (let second = first; second < most; second++) {
      for (const text of left) writeFileSync(path, text);
      const { held, calls } = race([first, second]);
      tried++;
      most = Math.max(most, calls);
      const files = readdirSync(folder);
      if (held.length !== 1 || files.join() !== 'lock.json') wrong.push(`${first}, ${second}: ${held.length} ${files}`);
      for (const lock of held) lock.release();
      if (readdirSync(folder).length > 0) wrong.push(`${first}, ${second}: ${readdirSync(folder)} after the release`);
      rmSync(path, { force: true });
    }
  }
  expect(wrong).toEqual([]);
  expect(tried).toBeGreaterThan(10);
});
