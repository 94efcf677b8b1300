import { type Problem, problem } from '../base/diagnostics.ts';
import { listed } from '../base/listed.ts';
import { type Flow, type FlowType, firstOf, flowThrough, type Step, typeAt } from './flow.ts';
import type { Item, Source } from './fragment.ts';
import { type Iteration, type Plan, Wires } from './plan.ts';

type Chain = Extract<Plan, { is: 'chain' }>;

/**
 * What flows through a definition while it is planned, node by node, sources first: nothing is computed before
 * something asks, and each iteration once.
 */
export class PlanFlow {
  readonly #plans: ReadonlyMap<string, Plan>;
  readonly #flow: Flow;
  readonly #step: Step;
  /** Goes along with `plans`, which grow at their end: it stops at the last one, never behind it. */
  readonly #ids: Iterator<string, undefined>;
  #id: string | undefined;
  /** How many iterations of the plan at `#id` have been flowed through. */
  #iterations = 0;

  constructor(plans: ReadonlyMap<string, Plan>, port: Flow['port'], step: Step) {
    this.#plans = plans;
    this.#ids = plans.keys();
    this.#flow = { nodes: new Map(), port };
    this.#step = step;
  }

  /** What enters a port of the iteration that comes next in `chain`, the last of the plans. */
  into(chain: Chain, port: string): FlowType {
    const wires = new Wires(this.#plans);
    this.#id ??= this.#ids.next().value;
    while (this.#id !== undefined) {
      const plan = this.#plans.get(this.#id)!;
      if (plan.is === 'chain') this.#flowOn(plan, wires);
      if (plan === chain) break;
      this.#iterations = 0;
      this.#id = this.#ids.next().value;
    }
    return typeAt(this.#flow, firstOf(wires.inputs(chain, chain.iterations.length), port));
  }

  #flowOn(plan: Chain, wires: Wires): void {
    for (; this.#iterations < plan.iterations.length; this.#iterations++) {
      const item = itemOf(plan.iterations[this.#iterations]!, wires.inputs(plan, this.#iterations));
      flowThrough(this.#flow, item, this.#step);
    }
  }
}

export function itemOf(iteration: Iteration, inputs: Readonly<Record<string, readonly Source[]>>): Item {
  if (iteration.is === 'layer') return { ...iteration, inputs };
  const { path, fragment } = iteration;
  const ports = Object.fromEntries(fragment.ports.map((name) => [name, firstOf(inputs, name)]));
  return { is: 'instance', path, fragment, ports };
}

/** The channels of a map or the features of a vector that enters a port of a block. */
export function enteringChannels(
  block: string,
  ports: readonly string[],
  port: string,
  entering: Flow['port'],
): number | Problem {
  if (!ports.includes(port)) {
    const known = listed(ports);
    return problem('expression.noPort', '', { port, ...(known === '' ? {} : { block, known }) });
  }
  const channels = entering(port)?.dims[1];
  return typeof channels === 'number' ? channels : problem('expression.channelsUnknown', '', { port });
}
