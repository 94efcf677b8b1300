import { existsSync } from 'node:fs';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { RunFolder } from '../../train/run-folder.ts';
import { readHistory } from '../runs/history.ts';
import { listRuns, listSweeps, summarise } from '../runs/summary.ts';
import type { Job } from './job.ts';

export const runs: Job<'runs'> = async ({ folder }) => ({
  runs: listRuns(folder),
  sweeps: listSweeps(folder),
});

export const history: Job<'history'> = async ({ run, points }) => readHistory(run, points);

export const removeRun: Job<'removeRun'> = async ({ run }) => {
  const folder = new RunFolder(run);
  if (!existsSync(run)) throw new ProblemError([problem('run.notFound', run, { path: run })]);
  if (folder.isWritten) throw new ProblemError([problem('run.beingWritten', run, { path: run })]);
  return { left: folder.remove() };
};

/** Also of a run that goes on: its record keeps the name. */
export const renameRun: Job<'renameRun'> = async ({ run, name }) => {
  const folder = new RunFolder(run);
  folder.writeRecord({ ...folder.readRecord(), name });
  return summarise(run);
};
