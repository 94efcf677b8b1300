import { type Fix, type ParamValue, type Problem, problem } from '../base/diagnostics.ts';
import { isProblem, type Scope } from '../base/expression.ts';
import { nearest } from '../base/nearest.ts';
import type { RawParams } from '../layers/layer.ts';
import { brokenWire, danglingSources, wrongPorts } from './checks.ts';
import type { BlockDefinition, DocumentNode } from './document.ts';
import type { Expander } from './expander.ts';
import type { Fragment, Item, LocalProblem, Source } from './fragment.ts';
import { sourcesFirst } from './order.ts';
import { bindParams, evaluateParam, readsName } from './parameters.ts';
import { type Iteration, type Plan, Wires } from './plan.ts';

/** Layers and instances of a whole design. */
const MOST_NODES = 100_000;

const noParams: RawParams = {};

/** Expands one definition for one list of arguments. `block` is '' for the design itself. */
export class FragmentBuilder {
  readonly #expander: Expander;
  readonly #block: string;
  readonly #params: RawParams;
  readonly #problems: LocalProblem[];
  readonly #uses = new Map<string, BlockDefinition | undefined>();
  readonly #nodes = new Map<string, DocumentNode>();
  /** Instances by block and arguments as given. */
  readonly #instances = new Map<string, Fragment>();
  #size = 0;
  #depth = 0;
  #cyclic = false;
  #lasting = true;

  constructor(expander: Expander, block: string, params: RawParams, problems: readonly LocalProblem[]) {
    this.#expander = expander;
    this.#block = block;
    this.#params = params;
    this.#problems = [...problems];
  }

