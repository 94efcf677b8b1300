import type { RunControl } from './events.ts';

/** So long a batch may take once a stop is wanted. */
const STALLED_MS = 3000;

/**
 * What comes from `source`. Ends before it where nothing has come for a while and a stop is wanted: a disk that does
 * not answer is not waited for.
 */
export async function* unlessStalled<T>(
  source: AsyncIterable<T>,
  { wanted }: RunControl,
  milliseconds = STALLED_MS,
): AsyncGenerator<T, void> {
  const items = source[Symbol.asyncIterator]();
  let stalled = false;
  try {
    for (;;) {
      const next = items.next();
      const item = await orStop(next, wanted, milliseconds);
      stalled = item === null;
      if (item === null) next.catch(() => {});
      if (item === null || item.done) return;
      yield item.value;
    }
  } finally {
    // Who waits for a disk cannot be told to end, and need not be waited for.
    const ended = items.return?.();
    if (stalled) ended?.catch(() => {});
    else await ended;
  }
}

/** Null where a stop is wanted and the promise has not come for so long. */
function orStop<T>(promise: Promise<T>, wanted: RunControl['wanted'], milliseconds: number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      if (wanted() === 'stop') settle(() => resolve(null));
    }, milliseconds);
    const settle = (how: () => void): void => {
      clearInterval(timer);
      how();
    };
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}
