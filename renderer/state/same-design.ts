import type { LoomDocument } from '../../engine/design/document.ts';

/**
 * Whether two documents are the same but for their view state, however they came to be: after an edit and its undo they
 * are.
 */
export function sameDesign(a: LoomDocument, b: LoomDocument): boolean {
  return equal(a.nodes, b.nodes) && equal(a.blocks, b.blocks) && equal(a.params, b.params);
}

/** Of JSON values; what both share is not looked into. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [x, y] = [Object.entries(a), b as Readonly<Record<string, unknown>>];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    x.length === Object.keys(y).length &&
    x.every(([key, value]) => key in y && equal(value, y[key]))
  );
}
