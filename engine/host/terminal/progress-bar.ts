import { oneLine } from '../../base/visible.ts';
/**
 * One line that is rewritten in place on a terminal; on a pipe it appears now and then as a line of its own, and only
 * where the work takes some seconds.
 */
export class ProgressBar {
  readonly #stream: NodeJS.WriteStream;
  readonly #live: boolean;
  readonly #began = performance.now();
  #shownAt = 0;
  #shownPart = -1;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
    this.#live = stream.isTTY;
  }

  /** `part` is 0 … 1. */
  show(part: number, text: string): void {
    const now = performance.now();
    if (this.#live) {
      if (now - this.#shownAt < REFRESH_MS && part < 1) return;
      this.#stream.write(`\r${bar(part)} ${oneLine(text)}\u001b[K`);
    } else {
      if (now - this.#began < QUIET_MS || (part < 1 && part - this.#shownPart < PIPED_PARTS)) return;
      this.#stream.write(`${bar(part)} ${oneLine(text)}\n`);
      this.#shownPart = part;
    }
    this.#shownAt = now;
  }

  /** Clears the line, so that other text can be written. */
  clear(): void {
    if (this.#live) this.#stream.write('\r\u001b[K');
    this.#shownPart = -1;
  }
}

const REFRESH_MS = 80;
const PIPED_PARTS = 0.25;
/** What is done sooner needs no progress on a pipe. */
const QUIET_MS = 2000;
const CELLS = 24;

function bar(part: number): string {
  const filled = Math.round(Math.min(1, part) * CELLS);
  return `${'█'.repeat(filled)}${'░'.repeat(CELLS - filled)} ${String(Math.floor(part * 100)).padStart(3)} %`;
}
