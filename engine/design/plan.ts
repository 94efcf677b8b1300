import type { RawParams } from '../layers/layer.ts';
import type { DocumentNode } from './document.ts';
import type { Fragment, Source } from './fragment.ts';

/** One placing of a node; a node without repeat has one. */
export type Iteration =
  | { readonly is: 'layer'; readonly path: string; readonly kind: string; readonly params: RawParams }
  | { readonly is: 'instance'; readonly path: string; readonly fragment: Fragment };

/** What becomes of one drawn node of a definition. Without iterations a `chain` is a wire. */
export type Plan =
  | {
      readonly is: 'chain';
      readonly node: DocumentNode;
      readonly iterations: readonly Iteration[];
      /** The port through which a repeat chains and a wire passes. */
      readonly firstPort: string;
    }
  | { readonly is: 'port'; readonly node: DocumentNode }
  | { readonly is: 'output'; readonly node: DocumentNode }
  /** Nothing is known to come out: an unknown block, say. */
  | { readonly is: 'unknown'; readonly node: DocumentNode };

type Chain = Extract<Plan, { is: 'chain' }>;

/** What leaves a chain: a source, or the port of the node whose own source passes through. */
type Leaving = Source | { readonly through: string };

/** Finds what feeds a wire, through nodes that are switched off and blocks that pass an input on. */
export class Wires {
  readonly #plans: ReadonlyMap<string, Plan>;
  readonly #found = new Map<string, Source>();
  /** Of each chain, the last iteration that was asked for and what leaves it. */
  readonly #left = new Map<Chain, { readonly last: number; readonly out: Leaving }>();
  /** Nodes from which passing through leads back to themselves. */
  readonly circles = new Set<string>();

  constructor(plans: ReadonlyMap<string, Plan>) {
    this.#plans = plans;
  }

  /** What comes out of the node. */
  source(id: string | undefined): Source {
    const passed = new Set<string>();
    let at = id;
    let found: Source = null;
    while (at !== undefined) {
      const known = this.#found.get(at);
      if (known !== undefined) {
        found = known;
        break;
      }
      if (passed.has(at)) {
        this.circles.add(at);
        break;
      }
      const plan = this.#plans.get(at);
      if (!plan || plan.is === 'unknown' || plan.is === 'output') break;
      passed.add(at);
      if (plan.is === 'port') {
        found = { from: 'port', name: plan.node.id };
        break;
      }
      const out = this.#leaving(plan, plan.iterations.length - 1);
      if (out === null || 'from' in out) {
        found = out;
        break;
      }
      at = sourcesAt(plan.node, out.through)[0];
    }
    for (const node of passed) this.#found.set(node, found);
    return found;
  }

  /**
   * What feeds each port of iteration `i`: what is drawn, save that the chain enters the first port from the second
   * iteration on.
   */
  inputs(plan: Chain, i: number): Readonly<Record<string, readonly Source[]>> {
    const inputs: Record<string, readonly Source[]> = {};
    const { node, firstPort } = plan;
    for (const port of Object.keys(node.inputs ?? {}))
      inputs[port] = sourcesAt(node, port).map((id) => this.source(id));
    if (i > 0) {
      const before = this.#leaving(plan, i - 1);
      const previous =
        before !== null && 'through' in before ? this.source(sourcesAt(node, before.through)[0]) : before;
      inputs[firstPort] = [
        previous,
        ...sourcesAt(node, firstPort)
          .slice(1)
          .map((id) => this.source(id)),
      ];
    }
    return inputs;
  }

  /** What leaves iteration `last` of a chain; -1 is the wire itself. */
  #leaving(plan: Chain, last: number): Leaving {
    const before = this.#left.get(plan);
    let out: Leaving = { through: plan.firstPort };
    for (let i = last; i >= 0; i--) {
      // Chains are followed from the first iteration on: what passes all of them through is not walked back again from
      // each.
      if (before?.last === i) {
        out = before.out;
        break;
      }
      const passed = throughOf(plan.iterations[i]!, plan.firstPort);
      if (passed === 'on') continue;
      out = passed;
      break;
    }
    this.#left.set(plan, { last, out });
    return out;
  }
}

/** What leaves one iteration, or that what enters its first port goes on. */
function throughOf(iteration: Iteration, firstPort: string): Leaving | 'on' {
  if (iteration.is === 'layer') return { from: 'node', name: iteration.path };
  const { output } = iteration.fragment;
  if (output === null) return null;
  if (output.from === 'node') return { from: 'node', name: `${iteration.path}/${output.name}` };
  return output.name === firstPort ? 'on' : { through: output.name };
}

export function sourcesAt(node: DocumentNode, port: string): readonly string[] {
  const { inputs } = node;
  return inputs && Object.hasOwn(inputs, port) ? inputs[port]! : [];
}
