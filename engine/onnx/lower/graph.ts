import type { Call, Graph, Value } from '../../ir/graph.ts';
import { elements, sameDims, type TensorType } from '../../ir/types.ts';
import { deadZeros } from '../blocked/dead-zeros.ts';
import type { FastLowering, Made } from '../blocked/fast.ts';
import { fastLowerings, takesAnyLayout } from '../blocked/index.ts';
import { rowsOfStates, stateLayouts } from '../blocked/state-layouts.ts';
import { tuningKey } from '../blocked/tuning.ts';
import { fuse } from '../fuse/index.ts';
import * as fusedLowerings from '../fuse/lowerings.ts';
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from '../wire/model.ts';
import { Emitter, type Target } from './emitter.ts';
import { lowerings } from './index.ts';
import { blockable, type Layout, toLayout } from './layout.ts';
import type { Lowering } from './lowering.ts';
import { LaidOut } from './operand.ts';

export interface LowerOptions {
  readonly target: Target;
  readonly name: string;
  /**
   * `inputs`: states are inputs, and outputs `next/<state>` for those that the step changes.
   * Or their values: they become constants of the model.
   */
  readonly states: 'inputs' | ReadonlyMap<string, OnnxTensor>;
  /**
   * Floats in a block of the machine's NCHWc layout; 0 or nothing lowers to plain layouts only. Wants states as inputs
   * and a known batch.
   */
  readonly block?: number;
  /** Candidate by tuning key; the best guess where a key is missing. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Brings inputs into blocked layouts at once, so that graphs of one op are lowered as if other ops came before. */
  readonly blockInputs?: boolean;
  /** In place of the registries, for tests that break a lowering on purpose. */
  readonly lowerings?: Registry;
  readonly fastLowerings?: FastRegistry;
}

export type Registry = Readonly<Record<string, Lowering<never>>>;
export type FastRegistry = Readonly<Record<string, FastLowering<never>>>;

/** How a state's tensor passes in and out of a training model. */
export interface StatePlace {
  readonly layout: Layout;
  /** Of the model's input and output: not always the state's own. */
  readonly dims: readonly number[];
}

export interface LoweredModel extends OnnxModel {
  readonly states: ReadonlyMap<string, StatePlace>;
}

/** What the next value of a state is called among a training model's outputs. */
export const nextName = (state: string): string => `next/${state}`;

const onnxType = (name: string, type: TensorType): OnnxValue => ({ name, type: type.dtype, dims: type.dims });

/**
 * Lowers a graph to an ONNX model. Inputs keep their names, states are called by theirs, outputs of design nodes by the
 * node's path.
 */
export function lowerGraph(given: Graph, options: LowerOptions): LoweredModel {
  const { block = 0, states } = options;
  const graph = block > 0 ? fuse(given, block) : given;
  const emitter = new Emitter(options.target, block);
  const places = statePlaces(given, block);
  const dead = deadZeros(graph);
  const tensors = new Map<number, LaidOut>();
  for (const { name, value } of graph.inputs) {
    const early = options.blockInputs && blockable(value.type, block);
    const tensor = early ? toLayout(emitter, name, value.type.dims as readonly number[], 'blocked') : name;
    tensors.set(value.id, new LaidOut(emitter, value.type, early ? 'blocked' : 'plain', tensor));
  }
  for (const { name, value } of graph.states) {
    const { layout, dims } = places.get(name)!;
    const seen = sameDims(dims, value.type.dims) ? name : emitter.view(name, value.type.dims);
    tensors.set(value.id, new LaidOut(emitter, value.type, layout, seen));
  }
  for (const [number, call] of graph.calls.entries()) {
    emitter.begin(call, number);
    const made = lowerCall(
      emitter,
      call,
      call.inputs.map((v) => tensors.get(v.id)!),
      options,
    );
    for (const [i, { layout, name }] of made.entries()) {
      const { id, type } = call.outputs[i]!;
      tensors.set(id, new LaidOut(emitter, type, layout, name, dead.has(id)));
    }
  }

  const wanted: Named[] = [];
  const want = (name: string, value: Value, layout: Layout): void => {
    wanted.push({ name, tensor: tensors.get(value.id)!.in(layout), type: value.type });
  };
  emitter.end();
  for (const { name, value } of graph.outputs) want(name, value, 'plain');
  for (const [state, value] of states === 'inputs' ? graph.assigns : []) {
    const { layout, dims } = places.get(state)!;
    const made = tensors.get(value.id)!.in(layout);
    const same = sameDims(dims, value.type.dims);
    const tensor = same ? made : (emitter.underlying(made) ?? emitter.reshape(made, dims));
    wanted.push({ name: nextName(state), tensor, type: { dtype: 'f32', dims } });
  }
  const inputs = [
    ...graph.inputs.map((i) => onnxType(i.name, i.value.type)),
    ...(states === 'inputs' ? graph.states : []).map(({ name }) =>
      onnxType(name, { dtype: 'f32', dims: places.get(name)!.dims }),
    ),
  ];
  const taken = [...graph.inputs, ...graph.states].map((i) => i.name);
  const shown = [...graph.nodeValues].flatMap(([name, value]) => {
    const tensor = tensors.get(value.id);
    return tensor ? [{ name, tensor: tensor.in(tensor.home), type: value.type }] : [];
  });
  const renamed = rename(emitter.nodes, wanted, shown, new Set(taken));
  const constants = states === 'inputs' ? [] : graph.states.map((s) => stateTensor(states, s.name));
  return {
    name: options.name,
    nodes: renamed.nodes,
    initializers: [...constants, ...emitter.initializers],
    inputs,
    outputs: wanted.map((w) => onnxType(w.name, w.type)),
    values: renamed.values,
    metadata: {},
    states: places,
  };
}

