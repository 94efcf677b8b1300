import { createStore } from 'zustand/vanilla';
import type { CallResult } from '../../engine/host/protocol.ts';
import type { EngineCall } from '../platform/platform.ts';
import { type Looked, looked, notLooked } from './looked.ts';
import { platform } from './session.ts';
import { likeliestRun } from './trained-runs.ts';

export type TestResult = CallResult<'evaluate'>;

/**
 * A cell of the confusion matrix: images of one class that were taken for another, or for itself. Indices into the
 * classes.
 */
export interface Cell {
  readonly label: number;
  readonly predicted: number;
}

/** A trained network in front of the images that it was not trained on. */
export interface TestRun {
  readonly open: boolean;
  /** Folder of the run that is tested; null where there is none. */
  readonly run: string | null;
  readonly result: Looked<TestResult>;
  /** Images done of all, while it goes on; before that whether it waits behind another job. */
  readonly progress: { readonly done: number; readonly total: number } | 'queued' | null;
  /** The cell whose images are shown; null for all mistakes. */
  readonly cell: Cell | null;
}

export const testRun = createStore<TestRun>(() => ({
  open: false,
  run: null,
  result: notLooked,
  progress: null,
  cell: null,
}));

/** Of every cell so many are shown at most. */
const EXAMPLES = 12;

let asked: EngineCall<'evaluate'> | null = null;

export async function openTest(run?: string): Promise<void> {
  testRun.setState({ open: true, run: run ?? null, result: notLooked, progress: null, cell: null });
  await testOn(run ?? (await likeliestRun()));
}

/** What goes on is not needed any more. */
export function closeTest(): void {
  asked?.control('stop');
  asked = null;
  testRun.setState({ open: false });
}

export const showCell = (cell: Cell | null): void => testRun.setState({ cell });

/** Tests a run on its own test images. */
export async function testOn(run: string | null): Promise<void> {
  asked?.control('stop');
  asked = null;
  testRun.setState({ run, result: { ...notLooked, busy: run !== null }, progress: null, cell: null });
  if (run === null) return;
  const call = platform().engine.call('evaluate', { run, examples: EXAMPLES }, (event) => {
    if (asked !== call) return;
    if (event.type === 'evaluated') testRun.setState({ progress: event });
    if (event.type === 'queued') testRun.setState({ progress: 'queued' });
    if (event.type === 'started') testRun.setState({ progress: null });
  });
  asked = call;
  const result = await looked(call.result);
  if (asked === call) testRun.setState({ result, progress: null });
}
