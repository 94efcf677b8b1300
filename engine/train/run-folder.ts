import { appendFileSync, existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, ProblemError, problem } from '../base/diagnostics.ts';
import { eventOf, type Line, wholeLines } from './metrics-file.ts';
import { readPlainFile } from './plain-file.ts';
import { decodeProgress } from './progress.ts';
import { replaceFile } from './replace-file.ts';
import { isHeld, RunLock } from './run-lock.ts';
import { parseRunRecord, type RunRecord } from './run-record.ts';
import { decodeSafetensors, encodeSafetensors, readSafetensorsHeader, type TensorFile } from './safetensors.ts';

/** What a run leaves. */
const kept = ['run.json', 'metrics.jsonl', 'checkpoint.safetensors', 'best.safetensors'] as const;
const files = [...kept, 'lock.json'] as const;
/** What a process leaves that is killed in the moment in which it takes the lock. */
const ofLock = /^lock\.json\.[0-9a-f-]{16,36}$/;
type RunFile = (typeof files)[number];
type Checkpoint = 'checkpoint.safetensors' | 'best.safetensors';

/**
 * A run's folder: `run.json`, `metrics.jsonl`, `checkpoint.safetensors`, `best.safetensors`, and `lock.json` while it is written. Metrics are appended to; every other
 * file is replaced whole.
 */
export class RunFolder {
  readonly path: string;
  #isMade = false;

  constructor(path: string) {
    this.path = path;
  }

  file(name: RunFile): string {
    return join(this.path, name);
  }

  /** Makes the folder; refuses one that holds a run already, or what was left of one. */
  create(): void {
    const { path } = this;
    if (this.has('run.json')) throw new ProblemError([problem('run.exists', path, { path })]);
    const left = kept.find((name) => this.has(name));
    if (left) throw new ProblemError([problem('run.remains', path, { path, file: left })]);
    this.#isMade = this.#guard(() => mkdirSync(path, { recursive: true })) !== undefined;
  }

  /** Takes the folder away again where `create` made it and nothing came into it. */
  discardEmpty(): void {
    if (!this.#isMade) return;
    try {
      rmdirSync(this.path);
    } catch {
      // There is something in it: a run.
    }
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
      const unfinished = readdirSync(this.path).filter((name) => ofLock.test(name));
      const own = files.flatMap((name) => [name, temporary(name)]);
      for (const name of [...own, ...unfinished]) rmSync(join(this.path, name), { force: true });
      const left = readdirSync(this.path);
      if (left.length === 0) rmdirSync(this.path);
      return left;
    });
  }

  readRecord(): RunRecord {
    const { path } = this;
    const file = this.file('run.json');
    return parseRunRecord(readKept(file, 'run.broken', problem('run.notFound', path, { path })).toString(), file);
  }

  writeRecord(record: RunRecord): void {
    this.#replace(this.file('run.json'), new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`));
  }

  has(name: RunFile): boolean {
    return existsSync(this.file(name));
  }

  readCheckpoint(name: Checkpoint = 'checkpoint.safetensors'): TensorFile {
    const path = this.file(name);
    return decodeSafetensors(readKept(path, 'checkpoint.broken', problem('checkpoint.missing', path, { path })), path);
  }

  /** What is wrong with a checkpoint, from its header and its length: quick, whatever its size. Nothing where there is none. */
  checkpointProblems(name: Checkpoint): readonly Problem[] {
    const path = this.file(name);
    if (!this.has(name)) return [];
    try {
      decodeProgress(readSafetensorsHeader(path).metadata, path);
      return [];
    } catch (error) {
      if (error instanceof ProblemError) return error.problems;
      return [problem('checkpoint.broken', path, { path, reason: (error as Error).message })];
    }
  }

  writeCheckpoint(file: TensorFile, name: Checkpoint = 'checkpoint.safetensors'): void {
    this.#replace(this.file(name), encodeSafetensors(file));
  }

  appendMetrics(lines: readonly object[]): void {
    if (!lines.length) return;
    const path = this.file('metrics.jsonl');
    const length = this.#guard(() => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    try {
      this.#guard(() => appendFileSync(path, lines.map((l) => `${JSON.stringify(l)}\n`).join('')));
    } catch (error) {
      // Half of the lines may be there: they would run together with those of the next try.
      if (this.has('metrics.jsonl')) truncateSync(path, length);
      throw error;
    }
  }

  /** The whole lines of `metrics.jsonl`; none where there is no such file. Throws a ProblemError where it cannot be read. */
  *metrics(): Generator<Line> {
    const path = this.file('metrics.jsonl');
    if (!this.has('metrics.jsonl')) return;
    try {
      yield* wholeLines(path);
    } catch (error) {
      throw new ProblemError([problem('file.cannotRead', path, { path, reason: (error as Error).message })]);
    }
  }

  /** Drops what follows the first `steps` steps: a resume repeats it. A half-written last line goes too. */
  cutMetrics(steps: number): void {
    if (!this.has('metrics.jsonl')) return;
    let kept = 0;
    for (const { text, end } of this.metrics()) {
      const done = text === null ? null : stepsDoneBy(text);
      if (done !== null && done <= steps) kept = end;
    }
    this.#guard(() => truncateSync(this.file('metrics.jsonl'), kept));
  }

  #replace(path: string, bytes: Uint8Array): void {
    this.#guard(() => replaceFile(path, bytes, temporary(path)));
  }

  #guard<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      const { path } = this;
      if (!FULL.has(code ?? '')) {
        throw new ProblemError([problem('run.cannotWrite', path, { path, reason: code ?? message })]);
      }
      const full = this.has('checkpoint.safetensors') ? 'run.diskFull' : 'run.diskFullEarly';
      throw new ProblemError([problem(full, path, { path })]);
    }
  }
}

/** No space on the disk, or none left of the user's share. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** Throws `missing` where there is no file, and a problem with the reason where it cannot be read. */
function readKept(path: string, broken: 'run.broken' | 'checkpoint.broken', missing: Problem): Buffer {
  try {
    return readPlainFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ProblemError([code === 'ENOENT' ? missing : problem(broken, path, { path, reason: message })]);
  }
}

const temporary = (path: string): string => `${path}.writing`;

/** Steps done once the event of this line happened; null for a line that is not a whole event. */
function stepsDoneBy(line: string): number | null {
  const { type, step } = eventOf(line) ?? {};
  return typeof step === 'number' ? step + (type === 'step' ? 1 : 0) : null;
}
