import { analyze } from '../../engine/analyze/analyze.ts';
import { type Judged, Mender } from '../../engine/analyze/fixes/mender.ts';
import type { Fix, Problem } from '../../engine/base/diagnostics.ts';
import { limited } from '../../engine/base/problem-list.ts';
import { expand } from '../../engine/design/expand.ts';
import { analyzeDetached } from './detached.ts';
import { library, type Model } from './model.ts';
import { get } from './store.ts';

/** Milliseconds of looking for fixes before the window may paint and hear keys again. */
const SLICE = 8;
/** Milliseconds after a change before the search begins: whoever types goes first. */
const PAUSE = 100;

interface Search {
  readonly model: Model;
  readonly found: Problem;
  readonly steps: Generator<undefined, readonly Fix[]>;
}

const menders = new WeakMap<Model, Mender>();
const known = new WeakMap<Problem, readonly Fix[]>();
/**
 * By what the problem says and where: shown until the model of the next keystroke has been looked at, so that buttons
 * do not flicker.
 */
const before = new Map<string, readonly Fix[]>();
const MOST_BEFORE = 200;
const waiting = new Map<Problem, Search>();
const listeners = new Set<() => void>();
const none: readonly Fix[] = [];

export function subscribeFixes(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * The fixes of a problem that mend it, as far as they are known; those that are not are looked for while the window has
 * nothing else to do.
 */
export function fixesOf(model: Model, found: Problem): readonly Fix[] {
  const fixes = known.get(found);
  if (fixes) return fixes;
  if (!waiting.has(found)) {
    if (waiting.size === 0) setTimeout(work, PAUSE);
    waiting.set(found, { model, found, steps: menderOf(model).steps(found) });
  }
  return before.get(textOf(found)) ?? none;
}

const textOf = ({ code, node, field, values }: Problem): string => JSON.stringify([code, node, field, values]);

function menderOf(model: Model): Mender {
  let mender = menders.get(model);
  if (!mender) {
    const judged = { problems: model.problems, byPath: model.analysis.byPath, layersOfWork: model.layersOfWork };
    mender = new Mender(model.document, library, judged, (changed) => judge(changed, model));
    menders.set(model, mender);
  }
  return mender;
}

function judge(document: Model['document'], { analysis, detached }: Model): Judged {
  const { network, problems, layersOfWork } = expand(document, library);
  const { problems: analyzed, byPath } = analyze(network, analysis);
  const alone = detached === null ? null : analyzeDetached(document, detached);
  return { problems: limited([...problems, ...analyzed, ...(alone?.problems ?? [])]), byPath, layersOfWork };
}

function work(): void {
  const until = performance.now() + SLICE;
  let isNew = false;
  for (const [found, { model, steps }] of waiting) {
    if (model !== get().model) {
      waiting.delete(found);
      continue;
    }
    while (performance.now() < until) {
      const { done, value } = steps.next();
      if (!done) continue;
      waiting.delete(found);
      remember(found, value);
      isNew = true;
      break;
    }
    if (performance.now() >= until) break;
  }
  if (waiting.size > 0) setTimeout(work);
  if (isNew) for (const listener of listeners) listener();
}

function remember(found: Problem, fixes: readonly Fix[]): void {
  known.set(found, fixes);
  if (before.size >= MOST_BEFORE) before.clear();
  before.set(textOf(found), fixes);
}
