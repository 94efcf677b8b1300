import type { Graph, Value } from '../../ir/graph.ts';
import type { TensorType } from '../../ir/types.ts';
import type { OpKind } from '../../ops/index.ts';
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from '../wire/model.ts';
import { Emitter, type Target } from './emitter.ts';
import { lowerings } from './index.ts';
import type { Lowering, Operand } from './lowering.ts';

export interface LowerOptions {
  readonly target: Target;
  readonly name: string;
  /**
   * `inputs`: states are inputs, and outputs `next/<state>` for those that the step changes.
   * Or their values: they become constants of the model.
   */
  readonly states: 'inputs' | ReadonlyMap<string, OnnxTensor>;
  /** In place of the registry, for tests that break a lowering on purpose. */
  readonly lowerings?: Readonly<Record<OpKind, Lowering<never>>>;
}

/** What the next value of a state is called among a training model's outputs. */
export const nextName = (state: string): string => `next/${state}`;

const onnxType = (name: string, type: TensorType): OnnxValue => ({ name, type: type.dtype, dims: type.dims });

/**
 * Lowers a graph to an ONNX model. Inputs keep their names, states are called by theirs, outputs of design nodes by the node's path.
 */
export function lowerGraph(graph: Graph, options: LowerOptions): OnnxModel {
  const emitter = new Emitter(options.target);
  const names = new Map<number, string>();
  const constants = options.states === 'inputs' ? [] : graph.states.map((s) => stateTensor(options.states, s.name));
  for (const { name, value } of [...graph.inputs, ...graph.states]) names.set(value.id, name);

  const registry = (options.lowerings ?? lowerings) as Readonly<Record<string, Lowering<unknown>>>;
  graph.calls.forEach((call, number) => {
    const lowering = registry[call.op.kind];
    if (!lowering) throw new Error(`no ONNX lowering for ${call.op.kind}`);
    const operand = (v: Value): Operand => ({ name: names.get(v.id)!, type: v.type });
    emitter.begin(call, number);
    const outputs = lowering(emitter, {
      attrs: call.attrs,
      inputs: call.inputs.map(operand),
      outputs: call.outputs.map((v) => v.type),
    });
    call.outputs.forEach((v, i) => names.set(v.id, outputs[i]!));
  });

  const outputs: OnnxValue[] = graph.outputs.map(({ name, value }) => onnxType(name, value.type));
  const wanted: (readonly [name: string, value: Value])[] = graph.outputs.map((o) => [o.name, o.value]);
  if (options.states === 'inputs')
    for (const [state, value] of graph.assigns) {
      outputs.push(onnxType(nextName(state), value.type));
      wanted.push([nextName(state), value]);
    }
  const inputs = [...graph.inputs, ...(options.states === 'inputs' ? graph.states : [])];
  const taken = [...graph.inputs, ...graph.states].map((i) => i.name);
  const renamed = rename(emitter.nodes, wanted, graph.nodeValues, names, new Set(taken));
  return {
    name: options.name,
    nodes: renamed.nodes,
    initializers: [...constants, ...emitter.initializers],
    inputs: inputs.map((i) => onnxType(i.name, i.value.type)),
    outputs,
    values: renamed.values,
    metadata: {},
  };
}

function stateTensor(states: LowerOptions['states'], name: string): OnnxTensor {
  const found = states === 'inputs' ? undefined : states.get(name);
  if (!found) throw new Error(`no value was given for state ${name}`);
  return found;
}

/**
 * Gives outputs and design nodes' tensors their names (`logits` may be both: then the node's ends in `/output`). A tensor that nodes make takes the first name asked for; a second name for it,
 * or a name for an input or a constant, is an Identity node.
 */
function rename(
  nodes: readonly OnnxNode[],
  wanted: readonly (readonly [name: string, value: Value])[],
  nodeValues: Graph['nodeValues'],
  names: ReadonlyMap<number, string>,
  taken: Set<string>,
): { readonly nodes: readonly OnnxNode[]; readonly values: readonly OnnxValue[] } {
  const made = new Set(nodes.flatMap((n) => n.outputs));
  const nameOf = new Map<string, string>();
  const identities: OnnxNode[] = [];
  const values: OnnxValue[] = [];
  for (const [name, value] of wanted) {
    taken.add(name);
    const tensor = names.get(value.id)!;
    if (made.has(tensor) && !nameOf.has(tensor)) nameOf.set(tensor, name);
    else
      identities.push({
        type: 'Identity',
        domain: '',
        name: `Identity/${name}`,
        inputs: [tensor],
        outputs: [name],
        attributes: {},
      });
  }
  for (const [path, value] of nodeValues) {
    const tensor = names.get(value.id);
    if (tensor === undefined || !made.has(tensor) || nameOf.has(tensor)) continue;
    let name = path;
    while (taken.has(name)) name += '/output';
    taken.add(name);
    nameOf.set(tensor, name);
    values.push(onnxType(name, value.type));
  }
  const now = (tensor: string): string => nameOf.get(tensor) ?? tensor;
  const all = [...nodes, ...identities].map((n) => ({
    ...n,
    inputs: n.inputs.map(now),
    outputs: n.outputs.map((o) => (made.has(o) ? now(o) : o)),
  }));
  return { nodes: all, values };
}
