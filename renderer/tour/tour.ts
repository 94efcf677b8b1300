import { createStore } from 'zustand/vanilla';
import { coverLeft } from '../canvas/viewport.ts';
import { onnxExport } from '../state/export-onnx.ts';
import { gradients } from '../state/gradients.ts';
import { newDesign, platform, showDraft, tellError, unlessEdited } from '../state/session.ts';
import { get, store } from '../state/store.ts';
import { trainSetup } from '../state/train-setup.ts';
import { training } from '../state/training.ts';
import { spreads, watchExperiment } from './experiment.ts';
import { leaveBlocks } from './residual-block.ts';
import { isOnSheet, type Situation, type Step, steps } from './steps.ts';

/** Where a person is in the tour. It survives the window: left or cut off, it is taken up here. */
export interface Tour {
  readonly open: boolean;
  /** Index of the step that is shown. */
  readonly at: number;
  /** Ids of the steps that were done, with the tour or before it came to them. */
  readonly done: ReadonlySet<string>;
  /** Id of the draft that the tour was drawn on. */
  readonly sheet: string | null;
}

const fresh: Tour = { open: false, at: 0, done: new Set(), sheet: null };
const LAST = steps.length - 1;
/** Of the card on the canvas, with its margin: `.tour-card`. */
const CARD_WIDTH = 276;

export const tour = createStore<Tour>(() => fresh);

export const stepOf = ({ at }: Pick<Tour, 'at'>): Step => steps[at] ?? steps[0]!;

/** Whether there is a way to go on with. */
export const isUnderWay = ({ at }: Pick<Tour, 'at'>): boolean => at > 0 && at < LAST;

export const situation = (): Situation => ({
  app: get(),
  setup: trainSetup.getState(),
  training: training.getState(),
  spreads: spreads.getState(),
  gradients: gradients.getState(),
  exported: onnxExport.getState(),
});

/** Takes the tour up where it was left, and keeps in step with what is done in the app. Called once. */
export function watchTour(): void {
  tour.setState(remembered(platform().settings.current().view['tour']));
  watchExperiment();
  for (const watched of [store, trainSetup, training, gradients, onnxExport]) watched.subscribe(look);
  coverLeft(tour.getState().open ? CARD_WIDTH : 0);
  tour.subscribe(({ open, at, done, sheet }) => {
    coverLeft(open ? CARD_WIDTH : 0);
    const step = stepOf({ at }).id;
    platform().settings.store({ view: { tour: { open, step, done: [...done], sheet } } });
  });
  look();
}

/** What the settings hold, of this version or of another. */
export function remembered(stored: unknown): Tour {
  if (typeof stored !== 'object' || stored === null) return fresh;
  const { open, step, done, sheet } = stored as Readonly<Record<string, unknown>>;
  const at = steps.findIndex(({ id }) => id === step);
  if (at < 0) return fresh;
  return {
    open: open === true,
    at,
    done: new Set(Array.isArray(done) ? done.filter((id): id is string => steps.some((one) => one.id === id)) : []),
    sheet: typeof sheet === 'string' ? sheet : null,
  };
}

/**
 * Marks what is done, whichever step it belongs to, but nothing on a design that is not the tour's; the step that is
 * shown then makes way, unless there is something to see.
 */
function look(): void {
  const { open, done, sheet } = tour.getState();
  if (!open) return;
  const now = situation();
  const onSheet = steps[0]!.done(now);
  const found = steps.filter((step) => !done.has(step.id) && (onSheet || !isOnSheet(step)) && step.done(now));
  if (found.length > 0) {
    tour.setState({ done: new Set([...done, ...found.map(({ id }) => id)]) });
    const step = stepOf(tour.getState());
    if (found.includes(step) && !step.seen) next();
  }
  const { file, screen } = now.app;
  if (onSheet && screen === 'design' && isOnSheet(stepOf(tour.getState())) && file.id !== sheet)
    tour.setState({ sheet: file.id });
}

/** Opens the tour where it was left; after its end, anew. */
export function openTour(): void {
  if (tour.getState().at === LAST) {
    restartTour();
    return;
  }
  tour.setState({ open: true });
  look();
  const { at, done } = tour.getState();
  if (done.has(stepOf({ at }).id) && !stepOf({ at }).seen) next();
}

/** On an empty sheet. */
export function restartTour(): void {
  unlessEdited(() => {
    if (get().screen === 'design') newDesign();
    tour.setState({ ...fresh, open: true });
    openTour();
  });
}

export const leaveTour = (): void => tour.setState({ open: false });

/** To the next step that is not done, or that has something to see. */
export function next(): void {
  const { at, done } = tour.getState();
  const to = steps.findIndex((step, i) => i > at && (step.seen !== undefined || !done.has(step.id)));
  tour.setState({ at: to < 0 ? LAST : to });
}

export function back(): void {
  tour.setState({ at: Math.max(0, tour.getState().at - 1) });
}

/** Does the step, and of what it builds on whatever is missing. */
export function act(): void {
  const { at } = tour.getState();
  const step = stepOf({ at });
  if (isOnSheet(step)) {
    leaveBlocks();
    for (const earlier of steps.slice(0, at)) {
      if (!earlier.done(situation())) earlier.act?.();
      // A question about unsaved work stands open: the answer comes first.
      if (!steps[0]!.done(situation())) return;
    }
  }
  step.act?.();
}

/** Whether the tour goes on with a drawing that is not open. */
export const isAway = ({ at }: Pick<Tour, 'at'>, { app }: Situation): boolean => at > 0 && app.screen === 'start';

/** Brings the tour's drawing back: as it was left, or drawn anew up to the step. */
async function takeUp(): Promise<void> {
  const { sheet, at } = tour.getState();
  const draft = (await platform().drafts.left()).find(({ id }) => id === sheet);
  if (draft) {
    showDraft(draft);
    return;
  }
  newDesign();
  for (const step of steps.slice(0, at)) if (isOnSheet(step) && !step.done(situation())) step.act?.();
}

export const takeUpNow = (): void => void takeUp().catch(tellError);
