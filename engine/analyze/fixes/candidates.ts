import type { ProblemCode } from '../../base/catalogue/index.ts';
import type { Fix, FixAction, ParamValue, Problem } from '../../base/diagnostics.ts';
import { compileExpression } from '../../base/expression.ts';
import type { Library, LoomDocument } from '../../design/document.ts';
import { pathOf, settingsFor } from '../../design/given.ts';
import { findBlock, type Level, locate } from '../../design/locate.ts';
import { isExpression } from '../../design/parameters.ts';
import type { AnalyzedNode } from '../analysis.ts';
import {
  cycleCandidates,
  depthwiseCandidates,
  headCandidates,
  logitCandidates,
  wireCandidates,
} from './graph-candidates.ts';
import { upstream } from './upstream.ts';
import { type Change, changesOf, valuesElsewhere, wantedOf } from './values.ts';

/** A fix that may do. Those of a higher rank are looked at only where none of a lower one does. */
export interface Candidate {
  readonly fix: Fix;
  readonly rank: number;
}

export interface Place {
  readonly document: LoomDocument;
  readonly library: Library;
  readonly byPath: ReadonlyMap<string, AnalyzedNode>;
}

/**
 * Problems of shapes: what mends them may lie anywhere above, in a window, a width, the input, or an argument of a
 * block.
 */
const shapes: ReadonlySet<ProblemCode> = new Set([
  'add.shapes',
  'concat.sizes',
  'multiply.shapes',
  'kernel.tooLarge',
  'kernel.tooLargeDilated',
  'pool.paddingTooLarge',
  'groups.indivisible',
  'shortcut.notIdentity',
  'shortcut.fewerChannels',
  'input.mixed',
  'input.notMap',
  'input.notVector',
]);

/** Changes that may mend a problem beside those it came with, by rank. */
export function candidates(found: Problem, place: Place): Iterable<Candidate> {
  if (found.code === 'network.noHead') return headCandidates(found, place);
  if (found.code === 'classifier.oneClass') return logitCandidates(found, place);
  if (found.code === 'port.unconnected' || found.code === 'port.tooFew' || found.code === 'block.missingInput')
    return byRank(wireCandidates(found, place));
  if (found.code === 'network.cycle' || found.code === 'input.wireCycle') return byRank(cycleCandidates(found, place));
  if (found.code === 'layer.depthwise') return depthwiseCandidates(found, place);
  const node = place.byPath.get(found.node);
  if (!node) return [];
  if (shapes.has(found.code)) return shapeCandidates(found, node, place);
  return found.field === undefined ? [] : paramCandidates(found.field, node, place);
}

/** Candidates that are put in order; far more than are tried. */
const MOST_RANKED = 300;

function byRank(found: Iterable<Candidate>): readonly Candidate[] {
  const first: Candidate[] = [];
  for (const candidate of found) if (first.push(candidate) >= MOST_RANKED) break;
  return first.sort((a, b) => a.rank - b.rank);
}

function shapeCandidates(found: Problem, node: AnalyzedNode, place: Place): readonly Candidate[] {
  const above = upstream(node, place.byPath);
  const wanted = wantedOf(found, node);
  const ranked: Candidate[] = [];
  const known = new Set<string>();
  const add = (rank: number, actions: readonly FixAction[]): void => {
    const key = JSON.stringify(actions);
    if (actions.length === 0 || known.has(key)) return;
    known.add(key);
    ranked.push({ rank, fix: settingFix(actions) });
  };
  for (const reached of above) {
    const levels = locate(place.document, place.library, reached.node.node.path);
    if (!levels) continue;
    for (const change of changesOf(reached, wanted))
      for (const actions of settings(levels, change)) add(change.rank, actions);
  }
  for (const [levels, changes] of argumentsAround(
    above.map(({ node: at }) => at.node.path),
    place,
  ))
    for (const change of changes) for (const actions of settings(levels, change)) add(change.rank, actions);
  return byRank(ranked);
}

/** Other values of a parameter that has a wrong one. */
function paramCandidates(field: string, node: AnalyzedNode, place: Place): readonly Candidate[] {
  const levels = locate(place.document, place.library, node.node.path);
  if (!levels) return [];
  const changes = valuesElsewhere(node, field, place.byPath);
  const solved = changes.flatMap((change) =>
    settings(levels, change).map((actions) => ({ rank: change.rank, actions })),
  );
  // Where it is computed, an argument itself may be one of these.
  const read = namesAt(levels, field);
  const given = changes.flatMap(({ set }) =>
    read.flatMap((name) => settings(levels.slice(0, -1), { rank: 2, set: { [name]: set[field]! } })),
  );
  return [...solved, ...given.map((actions) => ({ rank: 2, actions }))].map(({ rank, actions }) => ({
    rank,
    fix: settingFix(actions),
  }));
}

/** Parameters of the block that the node's own parameter is computed from. */
function namesAt(levels: readonly Level[], field: string): readonly string[] {
  const level = levels.at(-1);
  const stored = level?.node.params?.[field];
  const compiled = levels.length > 1 && isExpression(stored) ? compileExpression(stored) : null;
  return compiled && 'names' in compiled
    ? [...compiled.names].filter((name) => Object.hasOwn(level!.params, name))
    : [];
}

/**
 * The actions that make a change where its values are written: for one value each way to come to it, for several the
 * first.
 */
function settings(levels: readonly Level[], { set }: Change): readonly (readonly FixAction[])[] {
  const ways = Object.entries(set).map(([field, value]) => settingsFor(levels, field, value));
  if (ways.some((each) => each.length === 0)) return [];
  return ways.length === 1 ? ways[0]!.map((action) => [action]) : [ways.flatMap((each) => each.slice(0, 1))];
}

function settingFix(actions: readonly FixAction[]): Fix {
  const told = actions.flatMap((action) =>
    action.do === 'setParam' || action.do === 'setDocumentParam' ? [`${action.field} ${valueText(action.value)}`] : [],
  );
  const [first, second] = actions;
  const settingsText = told.join(', ');
  if (first?.do !== 'setParam') return { code: 'design.set', values: { settings: settingsText }, actions };
  const { node, field, value } = first;
  return second === undefined && typeof value === 'number'
    ? { code: 'value.setIn', values: { node, field, value }, actions }
    : { code: 'window.set', values: { node, settings: settingsText }, actions };
}

const valueText = (value: ParamValue): string => (typeof value === 'object' ? value.join(' × ') : String(value));

/** Switches and choices of the blocks that the paths lie in, each with what else it may be. */
function argumentsAround(
  paths: readonly string[],
  { document, library }: Place,
): readonly (readonly [readonly Level[], readonly Change[]])[] {
  const found = new Map<string, readonly [readonly Level[], readonly Change[]]>();
  for (const path of paths) {
    const levels = locate(document, library, path) ?? [];
    for (let depth = 1; depth < levels.length; depth++) {
      const instance = levels.slice(0, depth);
      const at = pathOf(instance);
      if (found.has(at)) continue;
      const block = findBlock(document, library, levels[depth]!.definition);
      const now = levels[depth]!.params;
      const changes = Object.entries(block?.params ?? {}).flatMap(
        ([field, { type, options = [] }]): readonly Change[] => {
          if (type === 'boolean') return [{ rank: 2, set: { [field]: now[field] !== true } }];
          return options
            .filter((option) => option !== now[field])
            .map((option) => ({ rank: 2, set: { [field]: option } }));
        },
      );
      found.set(at, [instance, changes]);
    }
  }
  return [...found.values()];
}
