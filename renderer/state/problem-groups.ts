import type { Problem } from '../../engine/base/diagnostics.ts';
import type { DocumentNode } from '../../engine/design/document.ts';
import { DETACHED } from '../../engine/design/locate.ts';
import type { Model } from './model.ts';

/** One mistake: where it shows first, and in how many places. */
export interface ProblemGroup {
  readonly problem: Problem;
  readonly count: number;
}

/** A drawn node on the way to a path, in the definition that it is drawn in. */
interface Step {
  readonly definition: string;
  readonly node: DocumentNode;
}

const groups = new WeakMap<readonly Problem[], readonly ProblemGroup[]>();

/**
 * The model's problems, each mistake once: what is wrong in a definition shows in all its instances and is mended in
 * one place.
 */
export function groupedProblems(model: Model): readonly ProblemGroup[] {
  let known = groups.get(model.problems);
  if (!known) groups.set(model.problems, (known = inPlacesFirst(groupProblems(model, model.problems))));
  return known;
}

/** What the design as a whole still lacks comes after what is wrong in what is drawn. */
const inPlacesFirst = (found: readonly ProblemGroup[]): readonly ProblemGroup[] =>
  found.toSorted((a, b) => Number(a.problem.node === '') - Number(b.problem.node === ''));

/** Those of `problems`, which are problems of this model. */
export function groupProblems(model: Model, problems: readonly Problem[]): readonly ProblemGroup[] {
  const found = new Map<string, { readonly problem: Problem; readonly places: Set<string>; count: number }>();
  for (const problem of problems) {
    const key = keyOf(model, problem);
    const group = found.get(key);
    // Two of one kind at one node are two mistakes.
    if (!group) found.set(key, { problem, places: new Set([problem.node]), count: 1 });
    else if (group.places.has(problem.node))
      found.set(`${key}#${found.size}`, { problem, places: new Set(), count: 1 });
    else {
      group.places.add(problem.node);
      group.count++;
    }
  }
  return [...found.values()];
}

/** How many mistakes are to be mended before anything can run. */
export const errorsIn = (model: Model, problems: readonly Problem[]): number =>
  groupProblems(model, problems).filter(({ problem }) => problem.severity === 'error').length;

/** Names the mistake: its code and field at the drawn node where the wrong value is written. */
function keyOf(model: Model, { node: path, code, field = '' }: Problem): string {
  const steps = stepsTo(model, path);
  let at = steps.length - 1;
  // A value that is only handed on (`filters: =filters`) is written where the block is used.
  for (let name = field; at > 0 && name !== ''; at--) {
    const value = steps[at]!.node.params?.[name];
    const handed = typeof value === 'string' ? /^=\s*([A-Za-z]\w*)\s*$/.exec(value)?.[1] : undefined;
    if (handed === undefined || handed === 'index') break;
    if (steps[at - 1]!.node.params?.[handed] === undefined) break;
    name = handed;
  }
  const written = steps[Math.max(0, at)];
  const inner = steps.slice(Math.max(0, at)).map(({ node }) => node.id);
  return [written?.definition ?? '', inner.join('/') || path, code, field].join('|');
}

function stepsTo({ drawing, document }: Model, path: string): readonly Step[] {
  const steps: Step[] = [];
  let definition = '';
  let nodes: readonly DocumentNode[] = document.nodes;
  const ids = path.split('/');
  for (const [i, id] of ids.entries()) {
    const node = nodes.find((candidate) => candidate.id === id);
    const group = drawing.group(ids.slice(0, i + 1).join('/'));
    if (node) steps.push({ definition, node });
    else if (!group && !id.startsWith(DETACHED)) continue;
    if (!group) continue;
    definition = group.block;
    nodes = drawing.block(definition)?.nodes ?? [];
  }
  return steps;
}
