import { applyPatches, enableArrayMethods, enablePatches, type Patch, produceWithPatches } from 'immer';
import type { Problem } from '../../base/diagnostics.ts';
import type { LoomDocument } from '../document.ts';
import type { Edit } from './edit.ts';

enablePatches();
// A search through ten thousand nodes makes no draft of each.
enableArrayMethods();

/** One gesture that was made: `label` for the undo menu, patches both ways. */
export interface Step {
  readonly label: string;
  readonly patches: readonly Patch[];
  readonly inverse: readonly Patch[];
}

/** A document and how it came to be. Immutable: each operation returns a new one. */
export interface History {
  readonly document: LoomDocument;
  readonly past: readonly Step[];
  readonly future: readonly Step[];
}

const MOST_STEPS = 500;

export const startHistory = (document: LoomDocument): History => ({ document, past: [], future: [] });

/** Applies one edit. With problems the document is as it was; an edit that changes nothing makes no step. */
export function applyEdit(
  document: LoomDocument,
  edit: Edit,
): {
  readonly document: LoomDocument;
  readonly problems: readonly Problem[];
  readonly patches: readonly Patch[];
  readonly inverse: readonly Patch[];
} {
  let problems: readonly Problem[] = [];
  const [changed, patches, inverse] = produceWithPatches(document, (draft) => {
    problems = edit(draft);
  });
  if (problems.some((p) => p.severity === 'error')) return { document, problems, patches: [], inverse: [] };
  return { document: changed, problems, patches, inverse };
}

/** One gesture, one undo step. */
export function commit(
  history: History,
  label: string,
  edit: Edit,
): { readonly history: History; readonly problems: readonly Problem[] } {
  const { document, problems, patches, inverse } = applyEdit(history.document, edit);
  if (patches.length === 0) return { history, problems };
  const past = [...history.past, { label, patches, inverse }].slice(-MOST_STEPS);
  return { history: { document, past, future: [] }, problems };
}

/** The same history where there is nothing to undo. */
export function undo(history: History): History {
  const step = history.past.at(-1);
  if (!step) return history;
  return {
    document: applyPatches(history.document, step.inverse),
    past: history.past.slice(0, -1),
    future: [step, ...history.future],
  };
}

export function redo(history: History): History {
  const step = history.future[0];
  if (!step) return history;
  return {
    document: applyPatches(history.document, step.patches),
    past: [...history.past, step],
    future: history.future.slice(1),
  };
}
