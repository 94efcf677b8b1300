import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AtMost } from '../../../renderer/state/at-most.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('acts at once where it rested, then once in its time however often it is asked, the last time too', () => {
  const acted: number[] = [];
  const began = performance.now();
  const shown = new AtMost(100, () => acted.push(performance.now() - began));
  for (let i = 0; i < 25; i++) {
    shown.soon();
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(1000);
  expect(acted).toEqual([0, 100, 200, 300]);
});

test('can be told to act now, or no more', () => {
  const acted = vi.fn<() => void>();
  const shown = new AtMost(100, acted);
  shown.soon();
  shown.now();
  expect(acted).toHaveBeenCalledTimes(1);
  shown.soon();
  shown.cancel();
  vi.advanceTimersByTime(1000);
  expect(acted).toHaveBeenCalledTimes(1);
});
