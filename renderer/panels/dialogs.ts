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

/** The numbers that are being explained: whose, which, and where on the screen. */
export interface Explained {
  readonly path: string;
  readonly what: 'operations' | 'params' | 'memory' | 'field';
  readonly x: number;
  readonly y: number;
}

export const dialogs = createStore<{
  readonly open: DialogName;
  readonly question: Question | null;
  readonly explained: Explained | null;
}>(() => ({ open: null, question: null, explained: null }));

/** Opens the arithmetic of a number beside what was clicked. */
export function explain(path: string, what: Explained['what'], element: Element): void {
  const { left, bottom } = element.getBoundingClientRect();
  dialogs.setState({ explained: { path, what, x: left, y: bottom } });
}
