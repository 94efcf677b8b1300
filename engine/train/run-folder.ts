import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { trainingSettings } from '../settings/training.ts';
import { wireProblem } from '../settings/wire-problem.ts';
import { wholeLines } from './metrics-file.ts';
import { isHeld, RunLock } from './run-lock.ts';
import { decodeSafetensors, encodeSafetensors, type TensorFile } from './safetensors.ts';

/** How a run stands. A run that says `running` while no process writes it was interrupted. */
const status = z.enum(['running', 'done', 'stopped', 'failed']);

/** `run.json`: everything that decides the run's numbers, and how it ended. */
export const runRecord = z.object({
  format: z.literal('layerloom-run'),
  version: z.literal(1),
  name: z.string(),
  /** The document as it was at the start, with the data's sizes in it. */
  design: z.unknown(),
  settings: trainingSettings,
  data: z.object({
    /** What `--data` said, so that a resume opens the same. */
    source: z.string(),
    options: z.record(z.string(), z.unknown()),
    classes: z.array(z.string()),
    channels: z.number().int().positive(),
    height: z.number().int().positive(),
    width: z.number().int().positive(),
    mean: z.array(z.number()),
    standardDeviation: z.array(z.number()),
    trainImages: z.number().int().nonnegative(),
  }),
  params: z.number().int().nonnegative().exactOptional(),
  /** What stands in `layers` of `metrics.jsonl`, every so many steps. */
  layerMetrics: z.object({ names: z.array(z.string()).readonly(), every: z.number().int().positive() }).exactOptional(),
  /** Its place in the sweep whose folder this run's lies in. */
  sweep: z.object({ series: z.string(), depth: z.number() }).exactOptional(),
  device: z.object({ id: z.string(), name: z.string(), threads: z.number().int().positive() }),
  /** The backend's choices by shape: a resume takes the same, to give the same bits. */
  plan: z.record(z.string(), z.string()),
  versions: z.record(z.string(), z.string()),
  created: z.string(),
  status,
  /** As of the last checkpoint: its step, the best epoch's numbers, the seconds of all sittings. */
  summary: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
  /** Why it failed. */
  problems: z.array(wireProblem).readonly().exactOptional(),
});
export type RunRecord = z.infer<typeof runRecord>;

const files = ['run.json', 'metrics.jsonl', 'checkpoint.safetensors', 'best.safetensors', 'lock.json'] as const;
type RunFile = (typeof files)[number];
type Checkpoint = 'checkpoint.safetensors' | 'best.safetensors';

/**
 * A run's folder: `run.json`, `metrics.jsonl`, `checkpoint.safetensors`, `best.safetensors`, and `lock.json` while it is written. Metrics are appended to; every other
 * file is replaced whole.
 */
export class RunFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  file(name: RunFile): string {
    return join(this.path, name);
  }

  /** Makes the folder; refuses one that holds a run already. */
  create(): void {
    if (existsSync(this.file('run.json'))) {
      throw new ProblemError([problem('run.exists', this.path, { path: this.path })]);
    }
    this.#guard(() => mkdirSync(this.path, { recursive: true }));
  }

  /** Keeps other processes from writing the run. Throws a ProblemError where one does. */
  lock(): RunLock {
    return this.#guard(() => RunLock.take(this.file('lock.json'), this.path));
  }

  /** Whether a process writes the run. */
  get isWritten(): boolean {
    return isHeld(this.file('lock.json'));
  }

  /** Deletes what a run consists of, and the folder where that was all. Returns what else is in it. */
  remove(): readonly string[] {
    return this.#guard(() => {
      for (const name of files) {
        rmSync(this.file(name), { force: true });
        rmSync(temporary(this.file(name)), { force: true });
      }
      const left = readdirSync(this.path);
      if (left.length === 0) rmdirSync(this.path);
      return left;
    });
  }

  readRecord(): RunRecord {
    const path = this.file('run.json');
    if (!existsSync(path)) throw new ProblemError([problem('run.notFound', this.path, { path: this.path })]);
    let json: unknown;
    try {
      json = JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new ProblemError([problem('run.broken', path, { path, reason: (error as Error).message })]);
    }
    const parsed = runRecord.safeParse(json);
    if (parsed.success) return parsed.data;
    const first = parsed.error.issues[0]!;
    throw new ProblemError([
      problem('run.broken', path, { path, reason: `${first.path.join('.')}: ${first.message}` }),
    ]);
  }

  writeRecord(record: RunRecord): void {
    this.#replace(this.file('run.json'), new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`));
  }

  has(name: RunFile): boolean {
    return existsSync(this.file(name));
  }

  readCheckpoint(name: Checkpoint = 'checkpoint.safetensors'): TensorFile {
    const path = this.file(name);
    if (!existsSync(path)) throw new ProblemError([problem('checkpoint.missing', path, { path })]);
    return decodeSafetensors(readFileSync(path), path);
  }

  writeCheckpoint(file: TensorFile, name: Checkpoint = 'checkpoint.safetensors'): void {
    this.#replace(this.file(name), encodeSafetensors(file));
  }

  appendMetrics(lines: readonly object[]): void {
    if (!lines.length) return;
    this.#guard(() => appendFileSync(this.file('metrics.jsonl'), lines.map((l) => `${JSON.stringify(l)}\n`).join('')));
  }

  /** Drops what follows the first `steps` steps: a resume repeats it. A half-written last line goes too. */
  cutMetrics(steps: number): void {
    const path = this.file('metrics.jsonl');
    if (!existsSync(path)) return;
    let kept = 0;
    for (const { text, end } of wholeLines(path)) {
      const done = stepsDoneBy(text);
      if (done !== null && done > steps) break;
      if (done !== null) kept = end;
    }
    this.#guard(() => truncateSync(path, kept));
  }

  /** Writes under another name, syncs, renames: a crash or a full disk leaves the old file whole. */
  #replace(path: string, bytes: Uint8Array): void {
    this.#guard(() => {
      const scratch = temporary(path);
      try {
        const fd = openSync(scratch, 'w');
        try {
          for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
          fsyncSync(fd);
        } finally {
          closeSync(fd);
        }
        renameSync(scratch, path);
      } catch (error) {
        rmSync(scratch, { force: true });
        throw error;
      }
    });
  }

  #guard<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      const { path } = this;
      const found = FULL.has(code ?? '')
        ? problem('run.diskFull', path, { path })
        : problem('run.cannotWrite', path, { path, reason: code ?? message });
      throw new ProblemError([found]);
    }
  }
}

/** No space on the disk, or none left of the user's share. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

const temporary = (path: string): string => `${path}.writing`;

/** Steps done once the event of this line happened; null for a line that is not a whole event. */
function stepsDoneBy(line: string): number | null {
  try {
    const { type, step } = JSON.parse(line) as { type?: unknown; step?: unknown };
    return typeof step === 'number' ? step + (type === 'step' ? 1 : 0) : null;
  } catch {
    return null;
  }
}
