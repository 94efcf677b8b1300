import type { CDPSession, Page } from 'playwright-core';

export interface FrameRow {
  readonly name: string;
  readonly median: number;
  readonly p95: number;
  /**
   * Of frames while something moves: how many there were, and how many took longer than one and a half sixtieths of a
   * second.
   */
  readonly frames?: number;
  readonly dropped?: number;
  /** Processor time of the page's main thread for each frame, which other load on the machine does not lengthen. */
  readonly threadMs?: number;
}

const FRAME_MS = 1000 / 60;

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;

/** Progress goes to stderr: the table is what is printed. */
const note = (text: string): boolean => process.stderr.write(`${text}\n`);

const line = ({ name, median, p95, frames, dropped, threadMs }: FrameRow): string => {
  const cells = [name, median.toFixed(1), p95.toFixed(1)];
  const more = frames === undefined ? ['', ''] : [`${dropped} of ${frames}`, threadMs?.toFixed(1) ?? ''];
  return `| ${[...cells, ...more].join(' | ')} |`;
};

export const table = (rows: readonly FrameRow[]): string =>
  [
    '| headless Chromium, ms | median | p95 | dropped frames | main thread a frame |',
    '| --- | --: | --: | --: | --: |',
    ...rows.map(line),
    '',
  ].join('\n');

export function row(name: string, times: readonly number[], more: Partial<FrameRow> = {}): FrameRow {
  const sorted = [...times].sort((a, b) => a - b);
  const measured = { name, median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), ...more };
  note(line(measured));
  return measured;
}

/** Frame times while `move` goes on. */
export async function frames(page: Page, name: string, move: () => Promise<void>): Promise<FrameRow> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.evaluate(() => {
    const times: number[] = [];
    let last = performance.now();
    const frame = (now: number): void => {
      times.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(window, { frameTimes: times });
  });
  const before = await taskSeconds(session);
  await move();
  const busy = (await taskSeconds(session)) - before;
  const times = ((await page.evaluate('frameTimes')) as number[]).slice(3);
  await session.detach();
  return row(name, times, {
    frames: times.length,
    dropped: times.filter((ms) => ms > 1.5 * FRAME_MS).length,
    threadMs: (busy * 1000) / Math.max(1, times.length),
  });
}

/** Of the page's main thread so far. */
async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}
