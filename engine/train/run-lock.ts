import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { hostname, uptime } from 'node:os';
import { z } from 'zod';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { isProcess } from './is-process.ts';
import { readPlainText } from './plain-file.ts';

const lockFile = z.object({
  host: z.string(),
  pid: z.number().int(),
  /** Tells a process from a later one with the same number, where the system can say. */
  process: z.string().nullable(),
});

const BEAT_MS = 5000;
/** Longer than any step and any compilation: a writer that has shown no sign of life for so long is none. */
const SILENCE_MS = 600_000;
/** What `uptime` may be wrong by. */
const BOOT_SLACK_MS = 10_000;

/** Says that a process writes a run: a file in its folder that is there as long as the process goes on. */
export class RunLock {
  readonly #path: string;
  readonly #own: string;
  readonly #heart: NodeJS.Timeout;

  /** Throws a ProblemError where another process writes the run. What a dead one left is replaced. */
  static take(path: string, run: string): RunLock {
    const id = randomUUID();
    const own = JSON.stringify({ host: hostname(), pid: process.pid, process: processMark(process.pid), id });
    const scratch = `${path}.${id}`;
    try {
      writeWhole(scratch, own);
      if (claim(path, scratch, own)) return new RunLock(path, own);
    } finally {
      rmSync(scratch, { force: true });
    }
    throw new ProblemError([problem('run.beingWritten', run, { path: run })]);
  }

  private constructor(path: string, own: string) {
    this.#path = path;
    this.#own = own;
    this.#heart = setInterval(() => beat(path), BEAT_MS);
    this.#heart.unref();
  }

  release(): void {
    clearInterval(this.#heart);
    // Another process may have taken this one for dead.
    if (textOf(this.#path) === this.#own) rmSync(this.#path, { force: true });
  }
}

/**
 * Puts what is in `scratch` at `path`, unless somebody who goes on is there; whether it was put. Both ways are atomic:
 * a link fails where there is a file, and a dead lock is replaced only by who holds the right to replace that very
 * lock, a lock of its own named after what the dead one says. So of any number that find it dead one replaces it, and
 * one that comes late finds that it says something else.
 */
function claim(path: string, scratch: string, own: string): boolean {
  if (linked(scratch, path, own)) return true;
  const found = textOf(path);
  if (found === null) return linked(scratch, path, own);
  if (isHeld(path)) return false;
  const right = `${path}.${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
  if (!claim(right, scratch, own)) return false;
  try {
    if (textOf(path) !== found) return false;
    renameSync(scratch, path);
    return true;
  } finally {
    rmSync(right, { force: true });
  }
}

/** What file systems without links say. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL']);

/** False where there is a file at `path`. */
function linked(scratch: string, path: string, text: string): boolean {
  try {
    try {
      linkSync(scratch, path);
    } catch (error) {
      if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      writeWhole(path, text);
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** A new file; none is left where it cannot be written. */
function writeWhole(path: string, text: string): void {
  const file = openSync(path, 'wx');
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  } catch (error) {
    rmSync(path);
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Whether the process that made the lock at `path` goes on. */
export function isHeld(path: string): boolean {
  const modified = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  const lock = readLock(path);
  if (modified === undefined || !lock || Date.now() - modified > SILENCE_MS) return false;
  if (lock.host !== hostname()) return true;
  const booted = Date.now() - uptime() * 1000 - BOOT_SLACK_MS;
  if (modified < booted || !isProcess(lock.pid)) return false;
  const mark = processMark(lock.pid);
  return mark === null || lock.process === null || mark === lock.process;
}

/** Null where there is none, or where it says nothing. */
function readLock(path: string): z.infer<typeof lockFile> | null {
  try {
    return lockFile.safeParse(JSON.parse(textOf(path) ?? '')).data ?? null;
  } catch {
    return null;
  }
}

/** Null where it cannot be read. */
function textOf(path: string): string | null {
  try {
    return readPlainText(path);
  } catch {
    return null;
  }
}

function beat(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The folder was moved or deleted: the next checkpoint says so.
  }
}

/**
 * On Linux the boot and the start of the process within it, in clock ticks (man 5 proc, field 22 of stat); null
 * elsewhere.
 */
function processMark(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may hold anything.
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${boot}/${start}`;
  } catch {
    return null;
  }
}
