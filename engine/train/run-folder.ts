import {
  appendFileSync,
  closeSync,
  existsSync,
  lstatSync,
  readdirSync,
  readSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Problem, ProblemError, problem } from '../base/diagnostics.ts';
import { makeFolder } from './make-folder.ts';
import { eventOf, type Line, wholeLines } from './metrics-file.ts';
import { openPlainFile, readPlainFile, readPlainText } from './plain-file.ts';
import { decodeProgress } from './progress.ts';
import { discardUnfinished, isUnfinished, replaceFile } from './replace-file.ts';
import { isHeld, RunLock } from './run-lock.ts';
import { parseRunRecord, type RunRecord } from './run-record.ts';
import { decodeSafetensors, encodeSafetensors, readSafetensorsHeader, type TensorFile } from './safetensors.ts';
import { isFull, writeProblem } from './write-problem.ts';

/** What a run leaves. */
const checkpoints = ['checkpoint.safetensors', 'best.safetensors'] as const;
const kept = ['run.json', 'metrics.jsonl', ...checkpoints] as const;
const files = [...kept, 'lock.json'] as const;
/** What a process leaves that is killed in the moment in which it takes the lock. */
const ofLock = /^lock\.json\.[0-9a-f-]{16,36}$/;
/** Bytes that tell whose file it is. */
const HEAD = 512;
type RunFile = (typeof files)[number];
type Checkpoint = (typeof checkpoints)[number];

/**
 * A run's folder: `run.json`, `metrics.jsonl`, `checkpoint.safetensors`, `best.safetensors`, and `lock.json` while it
 * is written. Metrics are appended to; every other file is replaced whole.
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
    this.#isMade = this.#guard(() => makeFolder(path));
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

  /**
   * Keeps other processes from writing the run, and clears away what one left that was killed. Throws a ProblemError
   * where one does.
   */
  lock(): RunLock {
    const metrics = this.file('metrics.jsonl');
    // Whatever it leads to would be cut and appended to; the other files are replaced.
    if (lstatSync(metrics, { throwIfNoEntry: false })?.isSymbolicLink())
      throw new ProblemError([problem('run.linked', metrics, { path: metrics })]);
    const lock = this.#guard(() => RunLock.take(this.file('lock.json'), this.path));
    // Only who holds the lock writes these.
    for (const name of checkpoints) discardUnfinished(this.file(name), 0);
    return lock;
  }

  /** Whether a process writes the run. */
  get isWritten(): boolean {
    return isHeld(this.file('lock.json'));
  }

  /**
   * Deletes what a run consists of, and the folder where that was all. Returns what else is in it. Throws a
   * ProblemError where nothing of it is a run's: other programs call their files so too.
   */
  remove(): readonly string[] {
    const { path } = this;
    return this.#guard(() => {
      const names = readdirSync(path);
      const own = names.filter((name) => this.#isOwn(name));
      const [first] = names;
      if (own.length === 0 && first !== undefined) {
        throw new ProblemError([problem('run.notOurs', path, { path, file: names.find(isName) ?? first })]);
      }
      for (const name of own) rmSync(join(path, name), { force: true });
      const left = readdirSync(path);
      if (left.length === 0) rmdirSync(this.path);
      return left;
    });
  }

  /**
   * Whether a file was written by a run: all with these names were where the record is one's, and each that begins as
   * one.
   */
  #isOwn(name: string): boolean {
    if (ofLock.test(name) || files.some((file) => isUnfinished(name, file))) return true;
    if (!isName(name)) return false;
    const begins = headOf(this.file(name));
    if (begins === null) return false;
    if (begins === '' || /^\s*\{\s*"format"\s*:\s*"layerloom-run"/.test(headOf(this.file('run.json')) ?? ''))
      return true;
    switch (name) {
      case 'run.json':
        return false;
      case 'metrics.jsonl':
        return /^\{"type":"(step|epoch)","epoch":/.test(begins);
      case 'lock.json':
        return /^\{"host":".*","pid":\d+,/.test(begins);
      default:
        return this.checkpointProblems(name).length === 0;
    }
  }

  readRecord(): RunRecord {
    const { path } = this;
    const file = this.file('run.json');
    const missing = problem('run.notFound', path, { path });
    return parseRunRecord(
      fromDisk(() => readPlainText(file), 'run.broken', file, missing),
      file,
    );
  }

  writeRecord(record: RunRecord): void {
    this.#replace(this.file('run.json'), new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`));
  }

  has(name: RunFile): boolean {
    return existsSync(this.file(name));
  }

  readCheckpoint(name: Checkpoint = 'checkpoint.safetensors'): TensorFile {
    const path = this.file(name);
    const missing = problem('checkpoint.missing', path, { path });
    return decodeSafetensors(
      fromDisk(() => readPlainFile(path), 'checkpoint.broken', path, missing),
      path,
    );
  }

  /**
   * What is wrong with a checkpoint, from its header and its length: quick, whatever its size. Nothing where there is
   * none.
   */
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

  /**
   * The whole lines of `metrics.jsonl`; none where there is no such file. Throws a ProblemError where it cannot be
   * read.
   */
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
    this.#guard(() => replaceFile(path, bytes));
  }

  #guard<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      const { path } = this;
      if (!isFull(error)) throw new ProblemError([writeProblem(error, path)]);
      const full = this.has('checkpoint.safetensors') ? 'run.diskFull' : 'run.diskFullEarly';
      throw new ProblemError([problem(full, path, { path })]);
    }
  }
}

const isName = (name: string): name is RunFile => files.some((file) => file === name);

/** The beginning of a file's text; null where there is no file that can be read. */
function headOf(path: string): string | null {
  try {
    const file = openPlainFile(path);
    try {
      const bytes = Buffer.alloc(HEAD);
      return bytes.toString('utf8', 0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

/** Throws `missing` where there is no file, and a problem with the reason where it cannot be read. */
function fromDisk<T>(read: () => T, broken: 'run.broken' | 'checkpoint.broken', path: string, missing: Problem): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isThere = code !== 'ENOENT' && code !== 'ENOTDIR';
    throw new ProblemError([isThere ? problem(broken, path, { path, reason: message }) : missing]);
  }
}

/** Steps done once the event of this line happened; null for a line that is not a whole event. */
function stepsDoneBy(line: string): number | null {
  const { type, step } = eventOf(line) ?? {};
  return typeof step === 'number' ? step + (type === 'step' ? 1 : 0) : null;
}
