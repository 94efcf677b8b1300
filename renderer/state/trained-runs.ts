import type { RunSummary } from '../../engine/host/runs-protocol.ts';
import { loadRuns, type Runs, runs } from './runs.ts';
import { get } from './store.ts';
import { training } from './training.ts';

/** Runs with weights to export or to try, latest first. */
export const trainedRuns = ({ list }: Runs): readonly RunSummary[] =>
  (list.value ?? []).filter(({ hasCheckpoint }) => hasCheckpoint).sort((a, b) => b.modified - a.modified);

/**
 * Folder of the run that is likeliest meant: the one selected in the list, the last of this window (of a sweep the last
 * of its designs), or the latest of this design; null for none.
 */
export function trainedRun(): string | null {
  const { start, status, sweep } = training.getState();
  const state = runs.getState();
  const all = trainedRuns(state);
  const [selected] = state.selected;
  if (state.selected.size === 1 && all.some(({ run }) => run === selected)) return selected ?? null;
  const ended = status === 'done' || status === 'stopped';
  const own = sweep !== null || start?.name === get().history.document.name;
  if (ended && own && start !== null && start.run !== null) return start.run;
  return all.find(({ name }) => name === get().history.document.name)?.run ?? null;
}

/** The same once the list of runs is there; the latest run at all where none is of this design. */
export async function likeliestRun(): Promise<string | null> {
  await loadRuns();
  return trainedRun() ?? trainedRuns(runs.getState())[0]?.run ?? null;
}

/** What a run is called, where that is known: from the list, or of the last run of this window. */
export function nameOfRun(run: string | null): string | null {
  const { start } = training.getState();
  const listed = runs.getState().list.value?.find((one) => one.run === run);
  return listed?.name ?? (start?.run === run ? start?.name : null) ?? null;
}
