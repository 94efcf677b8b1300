import { closeSync, readSync } from 'node:fs';
import { openPlainFile } from './plain-file.ts';
import type { RunFolder } from './run-folder.ts';

const CHUNK = 1 << 20;
const NEWLINE = 0x0a;
/** So far behind is who reads a run that goes on. */
const FLUSH_MS = 1000;

/** What is written to `metrics.jsonl`: soon, but not step by step, which would cost a fast net more than its step. */
export class MetricsWriter {
  readonly #folder: RunFolder | null;
  #waiting: object[] = [];
  #flushed = performance.now();

  constructor(folder: RunFolder | null) {
    this.#folder = folder;
  }

  add(event: object): void {
    if (!this.#folder) return;
    this.#waiting.push(event);
    if (performance.now() - this.#flushed > FLUSH_MS) this.flush();
  }

  flush(): void {
    this.#folder?.appendMetrics(this.#waiting);
    this.#waiting = [];
    this.#flushed = performance.now();
  }
}

export interface Line {
  readonly text: string;
  /** Bytes of the file up to its end. */
  readonly end: number;
}

export type MetricsEvent = Readonly<Record<string, unknown>>;

/** The event on a line; null where that is no JSON object: it was cut off, or edited by hand. */
export function eventOf(line: string): MetricsEvent | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as MetricsEvent) : null;
  } catch {
    return null;
  }
}

/** The lines of a file that end with a newline, read piece by piece: a run of many steps is larger than a string can be. */
export function* wholeLines(path: string): Generator<Line> {
  const file = openPlainFile(path);
  try {
    const chunk = Buffer.alloc(CHUNK);
    let rest: Buffer = Buffer.alloc(0);
    let at = 0;
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk.subarray(0, length)]) : chunk.subarray(0, length);
      let start = 0;
      for (let stop = bytes.indexOf(NEWLINE); stop >= 0; stop = bytes.indexOf(NEWLINE, start)) {
        yield { text: bytes.toString('utf8', start, stop), end: at + stop + 1 };
        start = stop + 1;
      }
      at += start;
      rest = Buffer.from(bytes.subarray(start));
    }
  } finally {
    closeSync(file);
  }
}
