import { createStore } from 'zustand/vanilla';

export type DialogName = 'commands' | 'find' | null;

/** A question: one answer or two, beside leaving things as they are. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly run: () => void;
  readonly other?: { readonly label: string; readonly run: () => void };
}

/** Kinds of numbers whose arithmetic can be shown. */
export type Explainable = 'operations' | 'params' | 'shape' | 'share' | 'field' | 'activation' | 'intensity' | 'memory';

/** The number that is being explained: whose it is ('' for the design's), which, and where on the screen. */
export interface Explained {
  readonly path: string;
  readonly what: Explainable;
  readonly x: number;
  readonly y: number;
}

export const dialogs = createStore<{
  readonly open: DialogName;
  readonly question: Question | null;
  readonly explained: Explained | null;
}>(() => ({ open: null, question: null, explained: null }));

/** Opens the arithmetic of a number beside what was clicked. */
export function explain(path: string, what: Explainable, element: Element): void {
  const { left, bottom } = element.getBoundingClientRect();
  dialogs.setState({ explained: { path, what, x: left, y: bottom } });
}
