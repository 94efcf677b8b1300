import { problem } from '../../base/diagnostics.ts';
import type { Library, LoomDocument } from '../document.ts';
import { setParam, setRepeat } from '../edits/nodes.ts';
import { changeParam } from '../edits/params.ts';
import { expand } from '../expand.ts';
import { readsName } from '../parameters.ts';
import { type Conversion, Working } from './conversion.ts';
import { findSlots } from './slots.ts';

/** Steps of a parameter that are tried: `depth` of a residual net goes in 6s or 9s. */
const WIDEST_STEP = 24;

/**
 * Makes a design deeper (`by` 1) or shallower (−1) by one repetition: of the parameter that repeats depend on, the
 * smallest step that keeps them whole; without one, of every number of repetitions that is written down. Nothing is
 * repeated less than once.
 */
export function scaleDepth(document: LoomDocument, library: Library, by: 1 | -1): Conversion<'convert.depth'> {
  const working = new Working(document, library);
  const before = layersOf(document, library);
  if (!stepParam(working, by)) stepRepeats(working, by);
  const after = layersOf(working.document, library);
  return {
    document: working.document,
    problems: working.document === document ? [problem('convert.nothingRepeats', '')] : [],
    summary: { code: 'convert.depth', values: { before: before.count, after: after.count } },
  };
}

function layersOf(document: LoomDocument, library: Library): { readonly count: number; readonly wrong: number } {
  const { network, problems } = expand(document, library);
  return { count: network.nodes.length, wrong: problems.length };
}

function stepParam(working: Working, by: 1 | -1): boolean {
  const { document, library } = working;
  const now = layersOf(document, library);
  for (const [name, { default: value }] of Object.entries(document.params)) {
    const repeated = document.nodes.filter(({ repeat }) => readsName(repeat, name));
    if (typeof value !== 'number' || repeated.length === 0) continue;
    for (let step = 1; step <= WIDEST_STEP; step++) {
      const tried = new Working(document, library);
      tried.apply(changeParam(library, '', name, { default: value + by * step }));
      const next = layersOf(tried.document, library);
      if (next.wrong > now.wrong || next.count === now.count || !repeated.every(({ id }) => stands(tried, id)))
        continue;
      working.document = tried.document;
      return true;
    }
  }
  return false;
}

/** Whether the repeated node is there at least once. */
const stands = (working: Working, id: string): boolean =>
  [...working.used().network.keys()].some((path) => path.startsWith(`${id}/`));

function stepRepeats(working: Working, by: 1 | -1): void {
  const { library } = working;
  const change = (value: number): number => Math.max(1, value + by);
  const { all } = findSlots(
    working,
    (_, node) => (node.repeat === undefined ? [] : [null]),
    () => false,
    change,
  );
  for (const { definition, node, field, value, fallback } of all) {
    const written = value ?? fallback;
    if (typeof written !== 'number' || written < 1) continue;
    const next = change(written);
    working.apply(
      field === null ? setRepeat(library, definition, node, next) : setParam(library, definition, node, field, next),
    );
  }
}
