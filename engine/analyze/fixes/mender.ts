import type { FixCode, ProblemCode } from '../../base/catalogue/index.ts';
import type { Fix, Problem } from '../../base/diagnostics.ts';
import { MOST_PROBLEMS } from '../../base/problem-list.ts';
import type { DocumentNode, Library, LoomDocument } from '../../design/document.ts';
import { applyEdit } from '../../design/edits/history.ts';
import { fixEdit } from '../../design/fix.ts';
import { shapeText } from '../../layers/shape-text.ts';
import type { AnalyzedNode } from '../analysis.ts';
import { type Candidate, candidates } from './candidates.ts';

/** What expanding and analysing a document finds. */
export interface Judged {
  readonly problems: readonly Problem[];
  readonly byPath: ReadonlyMap<string, AnalyzedNode>;
  /** What expanding took, in the work of a layer. */
  readonly layersOfWork: number;
}

/**
 * Layers, or work of as much, looked at for one problem, and for all of them, by judging changed documents: a bound for
 * large designs with many problems.
 */
const WORK_OF_PROBLEM = 60_000;
const WORK_OF_ALL = 60_000;
/** Nodes, ports, wires and parameters that an edit passes in the time in which one layer is judged. */
const EDITED = 2;
/** A problem of a very large design still gets so many tries. */
const LEAST_TRIES = 6;
/** Changes tried for one problem of a small design. */
const MOST_TRIES = 96;
/** Fixes of one problem that are offered beside those which its layer knows. */
const MOST_FOUND = 3;

const branches: ReadonlySet<ProblemCode> = new Set(['add.shapes', 'concat.sizes', 'multiply.shapes']);

/** What a change brings: all that is wrong after it, counted by kind and place. */
interface Outcome {
  readonly counts: ReadonlyMap<string, number>;
  /** With those that are not listed, where there are too many. */
  readonly total: number;
  readonly byPath: Judged['byPath'];
}
/**
 * Finds the fixes of a design's problems. Each fix is tried on the document: it is offered where its problem is then
 * gone and no other one has come.
 */
export class Mender {
  readonly #document: LoomDocument;
  readonly #library: Library;
  readonly #judge: (document: LoomDocument) => Judged;
  readonly #before: Judged;
  readonly #counts: ReadonlyMap<string, number>;
  readonly #total: number;
  /** What an edit has to look through, in the work of a layer. */
  readonly #drawn: number;
  /** By what a change makes of the document: instances of one block have their mistakes in common. */
  readonly #outcomes = new Map<string, Outcome>();
  readonly #known = new Map<Problem, readonly Fix[]>();
  #work = 0;

  /** `judge` must see a document as `before` was seen. */
  constructor(document: LoomDocument, library: Library, before: Judged, judge: (document: LoomDocument) => Judged) {
    this.#document = document;
    this.#library = library;
    this.#judge = judge;
    this.#before = before;
    this.#counts = counted(before.problems);
    this.#total = totalOf(before.problems);
    const nodes = [document, ...Object.values(document.blocks)].flatMap((definition) => definition.nodes);
    this.#drawn = nodes.reduce((sum, node) => sum + sizeOf(node), 0) / EDITED;
  }

  /**
   * The fixes of a problem, the likeliest first. A problem that is none of the design's own keeps those that it has.
   */
  fixes(found: Problem): readonly Fix[] {
    const steps = this.steps(found);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** As `fixes`, one changed document at a time. */
  *steps(found: Problem): Generator<undefined, readonly Fix[]> {
    const known = this.#known.get(found);
    if (known) return known;
    if (!this.#counts.has(keyOf(found))) return found.fixes;
    if (this.#work > WORK_OF_ALL) return [];
    const own = found.fixes.map((fix): Candidate => ({ fix, rank: 0 }));
    const mending = yield* this.#tried(found, own, own.length);
    // Where branches differ, a layer put between them is one way, and what made them differ another.
    const goOn = mending.length === 0 || branches.has(found.code);
    const searched = goOn ? yield* this.#tried(found, this.#search(found), MOST_FOUND) : [];
    const fixes = [...mending, ...searched];
    this.#known.set(found, fixes);
    return fixes;
  }

  #search(found: Problem): Iterable<Candidate> {
    return candidates(found, { document: this.#document, library: this.#library, byPath: this.#before.byPath });
  }

  /** Those that mend, of the lowest rank that has any. */
  *#tried(found: Problem, all: Iterable<Candidate>, most: number): Generator<undefined, readonly Fix[]> {
    const layers = Math.max(1, workOf(this.#before));
    const tries = Math.min(MOST_TRIES, Math.max(LEAST_TRIES, Math.floor(WORK_OF_PROBLEM / layers)));
    const fixes: Fix[] = [];
    let rank = 0;
    let tried = 0;
    for (const candidate of all) {
      if (candidate.rank > rank && fixes.length > 0) break;
      if (fixes.length >= most || tried >= tries) break;
      rank = candidate.rank;
      const outcome = this.#outcome(candidate.fix);
      if (outcome === null) continue;
      tried++;
      yield;
      if (this.#mends(found, outcome)) fixes.push(withShape(candidate.fix, found, outcome));
    }
    return fixes;
  }

  /** Null where the fix cannot be made or changes nothing, and where there is no work left. */
  #outcome(fix: Fix): Outcome | null {
    if (this.#work > WORK_OF_ALL) return null;
    this.#work += this.#drawn;
    const { document, problems, patches } = applyEdit(this.#document, fixEdit(fix, this.#library));
    if (problems.length > 0 || patches.length === 0) return null;
    const key = JSON.stringify(patches);
    const known = this.#outcomes.get(key);
    if (known) return known;
    const judged = this.#judge(document);
    this.#work += workOf(judged);
    const { problems: found, byPath } = judged;
    const outcome = { counts: counted(found), total: totalOf(found), byPath };
    this.#outcomes.set(key, outcome);
    return outcome;
  }

  #mends(found: Problem, { counts, total }: Outcome): boolean {
    const own = keyOf(found);
    const was = (key: string): number => this.#counts.get(key) ?? 0;
    if ((counts.get(own) ?? 0) >= was(own)) return false;
    // Of a list that is cut, others move up where some are gone: what can be told is how many there are.
    if (Math.max(total, this.#total) > MOST_PROBLEMS) return total < this.#total;
    return [...counts].every(([key, count]) => count <= was(key));
  }
}

const sizeOf = ({ inputs = {}, params = {} }: DocumentNode): number =>
  Object.values(inputs).reduce((sum, sources) => sum + 1 + sources.length, 1 + Object.keys(params).length);

const workOf = ({ byPath, layersOfWork }: Judged): number => Math.max(byPath.size, layersOfWork);

const totalOf = (problems: readonly Problem[]): number =>
  problems.reduce((sum, { code, values }) => sum + (code === 'problems.more' ? Number(values['count']) : 1), 0);

/** One kind of mistake at one place; what it says may change with what surrounds it. */
const keyOf = ({ node, code, field = '' }: Problem): string => JSON.stringify([node, code, field]);

function counted(problems: readonly Problem[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const found of problems) {
    const key = keyOf(found);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

const shaping: ReadonlySet<FixCode> = new Set(['window.set', 'value.setIn', 'design.set']);

/** A setting that mends a shape says the shape that then comes out where the problem was. */
function withShape(fix: Fix, found: Problem, { byPath }: Outcome): Fix {
  const type = byPath.get(found.node)?.type;
  return shaping.has(fix.code) && type ? { ...fix, values: { ...fix.values, shape: shapeText(type) } } : fix;
}