function statePlaces(graph: Graph, block: number): ReadonlyMap<string, StatePlace> {
  const layouts = stateLayouts(graph, block);
  const rows = block > 0 ? rowsOfStates(graph) : new Map<string, readonly number[]>();
  return new Map(
    graph.states.map(({ name, value }) => {
      const dims = rows.get(name) ?? (value.type.dims as readonly number[]);
      return [name, { layout: layouts.get(name)!, dims }];
    }),
  );
}

/**
 * The fast lowering where there is one and it takes the call, else the plain one; the plain one in any other layout
 * where the op does not mind.
 */
function lowerCall(e: Emitter, call: Call, inputs: readonly LaidOut[], options: LowerOptions): readonly Made[] {
  const { kind } = call.op;
  const outputs = call.outputs.map((v) => v.type);
  const fast = (options.fastLowerings ?? fastLowerings) as FastRegistry;
  const fastLowering = e.block > 0 ? (fast[kind] as FastLowering<unknown> | undefined) : undefined;
  if (fastLowering) {
    const candidate = options.choices?.[tuningKey(call)];
    const made = fastLowering(e, { attrs: call.attrs, inputs, outputs, candidate });
    if (made) return made;
  }
  const plain: Registry = { ...fusedLowerings, ...(options.lowerings ?? lowerings) };
  const lowering = plain[kind] as Lowering<unknown> | undefined;
  if (!lowering) throw new Error(`no ONNX lowering for ${kind}`);
  const layout = takesAnyLayout(call) ? sharedLayout(inputs, outputs[0]!) : 'plain';
  const operands = inputs.map((x) => ({ type: x.type, name: elements(x.type) === 1 ? x.name : x.in(layout) }));
  return lowering(e, { attrs: call.attrs, inputs: operands, outputs }).map((name, i) => ({
    layout: outputs[i]!.dims.length === 0 ? 'plain' : layout,
    name,
  }));
}

/**
 * A layout in which all operands but scalars can be read alike: that of the first which has another than the plain one.
 */
function sharedLayout(inputs: readonly LaidOut[], output: TensorType): Layout {
  const large = inputs.filter((x) => elements(x.type) > 1);
  const special = large.map((x) => x.home).find((layout) => layout !== 'plain');
  const [first] = large;
  const alike = large.every((x) => sameDims(x.type.dims, first!.type.dims));
  const kept = output.dims.length === 0 || (first !== undefined && sameDims(output.dims, first.type.dims));
  return special && alike && kept ? special : 'plain';
}

/** A tensor by the name it shall have. */
interface Named {
  readonly name: string;
  readonly tensor: string;
  readonly type: TensorType;
}

const identity = (from: string, to: string): OnnxNode => ({
  type: 'Identity',
  domain: '',
  name: `Identity/${to}`,
  inputs: [from],
  outputs: [to],
  attributes: {},
});

function stateTensor(states: LowerOptions['states'], name: string): OnnxTensor {
  const found = states === 'inputs' ? undefined : states.get(name);
  if (!found) throw new Error(`no value was given for state ${name}`);
  return found;
}

/**
 * Gives outputs and design nodes' tensors their names (`logits` may be both: then the node's ends in `/output`). A
 * tensor that nodes make takes the first name asked for; a second name for it, or a name for an input or a constant, is
 * an Identity node.
 */
function rename(
  nodes: readonly OnnxNode[],
  wanted: readonly Named[],
  shown: readonly Named[],
  taken: Set<string>,
): { readonly nodes: readonly OnnxNode[]; readonly values: readonly OnnxValue[] } {
  const made = new Set(nodes.flatMap((n) => n.outputs));
  const nameOf = new Map<string, string>();
  const identities: OnnxNode[] = [];
  const values: OnnxValue[] = [];
  for (const { name, tensor } of wanted) {
    taken.add(name);
    if (made.has(tensor) && !nameOf.has(tensor)) nameOf.set(tensor, name);
    else identities.push(identity(nameOf.get(tensor) ?? tensor, name));
  }
  for (const { name: path, tensor, type } of shown) {
    if (!made.has(tensor) || nameOf.has(tensor)) continue;
    let name = path;
    while (taken.has(name)) name += '/output';
    taken.add(name);
    nameOf.set(tensor, name);
    values.push(onnxType(name, type));
  }
  const now = (tensor: string): string => nameOf.get(tensor) ?? tensor;
  const renamed = nodes.map(({ type, domain, name, inputs, outputs, attributes }) => ({
    type,
    domain,
    name,
    inputs: inputs.map(now),
    outputs: outputs.map(now),
    attributes,
  }));
  return { nodes: [...renamed, ...identities], values };
}
