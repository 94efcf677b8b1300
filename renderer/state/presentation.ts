import { createStore } from 'zustand/vanilla';
import { viewport } from '../canvas/viewport.ts';
import { grow } from '../scene/bounds.ts';
import { stepsOf } from '../scene/steps.ts';
import { get } from './store.ts';
import { select } from './view.ts';

/** Whether the drawing alone is shown, large, for an audience. */
export const presentation = createStore<{ readonly on: boolean }>(() => ({ on: false }));

/** Cards' text at one and a half of its size. */
const LARGE = 1.5;
const AROUND = 120;

function showSelected(): void {
  const [id] = get().selection;
  const node = id === undefined ? undefined : get().scene.byId.get(id);
  // Once the panels are away or back.
  if (node) requestAnimationFrame(() => viewport()?.fit(grow(node, AROUND), { most: LARGE }));
}

/** Begins at what is selected, else at the first node. */
export function present(): void {
  const first = stepsOf(get().scene)[0];
  if (get().selection.size !== 1 && first) select([first.id]);
  presentation.setState({ on: true });
  showSelected();
}

export const endPresentation = (): void => presentation.setState({ on: false });

export function step(by: 1 | -1): void {
  const steps = stepsOf(get().scene);
  const [id] = get().selection;
  const next = steps[steps.findIndex((node) => node.id === id) + by];
  if (!next) return;
  select([next.id]);
  showSelected();
}
