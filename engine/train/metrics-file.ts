import { closeSync, readSync } from 'node:fs';
import { openPlainFile } from './plain-file.ts';
import type { RunFolder } from './run-folder.ts';

const CHUNK = 1 << 20;
const NEWLINE = 0x0a;
/** Bytes; a step of a net of ten thousand layers takes about one million. */
export const LONGEST_LINE = 1 << 24;
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
  /** Null where it is longer than LONGEST_LINE: whatever that is, no run wrote it. */
  readonly text: string | null;
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

/**
 * The lines of a file that end with a newline, and a last one without where it is too long to be a line that is being
 * written. Read piece by piece: a run of many steps is larger than a string can be.
 */
export function* wholeLines(path: string): Generator<Line> {
  const file = openPlainFile(path);
  try {
    const chunk = Buffer.alloc(CHUNK);
    let at = 0;
    /** What the chunks before this one have of the line. */
    let rest: Buffer[] = [];
    let carried = 0;
    const textWith = (piece: Buffer): string | null => {
      if (carried + piece.length > LONGEST_LINE) return null;
      return (carried === 0 ? piece : Buffer.concat([...rest, piece])).toString();
    };
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      const bytes = chunk.subarray(0, read);
      let start = 0;
      for (let stop = bytes.indexOf(NEWLINE); stop >= 0; stop = bytes.indexOf(NEWLINE, start)) {
        yield { text: textWith(bytes.subarray(start, stop)), end: at + stop + 1 };
        [rest, carried, start] = [[], 0, stop + 1];
      }
      carried += read - start;
      if (carried <= LONGEST_LINE) rest.push(Buffer.from(bytes.subarray(start)));
      at += read;
    }
    if (carried > LONGEST_LINE) yield { text: null, end: at };
  } finally {
    closeSync(file);
  }
}
