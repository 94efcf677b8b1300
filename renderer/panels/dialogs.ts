import { createStore } from 'zustand/vanilla';

export type DialogName = 'commands' | 'find' | null;

/** `safe`: loses nothing; it is what Enter gives. `loses`: what cannot be had back. */
export interface Answer {
  readonly label: string;
  readonly tone: 'safe' | 'plain' | 'loses';
  readonly run: () => void;
}

/** A question, whose answers stand beside leaving things as they are, the most likely last. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly answers: readonly Answer[];
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

/** What Help shows: the keys, what the colours stand for, what the program is. */
export type HelpPage = 'keys' | 'colours' | 'about';

export const dialogs = createStore<{
  readonly help: HelpPage | null;
  readonly open: DialogName;
  readonly question: Question | null;
  readonly explained: Explained | null;
}>(() => ({ help: null, open: null, question: null, explained: null }));

/** Opens the arithmetic of a number beside what was clicked. */
export function explain(path: string, what: Explainable, element: Element): void {
  const { left, bottom } = element.getBoundingClientRect();
  dialogs.setState({ explained: { path, what, x: left, y: bottom } });
}
