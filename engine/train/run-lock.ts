import { closeSync, lstatSync, openSync, readFileSync, rmSync, utimesSync, writeSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { z } from 'zod';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { isProcess } from './is-process.ts';

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
  readonly #heart: NodeJS.Timeout;

  /** Throws a ProblemError where another process writes the run. What a dead one left is replaced. */
  static take(path: string, run: string): RunLock {
    if (isHeld(path)) throw new ProblemError([problem('run.beingWritten', run, { path: run })]);
    rmSync(path, { force: true });
    const text = JSON.stringify({ host: hostname(), pid: process.pid, process: processMark(process.pid) });
    const file = openSync(path, 'wx');
    try {
      writeSync(file, text);
    } catch (error) {
      rmSync(path);
      throw error;
    } finally {
      closeSync(file);
    }
    return new RunLock(path);
  }

  private constructor(path: string) {
    this.#path = path;
    this.#heart = setInterval(() => beat(path), BEAT_MS);
    this.#heart.unref();
  }

  release(): void {
    clearInterval(this.#heart);
    rmSync(this.#path, { force: true });
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
    return lockFile.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null;
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

/** On Linux the boot and the start of the process within it, in clock ticks (man 5 proc, field 22 of stat); null elsewhere. */
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
