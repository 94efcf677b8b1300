import { readFileSync, writeFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/**
 * Resident memory of this process from now on. Where the system cannot forget an earlier peak (anywhere but Linux),
 * that one counts too.
 */
export class PeakMemory {
  readonly #before = process.memoryUsage.rss();

  constructor() {
    try {
      // Linux: 5 resets VmHWM, the peak of the resident set (man 5 proc).
      writeFileSync('/proc/self/clear_refs', '5');
    } catch {
      // Not Linux, or not allowed: the peak of the whole process stands.
    }
  }

  /** Bytes: the peak, and by how much it exceeds what the process held at the start. */
  read(): { readonly process: number; readonly added: number } {
    const process = peak();
    return { process, added: Math.max(0, process - this.#before) };
  }
}

function peak(): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8'));
    if (line) return Number(line[1]) * 1024;
  } catch {
    // Other systems have no such file.
  }
  return process.resourceUsage().maxRSS * 1024;
}