  build(nodes: readonly DocumentNode[]): Fragment {
    for (const node of nodes) {
      if (this.#nodes.has(node.id)) this.#report(node.id, problem('node.duplicateId', node.id, { id: node.id }));
      else this.#nodes.set(node.id, node);
    }
    const { order, cyclic } = sourcesFirst([...this.#nodes.keys()], (id) =>
      Object.values(this.#nodes.get(id)!.inputs ?? {}).flat(),
    );
    this.#cyclic = cyclic;
    const plans = new Map<string, Plan>();
    for (const id of order) {
      const node = this.#nodes.get(id)!;
      for (const found of danglingSources(node, this.#nodes)) this.#report(id, found);
      plans.set(id, this.#plan(node));
    }
    const wires = new Wires(plans);
    const items: Item[] = [];
    for (const plan of plans.values()) {
      if (plan.is !== 'chain') continue;
      if (plan.iterations.length === 0) {
        const found = brokenWire(plan.node, plan.firstPort, wires);
        if (found) this.#report(plan.node.id, found);
      }
      for (const [i, iteration] of plan.iterations.entries())
        items.push(this.#item(iteration, wires.inputs(plan, i), plan.node, i === 0));
    }
    return {
      block: this.#block,
      params: this.#params,
      items,
      ports: [...this.#nodes.values()].filter((node) => node.kind === 'blockInput').map((node) => node.id),
      output: this.#output(plans, wires),
      size: this.#size,
      depth: this.#depth,
      problems: this.#problems,
      cyclic: this.#cyclic,
      uses: this.#uses,
      lasting: this.#lasting && !this.#expander.exhausted,
    };
  }

  #report(id: string, found: Problem): void {
    this.#problems.push({ id, problem: found });
  }

  /** Reports a problem that an expression or a list of arguments has, at this node. */
  #reportAt(id: string, path: string, found: Problem, field?: string): void {
    const fixes = found.fixes.map((fix) => ({
      ...fix,
      actions: fix.actions.map((action) => ('node' in action ? { ...action, node: path } : action)),
    }));
    this.#report(id, { ...found, node: path, fixes, ...(field === undefined ? {} : { field }) });
  }

  #plan(node: DocumentNode): Plan {
    if (node.kind === 'blockInput' || node.kind === 'blockOutput') {
      if (this.#block !== '') return { is: node.kind === 'blockInput' ? 'port' : 'output', node };
      this.#report(node.id, problem('node.portOutsideBlock', node.id, { kind: node.kind }));
      return { is: 'unknown', node };
    }
    const repeats = node.repeat !== undefined;
    const count = repeats ? this.#count(node) : 1;
    if (count > MOST_NODES && !this.#makeRoom(node, 1, count)) return { is: 'unknown', node };
    // Each iteration makes at least one node, or nothing where its condition is false; those are bounded by the steps.
    const varies = repeats && variesByIndex(node);
    const iterations: Iteration[] = [];
    let same: Omit<Extract<Iteration, { is: 'layer' }>, 'path'> | Fragment | 'off' | 'unknown' | undefined;
    let firstPort = Object.keys(node.inputs ?? {})[0] ?? 'in';
    for (let index = 0; index < count; index++) {
      if (!this.#expander.step()) return { is: 'unknown', node };
      const path = repeats ? `${node.id}/${index}` : node.id;
      if (same === undefined || varies) {
        same = this.#evaluate(node, path, repeats ? { ...this.#params, index } : this.#params);
      }
      if (same === 'unknown') return { is: 'unknown', node };
      if (same === 'off') continue;
      // Iterations that are all alike either all have room or none has.
      const size = 'items' in same ? same.size + 1 : 1;
      if (!this.#makeRoom(node, size, varies ? 1 : count - index)) return { is: 'unknown', node };
      if ('items' in same) {
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

  /** Counts a layer or instance of this size, if it and all `times` of it have room. */
  #makeRoom(node: DocumentNode, size: number, times: number): boolean {
    if (this.#size + size * times > MOST_NODES) {
      this.#report(node.id, problem('design.tooLarge', node.id, { limit: MOST_NODES }));
      return false;
    }
    this.#size += size;
    return true;
  }

  #count(node: DocumentNode): number {
    const count = evaluateParam(node.repeat!, this.#params);
    if (isProblem(count)) this.#reportAt(node.id, node.id, count, 'repeat');
    else if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return count;
    else
      this.#report(node.id, problem('node.badRepeat', node.id, { found: JSON.stringify(count) }, { field: 'repeat' }));
    return 1;
  }

  /** What one iteration of a node is: a layer, a block's fragment, nothing (a wire), or not to be known. */
  #evaluate(
    node: DocumentNode,
    path: string,
    scope: Scope,
  ): Omit<Extract<Iteration, { is: 'layer' }>, 'path'> | Fragment | 'off' | 'unknown' {
    if (!this.#isOn(node, path, scope)) return 'off';
    const kind = evaluateParam(node.kind, scope);
    if (isProblem(kind)) {
      this.#reportAt(node.id, path, kind, 'kind');
      return 'unknown';
    }
    if (typeof kind !== 'string') {
      this.#report(node.id, problem('node.kindNotText', path, { found: JSON.stringify(kind) }, { field: 'kind' }));
      return 'unknown';
    }
    const params = this.#evaluateParams(node, path, scope);
    return kind.startsWith('block:')
      ? this.#instance(node, path, kind.slice('block:'.length), params)
      : { is: 'layer', kind, params };
  }

  #isOn(node: DocumentNode, path: string, scope: Scope): boolean {
    if (node.when === undefined) return true;
    const on = evaluateParam(node.when, scope);
    if (typeof on === 'boolean') return on;
    if (isProblem(on)) this.#reportAt(node.id, path, on, 'when');
    else this.#report(node.id, problem('node.badWhen', path, { found: JSON.stringify(on) }, { field: 'when' }));
    return true;
  }

  /** Parameters that cannot be evaluated are left out, so that the layer's or block's default stands in. */
  #evaluateParams(node: DocumentNode, path: string, scope: Scope): RawParams {
    const { params } = node;
    if (!params) return noParams;
    let evaluated: Record<string, ParamValue> | null = null;
    for (const name of Object.keys(params)) {
      const value = evaluateParam(params[name]!, scope);
      if (value === params[name]) continue;
      evaluated ??= { ...params };
      if (isProblem(value)) {
        this.#reportAt(node.id, path, value, name);
        delete evaluated[name];
      } else {
        evaluated[name] = value;
      }
    }
    return evaluated ?? params;
  }

  #instance(node: DocumentNode, path: string, block: string, given: RawParams): Fragment | 'unknown' {
    const key = JSON.stringify([node.id, block, given]);
    const known = this.#instances.get(key);
    if (known) return known;
    const definition = this.#expander.lookUp(block);
    this.#uses.set(block, definition);
    if (!definition) {
      const known = this.#expander.blockNames();
      const suggestion = nearest(block, known);
      const fixes: Fix[] =
        suggestion === null
          ? []
          : [
              {
                code: 'node.setKind',
                values: { kind: suggestion },
                actions: [{ do: 'setKind', node: path, kind: `block:${suggestion}` }],
              },
            ];
      const values = {
        block,
        ...(known.length > 0 ? { known: known.slice(0, 20).join(', ') } : {}),
        ...(suggestion === null ? {} : { suggestion }),
      };
      this.#report(node.id, problem('block.unknown', path, values, { field: 'kind', fixes }));
      this.#lasting = false;
      return 'unknown';
    }
    const refused = this.#expander.refuse(block);
    if (refused) {
      this.#reportAt(node.id, path, refused);
      this.#lasting = false;
      return 'unknown';
    }
    const { params, problems } = bindParams(block, definition.params, given);
    for (const found of problems) this.#reportAt(node.id, path, found);
    const fragment = this.#expander.fragment(block, definition, params);
    for (const [name, used] of fragment.uses) this.#uses.set(name, used);
    this.#lasting &&= fragment.lasting;
    this.#instances.set(key, fragment);
    return fragment;
  }

  #item(
    iteration: Iteration,
    inputs: Readonly<Record<string, readonly Source[]>>,
    node: DocumentNode,
    first: boolean,
  ): Item {
    if (iteration.is === 'layer') return { ...iteration, inputs };
    const { path, fragment } = iteration;
    if (first) for (const found of wrongPorts(node, path, fragment.block, fragment.ports)) this.#report(node.id, found);
    return {
      is: 'instance',
      path,
      fragment,
      ports: Object.fromEntries(fragment.ports.map((name) => [name, firstOf(inputs, name)])),
    };
  }

  #output(plans: ReadonlyMap<string, Plan>, wires: Wires): Source {
    if (this.#block === '') return null;
    const outputs = [...plans.values()].filter((plan) => plan.is === 'output').map((plan) => plan.node);
    const block = this.#block;
    const output = outputs[0];
    if (!output) {
      this.#report('', problem('block.noOutput', '', { block }));
      return null;
    }
    if (outputs.length > 1)
      this.#report(outputs[1]!.id, problem('block.manyOutputs', outputs[1]!.id, { block, count: outputs.length }));
    const source = Object.values(output.inputs ?? {}).flat()[0];
    if (source === undefined) this.#report(output.id, problem('block.outputUnconnected', output.id, { block }));
    return wires.source(source);
  }
}

function variesByIndex(node: DocumentNode): boolean {
  return (
    readsName(node.kind, 'index') ||
    readsName(node.when, 'index') ||
    Object.values(node.params ?? {}).some((value) => readsName(value, 'index'))
  );
}

function firstOf(inputs: Readonly<Record<string, readonly Source[]>>, port: string): Source {
  return (Object.hasOwn(inputs, port) ? inputs[port]![0] : null) ?? null;
}
