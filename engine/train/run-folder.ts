import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { trainingSettings } from '../settings/training.ts';
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
  device: z.object({ id: z.string(), name: z.string(), threads: z.number().int().positive() }),
  /** The backend's choices by shape: a resume takes the same, to give the same bits. */
  plan: z.record(z.string(), z.string()),
  versions: z.record(z.string(), z.string()),
  created: z.string(),
  status,
  /** Last step that the checkpoint holds, and the best epoch's numbers. */
  summary: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
});
export type RunRecord = z.infer<typeof runRecord>;

/** A run's folder: `run.json`, `metrics.jsonl`, `checkpoint.safetensors`, `best.safetensors`. Every file is replaced whole. */
export class RunFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  file(name: 'run.json' | 'metrics.jsonl' | 'checkpoint.safetensors' | 'best.safetensors'): string {
    return join(this.path, name);
  }

  /** Makes the folder; refuses one that holds a run already. */
  create(): void {
    if (existsSync(this.file('run.json'))) {
      throw new ProblemError([problem('run.exists', this.path, { path: this.path })]);
    }
    this.#guard(() => mkdirSync(this.path, { recursive: true }));
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

  has(name: 'checkpoint.safetensors' | 'best.safetensors'): boolean {
    return existsSync(this.file(name));
  }

  readCheckpoint(name: 'checkpoint.safetensors' | 'best.safetensors' = 'checkpoint.safetensors'): TensorFile {
    const path = this.file(name);
    if (!existsSync(path)) throw new ProblemError([problem('checkpoint.missing', path, { path })]);
    return decodeSafetensors(readFileSync(path), path);
  }

  writeCheckpoint(
    file: TensorFile,
    name: 'checkpoint.safetensors' | 'best.safetensors' = 'checkpoint.safetensors',
  ): void {
    this.#replace(this.file(name), encodeSafetensors(file));
  }

  appendMetrics(lines: readonly object[]): void {
    if (!lines.length) return;
    this.#guard(() => appendFileSync(this.file('metrics.jsonl'), lines.map((l) => `${JSON.stringify(l)}\n`).join('')));
  }

  /** Drops the lines after `steps` steps: a resume repeats them. A half-written last line goes too. */
  cutMetrics(steps: number): void {
    const path = this.file('metrics.jsonl');
    if (!existsSync(path)) return;
    const kept = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => {
        const done = stepsDoneBy(line);
        return done !== null && done <= steps;
      });
    this.#replace(path, new TextEncoder().encode(kept.map((line) => `${line}\n`).join('')));
  }

  /** Writes under another name, syncs, renames: a crash or a full disk leaves the old file whole. */
  #replace(path: string, bytes: Uint8Array): void {
    this.#guard(() => {
      const temporary = `${path}.writing`;
      const fd = openSync(temporary, 'w');
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(temporary, path);
    });
  }

  #guard(write: () => void): void {
    try {
      write();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new ProblemError([problem('run.cannotWrite', this.path, { path: this.path, reason: code ?? message })]);
    }
  }
}

/** Steps done once the event of this line happened; null for a line that is not a whole event. */
function stepsDoneBy(line: string): number | null {
  try {
    const { type, step } = JSON.parse(line) as { type?: unknown; step?: unknown };
    return typeof step === 'number' ? step + (type === 'step' ? 1 : 0) : null;
  } catch {
    return null;
  }
}
