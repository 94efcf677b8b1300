import { expect, test } from 'vitest';
import { alwaysRun, type RunControl } from '../../engine/train/events.ts';
import { unlessStalled } from '../../engine/train/unless-stalled.ts';

async function* numbers(log: string[], waitsAt = Number.POSITIVE_INFINITY): AsyncGenerator<number> {
  try {
    for (let i = 0; i < 4; i++) {
      if (i === waitsAt) await new Promise(() => {});
      yield i;
    }
  } finally {
    log.push('closed');
  }
}

async function taken(source: AsyncIterable<number>, most = 9): Promise<readonly number[]> {
  const found: number[] = [];
  for await (const n of source) {
    found.push(n);
    if (found.length === most) break;
  }
  return found;
}

test('gives all that comes, and closes its source where its reader goes away', async () => {
  const log: string[] = [];
  const run: RunControl = { wanted: () => 'stop' };
  expect(await taken(unlessStalled(numbers(log), run))).toEqual([0, 1, 2, 3]);
  expect(await taken(unlessStalled(numbers(log), run), 2)).toEqual([0, 1]);
  expect(log).toEqual(['closed', 'closed']);
});

test('ends where nothing comes and a stop is wanted, and only then', async () => {
  let asked = 0;
  const later: RunControl = { wanted: () => (++asked < 3 ? 'run' : 'stop') };
  expect(await taken(unlessStalled(numbers([], 2), later, 1))).toEqual([0, 1]);
  expect(asked).toBe(3);
});

test('passes on what went wrong', async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 0;
    throw new Error('no such image');
  }
  await expect(taken(unlessStalled(broken(), alwaysRun))).rejects.toThrow('no such image');
});
