import { type ParamValue, type Problem, problem } from '../base/diagnostics.ts';
import { isProblem } from '../base/expression.ts';
import { channelsName, type Scope } from '../base/expression-tree.ts';
import type { RawParams } from '../layers/layer.ts';
import { quoted } from '../layers/value-fixes.ts';
import { brokenWire, danglingSources, unknownBlock, wrongPorts } from './checks.ts';
import type { BlockDefinition, DocumentNode } from './document.ts';
import type { Expander } from './expander.ts';
import { Findings } from './findings.ts';
import type { Flow, FlowType } from './flow.ts';
import type { Fragment, Item, LocalProblem, Source } from './fragment.ts';
import { sourcesFirst } from './order.ts';
import { bindingWork, bindParams, evaluateParam, readsName, valueWork } from './parameters.ts';
import { type Iteration, type Plan, Wires } from './plan.ts';
import { enteringChannels, itemOf, PlanFlow } from './plan-flow.ts';

/** Layers and instances of a whole design: four times what the deepest networks have, and analysed within a second. */
const MOST_NODES = 30_000;
/** What it takes to look at a node or an iteration of one, beside its wires and parameters. */
const NODE_WORK = 8;

const noParams: RawParams = {};

/** Expands one definition for one list of arguments. `block` is '' for the design itself. */
export class FragmentBuilder {
  readonly #expander: Expander;
  readonly #block: string;
  readonly #params: RawParams;
  readonly #findings: Findings;
  readonly #uses = new Map<string, BlockDefinition | undefined>();
  readonly #nodes = new Map<string, DocumentNode>();
  /** Instances by block and arguments as given; those that ask what enters them are left out. */
  readonly #instances = new Map<string, Fragment>();
  /** By id, sources first; the last one may still be growing. */
  readonly #plans = new Map<string, Plan>();
  #ports: readonly string[] = [];
  readonly #entering: Flow['port'];
  /** What entered the ports that were asked about. */
  readonly #asked = new Map<string, FlowType>();
  /** By `channelsName`, what this definition's own expressions asked for. */
  readonly #channels: Record<string, number> = {};
  readonly #flow: PlanFlow;
  /** The parameters and `index`, which each iteration sets. */
  #scope: Record<string, ParamValue> | null = null;
  #size = 0;
  #depth = 0;
  #cyclic = false;
  #lasting = true;

