import type { Problem } from '../base/diagnostics.ts';
import type { Finding } from './checks.ts';
import type { Expander } from './expander.ts';
import type { LocalProblem } from './fragment.ts';

/** What it takes to look at a node that fails. */
const FAILURE_WORK = 50;

/** What is wrong with one definition while it is expanded, each problem at its node and of all iterations once. */
export class Findings {
  readonly problems: LocalProblem[];
  /** Whether all of them are there: an expander tells only so many. */
  complete = true;
  readonly #expander: Expander;
  readonly #block: string;
  /** What `reportAt` has reported. */
  readonly #reported = new Set<string>();
  /** Nodes with a problem, each with the path of its iteration that has it. */
  readonly #failing = new Map<string, string>();

  constructor(expander: Expander, block: string, problems: readonly LocalProblem[]) {
    this.#expander = expander;
    this.#block = block;
    this.problems = [...problems];
  }

  report(id: string, find: Finding): void {
    this.#spend(id);
    if (this.#expander.report()) this.problems.push({ id, problem: find() });
    else this.complete = false;
  }

  /**
   * Reports a problem that an expression or a list of arguments has, at this node: of all its iterations once. What
   * keeps channels from being known is reported where it is.
   */
  reportAt(id: string, path: string, found: Problem, field?: string): void {
    if (found.code === 'expression.channelsUnknown') return;
    if (!this.#failing.has(id)) this.#failing.set(id, path);
    const at = field ?? found.field ?? '';
    const key = `${id} ${found.code} ${at}`;
    if (this.#reported.has(key)) {
      this.#spend(id);
      return;
    }
    this.#reported.add(key);
    const fixes = found.fixes.map((fix) => ({
      ...fix,
      actions: fix.actions.map((action) => ('node' in action ? { ...action, node: path } : action)),
    }));
    this.report(id, () => ({ ...found, node: path, fixes, ...(at === '' ? {} : { field: at }) }));
  }

  /** Whether what is wrong with this iteration of a node will be told, and so is worth a search for what was meant. */
  asksWhy(id: string, path: string): boolean {
    return this.#expander.asksWhy && (this.#failing.get(id) ?? path) === path;
  }

  #spend(node: string): void {
    this.#expander.spend(FAILURE_WORK, this.#block, node);
  }
}
