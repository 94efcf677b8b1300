import type { Call, Graph, GraphInput, Initial, Loss, Metric, Origin, State, StateRole, Value } from './graph.ts';
import type { OpDef } from './op.ts';
import type { TensorType } from './types.ts';

/** Builds a graph call by call; types are inferred at once, so that an ill-typed call fails where it is made. */
export class Builder {
  #nextId = 0;
  #origin: Origin = { path: '', phase: 'forward' };
  readonly inputs: GraphInput[] = [];
  readonly states: State[] = [];
  readonly calls: Call[] = [];
  readonly assigns = new Map<string, Value>();
  readonly losses: Loss[] = [];
  readonly metrics: Metric[] = [];
  readonly outputs: GraphInput[] = [];
  readonly nodeValues = new Map<string, Value>();

  #value(type: TensorType): Value {
    return { id: this.#nextId++, type };
  }

  /** Runs `body` with its calls marked as coming from `origin`. */
  at<T>(origin: Origin, body: () => T): T {
    const outer = this.#origin;
    this.#origin = origin;
    try {
      return body();
    } finally {
      this.#origin = outer;
    }
  }

  /** The input of that name, declared at its first use. */
  input(name: string, type: TensorType): Value {
    const known = this.inputs.find((i) => i.name === name);
    if (known) return known.value;
    const value = this.#value(type);
    this.inputs.push({ name, value });
    return value;
  }

  state(
    name: string,
    type: TensorType,
    spec: { readonly initial: Initial; readonly role: StateRole; readonly decays: boolean },
  ): Value {
    if (this.states.some((s) => s.name === name)) throw new Error(`state ${name} is declared twice`);
    const value = this.#value(type);
    this.states.push({ name, value, weight: name.slice(name.lastIndexOf('.') + 1), ...spec });
    return value;
  }

  /** Applies an op; returns all its outputs. */
  apply<A>(op: OpDef<A>, attrs: A, inputs: readonly Value[]): readonly Value[] {
    const types = op.infer(
      attrs,
      inputs.map((v) => v.type),
    );
    const outputs = types.map((t) => this.#value(t));
    this.calls.push({ op: op as OpDef<unknown>, attrs, inputs, outputs, origin: this.#origin });
    return outputs;
  }

  /** Applies an op with one output. */
  one<A>(op: OpDef<A>, attrs: A, ...inputs: readonly Value[]): Value {
    return this.apply(op, attrs, inputs)[0]!;
  }

  /** What the state of that name becomes after the step. */
  assign(state: string, value: Value): void {
    this.assigns.set(state, value);
  }

  loss(name: string, weight: number, value: Value): void {
    this.losses.push({ name, weight, value });
  }

  metric(name: string, value: Value): void {
    this.metrics.push({ name, value });
  }

  output(name: string, value: Value): void {
    this.outputs.push({ name, value });
  }

  build(): Graph {
    const { inputs, states, calls, assigns, losses, metrics, outputs, nodeValues } = this;
    return {
      inputs: [...inputs],
      states: [...states],
      calls: [...calls],
      assigns: new Map(assigns),
      losses: [...losses],
      metrics: [...metrics],
      outputs: [...outputs],
      nodeValues: new Map(nodeValues),
    };
  }
}