  constructor(
    expander: Expander,
    block: string,
    params: RawParams,
    problems: readonly LocalProblem[],
    entering: Flow['port'],
  ) {
    this.#entering = entering;
    this.#flow = new PlanFlow(
      this.#plans,
      (name: string) => this.#askPort(name),
      (work) => expander.spend(NODE_WORK + work, block, ''),
    );
    this.#expander = expander;
    this.#block = block;
    this.#params = params;
    this.#findings = new Findings(expander, block, problems);
  }

  build(drawn: readonly DocumentNode[]): Fragment {
    const nodes = this.#spend(drawn.length, '') ? drawn : [];
    for (const node of nodes) {
      if (this.#nodes.has(node.id))
        this.#findings.report(node.id, () => problem('node.duplicateId', node.id, { id: node.id }));
      else this.#nodes.set(node.id, node);
    }
    const { order, cyclic } = sourcesFirst([...this.#nodes.keys()], (id) =>
      Object.values(this.#nodes.get(id)!.inputs ?? {}).flat(),
    );
    this.#cyclic = cyclic;
    this.#ports = this.#block === '' ? [] : portsOf([...this.#nodes.values()]);
    const plans = this.#plans;
    for (const id of order) {
      const node = this.#nodes.get(id)!;
      for (const find of danglingSources(node, this.#nodes)) this.#findings.report(id, find);
      plans.set(id, this.#plan(node));
    }
    const wires = new Wires(plans);
    const items: Item[] = [];
    for (const plan of plans.values()) {
      if (plan.is !== 'chain') continue;
      if (plan.iterations.length === 0) {
        const found = brokenWire(plan.node, plan.firstPort, wires);
        if (found) this.#findings.report(plan.node.id, () => found);
      }
      for (const [i, iteration] of plan.iterations.entries()) {
        if (i === 0) this.#checkPorts(plan.node, iteration);
        items.push(itemOf(iteration, wires.inputs(plan, i)));
      }
    }
    return {
      block: this.#block,
      params: { ...this.#params, ...this.#channels },
      items,
      ports: this.#ports,
      output: this.#output(plans, wires),
      size: this.#size,
      depth: this.#depth,
      problems: this.#findings.problems,
      cyclic: this.#cyclic,
      asked: this.#asked,
      uses: this.#uses,
      lasting: this.#lasting && this.#findings.complete && !this.#expander.exhausted,
    };
  }

  #spend(work: number, node: string): boolean {
    return this.#expander.spend(work, this.#block, node);
  }

  #plan(node: DocumentNode): Plan {
    if (node.kind === 'blockInput' || node.kind === 'blockOutput') {
      if (this.#block !== '') return { is: node.kind === 'blockInput' ? 'port' : 'output', node };
      this.#findings.report(node.id, () => problem('node.portOutsideBlock', node.id, { kind: node.kind }));
      return { is: 'unknown', node };
    }
    const repeats = node.repeat !== undefined;
    const count = repeats ? this.#count(node) : 1;
    if (count > MOST_NODES && !this.#makeRoom(node, 1, count)) return { is: 'unknown', node };
    // Each iteration makes at least one node, or nothing where its condition is false; those are bounded by the steps.
    let varies = repeats && variesByIndex(node);
    const wires = Object.values(node.inputs ?? {}).reduce((sum, sources) => sum + sources.length, NODE_WORK);
    // The design's own lists are looked at once, where they stand.
    const evaluating = repeats || this.#block !== '' ? evaluationWork(node) : 0;
    const iterations: Iteration[] = [];
    let same: Omit<Extract<Iteration, { is: 'layer' }>, 'path'> | Fragment | 'off' | 'unknown' | undefined;
    let firstPort = Object.keys(node.inputs ?? {})[0] ?? 'in';
    const entering = (port: string): FlowType => {
      varies = repeats;
      const plan = { is: 'chain', node, iterations, firstPort } as const;
      this.#plans.set(node.id, plan);
      return this.#flow.into(plan, port);
    };
    for (let index = 0; index < count; index++) {
      const isNew = same === undefined || varies;
      if (!this.#spend(wires + (isNew ? evaluating : 0), node.id)) return { is: 'unknown', node };
      const path = repeats ? `${node.id}/${index}` : node.id;
      if (same === undefined || varies)
        same = this.#evaluate(node, path, repeats ? this.#at(index) : this.#params, entering);
      if (same === 'unknown') return { is: 'unknown', node };
      if (same === 'off') continue;
      // Iterations that are all alike either all have room or none has.
      const size = 'items' in same ? same.size + 1 : 1;
      if (!this.#makeRoom(node, size, varies ? 1 : count - index)) return { is: 'unknown', node };
      if ('items' in same) {
        if (!this.#spend(same.ports.length, node.id)) return { is: 'unknown', node };
        firstPort = same.ports[0] ?? firstPort;
        this.#depth = Math.max(this.#depth, same.depth + 1);
        this.#cyclic ||= same.cyclic;
        iterations.push({ is: 'instance', path, fragment: same });
      } else {
        iterations.push({ ...same, path });
      }
    }
    return { is: 'chain', node, iterations, firstPort };
  }

  /** What an expression of iteration `index` may name; the same object each time. */
  #at(index: number): Scope {
    this.#scope ??= { ...this.#params };
    this.#scope['index'] = index;
    return this.#scope;
  }

  /** Counts a layer or instance of this size, if it and all `times` of it have room. */
  #makeRoom(node: DocumentNode, size: number, times: number): boolean {
    if (this.#size + size * times > MOST_NODES) {
      this.#findings.report(node.id, () => problem('design.tooLarge', node.id, { limit: MOST_NODES }));
      return false;
    }
    this.#size += size;
    return true;
  }

  #count(node: DocumentNode): number {
    const count = this.#value(node.repeat!, this.#params, this.#findings.asksWhy(node.id, node.id));
    if (isProblem(count)) this.#findings.reportAt(node.id, node.id, count, 'repeat');
    else if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return count;
    else
      this.#findings.reportAt(
        node.id,
        node.id,
        problem('node.badRepeat', '', { found: quoted(count) }, { field: 'repeat' }),
      );
    return 1;
  }

  /** What one iteration of a node is: a layer, a block's fragment, nothing (a wire), or not to be known. */
  #evaluate(
    node: DocumentNode,
    path: string,
    scope: Scope,
    entering: Flow['port'],
  ): Omit<Extract<Iteration, { is: 'layer' }>, 'path'> | Fragment | 'off' | 'unknown' {
    if (!this.#isOn(node, path, scope)) return 'off';
    const kind = this.#value(node.kind, scope, this.#findings.asksWhy(node.id, path));
    if (isProblem(kind)) {
      this.#findings.reportAt(node.id, path, kind, 'kind');
      return 'unknown';
    }
    if (typeof kind !== 'string') {
      this.#findings.reportAt(
        node.id,
        path,
        problem('node.kindNotText', '', { found: quoted(kind) }, { field: 'kind' }),
      );
      return 'unknown';
    }
    const params = this.#evaluateParams(node, path, scope);
    return kind.startsWith('block:')
      ? this.#instance(node, path, kind.slice('block:'.length), params, entering)
      : { is: 'layer', kind, params };
  }

  #isOn(node: DocumentNode, path: string, scope: Scope): boolean {
    if (node.when === undefined) return true;
    const on = this.#value(node.when, scope, this.#findings.asksWhy(node.id, path));
    if (typeof on === 'boolean') return on;
    if (isProblem(on)) this.#findings.reportAt(node.id, path, on, 'when');
    else this.#findings.reportAt(node.id, path, problem('node.badWhen', '', { found: quoted(on) }, { field: 'when' }));
    return true;
  }

  /** Parameters that cannot be evaluated are left out, so that the layer's or block's default stands in. */
  #evaluateParams(node: DocumentNode, path: string, scope: Scope): RawParams {
    const { params } = node;
    if (!params) return noParams;
    let evaluated: Record<string, ParamValue> | null = null;
    const asksWhy = this.#findings.asksWhy(node.id, path);
    for (const name of Object.keys(params)) {
      const value = this.#value(params[name]!, scope, asksWhy);
      if (value === params[name]) continue;
      evaluated ??= { ...params };
      if (isProblem(value)) {
        this.#findings.reportAt(node.id, path, value, name);
        delete evaluated[name];
      } else {
        evaluated[name] = value;
      }
    }
    return evaluated ?? params;
  }

  #instance(
    node: DocumentNode,
    path: string,
    block: string,
    given: RawParams,
    outside: Flow['port'],
  ): Fragment | 'unknown' {
    const key = JSON.stringify([node.id, block, given]);
    const known = this.#instances.get(key);
    if (known) return known;
    const definition = this.#expander.lookUp(block);
    this.#uses.set(block, definition);
    if (!definition) {
      const known = this.#findings.asksWhy(node.id, path) ? this.#expander.blockNames() : [];
      this.#findings.reportAt(node.id, path, unknownBlock(block, known));
      this.#lasting = false;
      return 'unknown';
    }
    const refused = this.#expander.refuse(block);
    if (refused) {
      this.#findings.reportAt(node.id, path, refused);
      this.#lasting = false;
      return 'unknown';
    }
    let asks = false;
    const entering = (port: string): FlowType => {
      asks = true;
      return outside(port);
    };
    if (!this.#spend(bindingWork(definition.params) + definition.nodes.length, node.id)) return 'unknown';
    const ports = portsOf(definition.nodes);
    const { params, problems } = bindParams(block, definition.params, given, {
      entering: (port) => enteringChannels(block, ports, port, entering),
      asksWhy: this.#findings.asksWhy(node.id, path),
    });
    for (const found of problems) this.#findings.reportAt(node.id, path, found);
    const fragment = this.#expander.fragment(block, definition, params, entering);
    this.#spend(fragment.uses.size, node.id);
    for (const [name, used] of fragment.uses) this.#uses.set(name, used);
    this.#lasting &&= fragment.lasting;
    if (!asks) this.#instances.set(key, fragment);
    return fragment;
  }

  #checkPorts(node: DocumentNode, iteration: Iteration): void {
    if (iteration.is === 'layer') return;
    const { path, fragment } = iteration;
    for (const find of wrongPorts(node, path, fragment.block, fragment.ports)) this.#findings.report(node.id, find);
  }

  /** A stored value's, which may ask for the channels that enter this definition. */
  #value(value: ParamValue, scope: Scope, asksWhy: boolean): ParamValue | Problem {
    const entering = (port: string): number | Problem => {
      this.#spend(Object.keys(this.#params).length, '');
      const channels = enteringChannels(this.#block, this.#ports, port, (name) => this.#askPort(name));
      if (typeof channels === 'number') this.#channels[channelsName(port)] = channels;
      return channels;
    };
    return evaluateParam(value, scope, { entering, asksWhy });
  }

  #askPort(name: string): FlowType {
    if (!this.#asked.has(name)) this.#asked.set(name, this.#entering(name));
    return this.#asked.get(name)!;
  }

  #output(plans: ReadonlyMap<string, Plan>, wires: Wires): Source {
    if (this.#block === '' || this.#expander.exhausted) return null;
    const outputs = [...plans.values()].filter((plan) => plan.is === 'output').map((plan) => plan.node);
    const block = this.#block;
    const output = outputs[0];
    if (!output) {
      this.#findings.report('', () => problem('block.noOutput', '', { block }));
      return null;
    }
    if (outputs.length > 1)
      this.#findings.report(outputs[1]!.id, () =>
        problem('block.manyOutputs', outputs[1]!.id, { block, count: outputs.length }),
      );
    const source = Object.values(output.inputs ?? {}).flat()[0];
    if (source === undefined)
      this.#findings.report(output.id, () => problem('block.outputUnconnected', output.id, { block }));
    return wires.source(source);
  }
}

const portsOf = (nodes: readonly DocumentNode[]): readonly string[] =>
  nodes.filter((node) => node.kind === 'blockInput').map((node) => node.id);

/** What it takes to evaluate a node's kind, condition and parameters once. */
function evaluationWork({ kind, when = true, params = {} }: DocumentNode): number {
  return Object.values(params).reduce<number>(
    (sum, value) => sum + valueWork(value),
    valueWork(kind) + valueWork(when),
  );
}

function variesByIndex(node: DocumentNode): boolean {
  return (
    readsName(node.kind, 'index') ||
    readsName(node.when, 'index') ||
    Object.values(node.params ?? {}).some((value) => readsName(value, 'index'))
  );
}
