import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { dataSettings } from '../../settings/data.ts';
import { firstIssue } from '../../settings/first-issue.ts';
import { trainingSettings } from '../../settings/training.ts';
import { makeFolder } from '../../train/make-folder.ts';
import { readPlainText } from '../../train/plain-file.ts';
import { isHeld, RunLock } from '../../train/run-lock.ts';
import { writeProblem } from '../../train/write-problem.ts';
import { depthChart } from '../charts/depth-chart.ts';
import { calls } from '../protocol.ts';
import { type SweepPoint, type SweepSummary, sweepPoint } from '../runs-protocol.ts';
import { writeFileWhole } from '../shell/write-file.ts';

/** `sweep.json`: everything that decides what a sweep trains, and what came of the designs that are done. */
const sweepRecord = z.object({
  format: z.literal('layerloom-sweep'),
  version: z.literal(1),
  designs: calls.sweep.shape.designs,
  data: dataSettings,
  settings: trainingSettings,
  device: z.object({ id: z.string(), threads: z.number().int().positive() }),
  autotune: z.boolean(),
  /** A sweep that says `running` while no process writes it was interrupted. */
  status: z.enum(['running', 'done', 'stopped']),
  points: z.array(sweepPoint),
});
export type SweepRecord = z.infer<typeof sweepRecord>;

/** A sweep's folder: `sweep.json`, the chart `sweep.svg`, and a run's folder for each design. */
export class SweepFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get file(): string {
    return join(this.path, 'sweep.json');
  }

  get #lockFile(): string {
    return join(this.path, 'lock.json');
  }

  get exists(): boolean {
    return existsSync(this.file);
  }

  /**
   * Keeps other processes from going on with it. Throws a ProblemError where one does, or where the folder cannot be
   * made.
   */
  lock(): RunLock {
    const { path } = this;
    try {
      makeFolder(path);
      return RunLock.take(this.#lockFile, path);
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      throw new ProblemError([writeProblem(error, path)]);
    }
  }

  /** Throws a ProblemError with what is wrong in it. */
  read(): SweepRecord {
    const path = this.file;
    const broken = (reason: string): ProblemError =>
      new ProblemError([problem('sweep.broken', path, { path, reason })]);
    if (!this.exists) throw new ProblemError([problem('sweep.notFound', this.path, { path: this.path })]);
    let json: unknown;
    try {
      json = JSON.parse(readPlainText(path));
    } catch (error) {
      throw broken((error as Error).message);
    }
    const parsed = sweepRecord.safeParse(json);
    if (parsed.success) return { ...parsed.data, points: parsed.data.points.map((point) => this.#here(point)) };
    throw broken(firstIssue(parsed.error));
  }

  /** Its run lies beside the file, wherever the folder was moved to. */
  #here(point: SweepPoint): SweepPoint {
    return { ...point, run: join(this.path, point.label) };
  }

  /** Also draws the chart of what is done. `data`: what the data set is called. */
  write(record: SweepRecord, data: string): void {
    const text = new TextEncoder();
    writeFileWhole(this.file, text.encode(`${JSON.stringify(record, null, 2)}\n`));
    if (record.points.length === 0) return;
    const { epochs, batch, seed } = record.settings;
    const subtitle = `${data}, ${epochs} epochs, batch ${batch}, seed ${seed}`;
    writeFileWhole(join(this.path, 'sweep.svg'), text.encode(depthChart(record.points, subtitle)));
  }

  /** Null for a folder that holds none, or one that cannot be read. */
  summary(): SweepSummary | null {
    if (!this.exists) return null;
    try {
      const { designs, points, status } = this.read();
      const lost = status === 'running' && !isHeld(this.#lockFile);
      return {
        sweep: this.path,
        status: lost ? 'interrupted' : status,
        designs: designs.length,
        points: points.length,
      };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return null;
    }
  }
}
