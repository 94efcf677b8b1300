import { createStore } from 'zustand/vanilla';
import { ProblemError } from '../../engine/base/diagnostics.ts';
import { listed } from '../../engine/base/listed.ts';
import { isUnfinished, type RunHistory, type RunSummary, type SweepSummary } from '../../engine/host/runs-protocol.ts';
import { text } from '../language/text.ts';
import { dialogs } from '../panels/dialogs.ts';
import { RunSeries } from '../series/run-series.ts';
import { type Looked, looked, notLooked } from './looked.ts';
import { openRead, platform, tellError } from './session.ts';
import { change, say } from './store.ts';
import { mendSetting } from './train-setup.ts';
import { isRunning, resumeRun, training } from './training.ts';

/** The curves of a run and the design that it trained, as they were when the run was last looked at. */
export interface LoadedRun {
  readonly modified: number;
  readonly series: RunSeries;
  readonly design: unknown;
  /** What the curves lack. */
  readonly problems: RunHistory['problems'];
}

export type RunColumn = 'name' | 'status' | 'best' | 'loss' | 'time' | 'created';

export interface Runs {
  readonly list: Looked<readonly RunSummary[]>;
  readonly sweeps: readonly SweepSummary[];
  /** Folders of the runs that are compared. */
  readonly selected: ReadonlySet<string>;
  readonly sort: { readonly column: RunColumn; readonly descending: boolean };
  readonly loaded: ReadonlyMap<string, LoadedRun>;
  /** The run whose name is being changed. */
  readonly renaming: string | null;
}

export const runs = createStore<Runs>(() => ({
  list: notLooked,
  sweeps: [],
  selected: new Set(),
  sort: { column: 'created', descending: true },
  loaded: new Map(),
  renaming: null,
}));

export async function loadRuns(): Promise<void> {
  runs.setState({ list: { ...runs.getState().list, busy: true } });
  const { value, ...answer } = await looked(
    platform().engine.call('runs', { folder: platform().host.runsFolder }).result,
  );
  const list = { ...answer, value: value?.runs ?? null };
  const there = new Set(list.value?.map(({ run }) => run));
  const sweeps = value?.sweeps ?? [];
  runs.setState({ list, sweeps, selected: new Set([...runs.getState().selected].filter((run) => there.has(run))) });
  loadSelected();
}

/** Keeps the list in step with the runs that this window sees. Called once. */
export function watchRuns(): void {
  training.subscribe((now, before) => {
    if (runs.getState().list.value && now.status !== before.status) void loadRuns();
  });
}

export const selectedRuns = ({ list, selected }: Runs): readonly RunSummary[] =>
  list.value?.filter(({ run }) => selected.has(run)) ?? [];

export function selectRuns(selected: Iterable<string>): void {
  runs.setState({ selected: new Set(selected) });
  loadSelected();
}

export function toggleRun(run: string): void {
  const { selected } = runs.getState();
  selectRuns(selected.has(run) ? [...selected].filter((one) => one !== run) : [...selected, run]);
}

export function sortRuns(column: RunColumn): void {
  const { sort } = runs.getState();
  const descending = sort.column === column ? !sort.descending : column !== 'name' && column !== 'status';
  runs.setState({ sort: { column, descending } });
}

/** Reads the curves of what is selected, where they are not there or have grown. */
function loadSelected(): void {
  for (const { run, modified, status } of selectedRuns(runs.getState()))
    if (status !== 'broken' && runs.getState().loaded.get(run)?.modified !== modified)
      void load(run, modified).catch(tellError);
}

async function load(run: string, modified: number): Promise<void> {
  const history: RunHistory = await platform().engine.call('history', { run }).result;
  const series = new RunSeries();
  series.recall(history);
  const loaded = new Map(runs.getState().loaded).set(run, {
    modified,
    series,
    design: history.design,
    problems: history.problems,
  });
  runs.setState({ loaded });
}

export const canResume = ({ resumesFrom }: RunSummary): boolean =>
  resumesFrom !== null && !isRunning(training.getState());

export const canResumeSweep = (sweep: SweepSummary | undefined): boolean =>
  sweep !== undefined && isUnfinished(sweep) && !isRunning(training.getState());

export function resume({ run, name }: Pick<RunSummary, 'run' | 'name'>): void {
  resumeRun(run, name);
}

/** Shows the design that the run trained, as a new one without a file. */
export function openDesignOf({ run, name }: RunSummary, then: () => void = () => change({ panel: 'runs' })): void {
  void openRead(async () => {
    const { design } = await platform().engine.call('history', { run, points: 10 }).result;
    return { path: null, name: `${name}.loom.json`, revision: null, text: JSON.stringify(design) };
  }, then);
}

/** Shows the design of a run whose loss broke, and the sheet that trains it with a lower learning rate. */
export function trainAnew(run: RunSummary, rate: number): void {
  openDesignOf(run, () => mendSetting('learningRate', rate));
}

export async function rename(run: string, name: string): Promise<void> {
  runs.setState({ renaming: null });
  await platform().engine.call('renameRun', { run, name }).result;
  await loadRuns();
}

/** Asks first: the curves and the weights are gone after. */
export function removeRuns(gone: readonly RunSummary[]): void {
  const [only] = gone;
  if (!only) return;
  dialogs.setState({
    question: {
      title:
        gone.length === 1
          ? text('runs.removeOne', { name: only.name })
          : text('runs.removeMany', { count: gone.length }),
      text: text('runs.removeText'),
      answers: [{ label: text('runs.remove'), tone: 'loses', run: () => void removeNow(gone) }],
    },
  });
}

async function removeNow(gone: readonly RunSummary[]): Promise<void> {
  for (const { run } of gone) {
    try {
      const { left } = await platform().engine.call('removeRun', { run }).result;
      if (left.length > 0) say(text('runs.leftBehind', { run, files: listed(left) }));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      tellError(error);
    }
  }
  await loadRuns();
}
