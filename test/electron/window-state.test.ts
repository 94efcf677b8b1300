import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { loadWindowState, smallest, storeWindowState } from '../../electron/window-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-window-'));
const first = { width: 1440, height: 900, maximized: false };
const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const left = { ...screen, x: -1920 };
beforeEach(() => rmSync(join(folder, 'window.json'), { force: true, recursive: true }));
afterAll(() => rmSync(folder, { recursive: true }));

test('the window comes back where it was, of the size that it had, maximized or not', () => {
  expect(loadWindowState(folder, [screen])).toEqual(first);
  const bounds = { x: -1800, y: 30, width: 1200, height: 700 };
  storeWindowState(folder, bounds, true);
  expect(loadWindowState(folder, [screen, left])).toEqual({ ...bounds, maximized: true });
});

test.each([
  ['on a screen that is gone', { x: -1800, y: 30 }],
  ['above the screen, where no hand reaches its title', { x: 30, y: -40 }],
  ['below it', { x: 30, y: 1000 }],
  ['all but out of it', { x: 1900, y: 30 }],
])('a window that was %s keeps its size, not its place', (_, place) => {
  storeWindowState(folder, { ...place, width: 1200, height: 700 }, false);
  expect(loadWindowState(folder, [screen])).toEqual({ width: 1200, height: 700, maximized: false });
});

test('one that is too small to work in grows', () => {
  storeWindowState(folder, { x: 10, y: 10, width: 1, height: 1 }, false);
  expect(loadWindowState(folder, [screen])).toMatchObject(smallest);
});

test.each(['', '{', '[]', '{"width": "wide"}', '{"x":0,"y":0,"width":-5,"height":1e9,"maximized":false}'])(
  'a file that was damaged, as %j, costs its place only',
  (text) => {
    writeFileSync(join(folder, 'window.json'), text);
    expect(loadWindowState(folder, [screen])).toEqual(first);
  },
);

test('a place that cannot be stored keeps no window from closing', () => {
  mkdirSync(join(folder, 'window.json'));
  expect(() => storeWindowState(folder, { ...screen }, false)).not.toThrow();
  expect(loadWindowState(folder, [screen])).toEqual(first);
});
