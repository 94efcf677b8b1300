import { type Problem, problem } from '../base/diagnostics.ts';
import { MOST_PROBLEMS } from '../base/problem-list.ts';
import type { RawParams } from '../layers/layer.ts';
import type { BlockDefinition, Library, LoomDocument } from './document.ts';
import { type Flow, sameType } from './flow.ts';
import type { Fragment } from './fragment.ts';
import { FragmentBuilder } from './fragment-builder.ts';
import { bindParams } from './parameters.ts';

/**
 * What is looked at in one expansion: nodes, wires, ports, parameters, numbers in lists, letters of expressions, each
 * as often as it is. Bounds the time and memory that a hostile document takes; thirty thousand layers with parameters
 * of their own need less.
 */
const MOST_WORK = 1_000_000;
const LAYER_WORK = 8;
/** Of what is wrong, how much is looked into: what was meant takes longer to find than that something is amiss. */
const MOST_REPORTED = 3 * MOST_PROBLEMS;
/** Blocks inside blocks. */
export const DEEPEST_NESTING = 64;
/** Argument lists remembered for one definition, and the longest of them as text. */
const MOST_REMEMBERED = 4096;
const LONGEST_REMEMBERED = 10_000;

/** Of one argument list, for different inputs. */
const MOST_VARIANTS = 64;

const remembered = new WeakMap<BlockDefinition, Map<string, readonly Fragment[]>>();

/** Turns the definitions of one design into fragments. */
export class Expander {
  readonly #document: LoomDocument;
  readonly #library: Library;
  readonly #stack: string[] = [];
  #work = 0;
  #reported = 0;
  #blockNames: readonly string[] | null = null;
  /** The node at which the work ran out, as `block/node`. */
  #ranOutAt: string | null = null;

  constructor(document: LoomDocument, library: Library) {
    this.#document = document;
    this.#library = library;
  }

  get exhausted(): boolean {
    return this.#work > MOST_WORK;
  }

  /** What was done so far, in the work of a layer with a few parameters. */
  get layersOfWork(): number {
    return this.#work / LAYER_WORK;
  }

  /** That there was too much to do, and where it showed. */
  tooMuchWork(): Problem {
    return problem('design.tooMuchWork', '', { limit: MOST_WORK, at: this.#ranOutAt ?? '' });
  }

  /** Problems that were found when enough had been reported. */
  get unreported(): number {
    return Math.max(0, this.#reported - MOST_REPORTED);
  }

  /** Whether what is wrong is still looked into. */
  get asksWhy(): boolean {
    return this.#reported < MOST_REPORTED;
  }

  /** Counts a problem; false where it is counted only. */
  report(): boolean {
    this.#reported += 1;
    return this.#reported <= MOST_REPORTED;
  }

  /** The design itself, which is a block without ports. */
  design(): Fragment {
    const { params, problems } = bindParams(
      this.#document.name,
      this.#document.params,
      {},
      {
        setDefault: (field, value) => ({ do: 'setDocumentParam', field, value }),
      },
    );
    const local = problems.map((p) => ({ id: '', problem: p }));
    return new FragmentBuilder(this, '', params, local, () => null).build(this.#document.nodes);
  }

  /** Counts work done at a node; false where it is too much. */
  spend(work: number, block: string, node: string): boolean {
    this.#work += work;
    if (!this.exhausted) return true;
    this.#ranOutAt ??= block === '' ? node : `${block}/${node}`;
    return false;
  }

  lookUp(block: string): BlockDefinition | undefined {
    if (Object.hasOwn(this.#document.blocks, block)) return this.#document.blocks[block];
    return Object.hasOwn(this.#library, block) ? this.#library[block] : undefined;
  }

  blockNames(): readonly string[] {
    this.#blockNames ??= [...Object.keys(this.#document.blocks), ...Object.keys(this.#library)];
    return this.#blockNames;
  }

  /** Why the block may not stand here: it is inside itself, or too deep. */
  refuse(block: string): Problem | null {
    const from = this.#stack.indexOf(block);
    if (from >= 0)
      return problem('block.recursion', '', { chain: [...this.#stack.slice(from), block].join(' → ').slice(0, 500) });
    if (this.#stack.length >= DEEPEST_NESTING) return problem('block.tooDeep', '', { limit: DEEPEST_NESTING });
    return null;
  }

  /**
   * The block's definition expanded for these arguments, which `bindParams` has checked. `entering` says what enters a
   * port; a definition that never asks is expanded once for all.
   */
  fragment(block: string, definition: BlockDefinition, params: RawParams, entering: Flow['port']): Fragment {
    let byArguments = remembered.get(definition);
    if (!byArguments) {
      byArguments = new Map();
      remembered.set(definition, byArguments);
    }
    const key = JSON.stringify([block, params]);
    const known = byArguments.get(key) ?? [];
    const same = known.find((fragment) => this.#holds(fragment, entering));
    if (same) return same;
    this.#stack.push(block);
    const fragment = new FragmentBuilder(this, block, params, [], entering).build(definition.nodes);
    this.#stack.pop();
    if (fragment.lasting && key.length <= LONGEST_REMEMBERED) {
      if (byArguments.size >= MOST_REMEMBERED) byArguments.clear();
      byArguments.set(key, [fragment, ...known.slice(0, MOST_VARIANTS - 1)]);
    }
    return fragment;
  }

  #holds(fragment: Fragment, entering: Flow['port']): boolean {
    for (const [port, type] of fragment.asked) if (!sameType(entering(port), type)) return false;
    for (const [name, definition] of fragment.uses) if (this.lookUp(name) !== definition) return false;
    return (
      !this.#stack.some((name) => fragment.uses.has(name)) && this.#stack.length + fragment.depth < DEEPEST_NESTING
    );
  }
}
