import { createStore } from 'zustand/vanilla';
import { trainingMemory } from '../../engine/analyze/memory.ts';
import { type Problem, ProblemError } from '../../engine/base/diagnostics.ts';
import { bytes } from '../../engine/base/format.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import type { CallResult } from '../../engine/host/protocol.ts';
import { text } from '../language/text.ts';
import type { EngineCall, EngineEvent } from '../platform/platform.ts';
import { MOMENTS } from './model.ts';
import { showOverlay } from './overlay.ts';
import { prefixes } from './prefixes.ts';
import { errorsIn } from './problem-groups.ts';
import { sameDesign } from './same-design.ts';
import { platform } from './session.ts';
import { change, get, say, store } from './store.ts';
import { trainSetup } from './train-setup.ts';

export type LayerTime = CallResult<'profile'>['layers'][number];

/** Measured time of everything at and below a path, in milliseconds a step. */
export interface Timing {
  readonly forwardMs: number;
  readonly backwardMs: number;
  readonly updateMs: number;
  readonly totalMs: number;
  /** Of the profiled step. */
  readonly share: number;
}

/** A finished profile, and what it was made of. */
export interface Measured {
  readonly document: LoomDocument;
  readonly batch: number;
  readonly report: CallResult<'profile'>;
  /** By layer and by every block around it. */
  readonly timings: ReadonlyMap<string, Timing>;
}

type Stage = 'queued' | 'compile' | 'steps' | 'profiler';

export interface Profile {
  /** Null while none is being made. `share` is how much of the stage is done. */
  readonly progress: { readonly stage: Stage; readonly share: number } | null;
  /** The last that was finished: it stays while another is being made. */
  readonly measured: Measured | null;
  /** Whether the design or the batch are no longer those that were measured. */
  readonly stale: boolean;
  /** Why the last one failed. */
  readonly problems: readonly Problem[];
}

export const profileStore = createStore<Profile>(() => ({
  progress: null,
  measured: null,
  stale: false,
  problems: [],
}));

const isStale = ({ document, batch }: Measured): boolean =>
  batch !== get().settings.batch || !sameDesign(document, get().history.document);

store.subscribe(({ file, history, settings }, before) => {
  const { measured, stale } = profileStore.getState();
  if (!measured) return;
  if (file.id !== before.file.id) {
    profileStore.setState({ measured: null, stale: false, problems: [] });
    showOverlay('predicted');
  } else if (history.document !== before.history.document || settings.batch !== before.settings.batch) {
    const now = isStale(measured);
    if (now !== stale) profileStore.setState({ stale: now });
  }
});

let call: EngineCall<'profile'> | null = null;

/** Measures a training step of the design as it stands, at the batch that the totals are for. */
export async function profile(): Promise<void> {
  const { history, model, settings, file } = get();
  const { document } = history;
  const { batch } = settings;
  const errors = errorsIn(model, model.problems);
  if (errors > 0) {
    change({ panel: 'problems' });
    say(text('train.redFirst', { count: errors }), 'error');
    return;
  }
  const { memoryBytes } = platform().host;
  const on = trainSetup.getState().device.startsWith('webgpu') ? 'gpu' : 'cpu';
  const needed = trainingMemory(model.analysis, { batch, momentsPerWeight: MOMENTS, device: on }).total;
  if (memoryBytes > 0 && needed > memoryBytes) {
    say(text('profile.tooLarge', { needed: bytes(needed), there: bytes(memoryBytes), batch }), 'error');
    return;
  }
  change({ panel: 'profile' });
  profileStore.setState({ progress: { stage: 'compile', share: 0 }, problems: [] });
  try {
    call = platform().engine.call(
      'profile',
      {
        design: { kind: 'document', document, name: document.name },
        settings: { batch },
        device: trainSetup.getState().device,
      },
      hear,
    );
    const report = await call.result;
    // Another file was opened meanwhile: its layers may have the same paths.
    if (get().file.id !== file.id) return;
    const measured = { document, batch, report, timings: timingsOf(report.layers) };
    profileStore.setState({ measured, stale: isStale(measured) });
    showOverlay('measured');
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    profileStore.setState({ problems: error.problems.filter(({ code }) => code !== 'engine.cancelled') });
  } finally {
    call = null;
    profileStore.setState({ progress: null });
  }
}

export function cancelProfile(): void {
  call?.control('stop');
}

function hear(event: EngineEvent): void {
  if (event.type === 'queued') profileStore.setState({ progress: { stage: 'queued', share: 0 } });
  if (event.type === 'profiling')
    profileStore.setState({ progress: { stage: event.stage, share: event.done / event.total } });
}

/** Sums over each layer and every block that it lies in. */
function timingsOf(layers: readonly LayerTime[]): ReadonlyMap<string, Timing> {
  const timings = new Map<string, { -readonly [K in keyof Timing]: Timing[K] }>();
  for (const { path, forwardMs, backwardMs, updateMs, totalMs, share } of layers) {
    for (const at of prefixes(path)) {
      let sum = timings.get(at);
      if (!sum) timings.set(at, (sum = { forwardMs: 0, backwardMs: 0, updateMs: 0, totalMs: 0, share: 0 }));
      sum.forwardMs += forwardMs;
      sum.backwardMs += backwardMs;
      sum.updateMs += updateMs;
      sum.totalMs += totalMs;
      sum.share += share;
    }
  }
  return timings;
}
