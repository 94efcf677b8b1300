import type { ShellCallName } from '../engine/host/shell-protocol.ts';

/** Everything that a page can reach in the main process. */
export const channels = {
  /** (name, params) → { result } or { problems } */
  ask: 'layerloom:ask',
  /** To the page: a `ShellEvent`. */
  event: 'layerloom:event',
  /** From the page: it wants the engine; back to it: a MessagePort. */
  engine: 'layerloom:engine',
  /** From the preload script: the user dragged this file in. */
  dropped: 'layerloom:dropped',
} as const;

/** The questions that the preload script lets through, each as a function of its own. `files.list` is for browsers. */
export const questions = [
  'hello',
  'files.read',
  'files.write',
  'files.recent',
  'files.forget',
  'files.choose',
  'files.export',
  'files.newRun',
  'drafts.store',
  'drafts.remove',
  'drafts.left',
  'settings.store',
  'window.show',
  'window.menu',
  'window.close',
] as const satisfies readonly ShellCallName[];

/** The page's origin: a scheme of the app's own, which no file and no web page shares. */
export const scheme = 'layerloom';
export const pageOrigin = `${scheme}://app`;
