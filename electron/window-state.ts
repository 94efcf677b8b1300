import { join } from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';
import { keepJsonFile, readJsonFile } from '../engine/host/shell/json-file.ts';

const stateFile = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  maximized: z.boolean(),
});
export type WindowState = Partial<Rectangle> & {
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
};

export const smallest = { width: 960, height: 600 } as const;
const FIRST: WindowState = { width: 1440, height: 900, maximized: false };
/** Of the title bar, so much must be on a screen for a hand to reach it. */
const REACHABLE = 100;

/** Where the window was; a screen that is gone takes its place with it, not its size. */
export function loadWindowState(folder: string, screens: readonly Rectangle[]): WindowState {
  const stored = readJsonFile(fileIn(folder), stateFile);
  if (!stored) return FIRST;
  const { x, y, maximized } = stored;
  const size = { width: Math.max(stored.width, smallest.width), height: Math.max(stored.height, smallest.height) };
  const isReachable = screens.some(
    (s) =>
      x + size.width > s.x + REACHABLE && x < s.x + s.width - REACHABLE && y >= s.y && y < s.y + s.height - REACHABLE,
  );
  return isReachable ? { x, y, ...size, maximized } : { ...size, maximized };
}

export function storeWindowState(folder: string, bounds: Rectangle, maximized: boolean): void {
  const { x, y, width, height } = bounds;
  keepJsonFile(fileIn(folder), { x, y, width, height, maximized });
}

const fileIn = (folder: string): string => join(folder, 'window.json');
