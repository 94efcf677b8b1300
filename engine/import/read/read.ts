import { fromBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  ModelProtoSchema,
  AttributeProto_AttributeType as Type,
  type ValueInfoProto,
} from 'onnx-buf';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import {
  type Attribute,
  type Constant,
  constantOf,
  type ForeignModel,
  type ForeignNode,
  type ForeignValue,
  isConstant,
  wholeNumbers,
} from '../foreign.ts';
import { inlineFunctions, type PlainNode } from './functions.ts';
import { withoutLabels } from './labels.ts';
import { inOrder } from './order.ts';
import { type External, readTensor } from './tensor.ts';

/**
 * Reads any ONNX model: every version of the format, numbers inside or in files beside it, functions, nodes in any
 * order. Throws a ProblemError that says what is wrong with the file, and where.
 */
export function readForeign(bytes: Uint8Array, path: string, external: External): ForeignModel {
  const proto = decoded(bytes, path);
  const { graph } = proto;
  if (!graph) throw new ProblemError([problem('onnx.damaged', path, { path, reason: 'it holds no graph' })]);
  if (graph.sparseInitializer.length > 0) throw new ProblemError([problem('import.sparse', path, { path })]);
  const constants = new Map<string, Constant>();
  const nodes: ForeignNode[] = [];
  for (const plain of inlineFunctions(graph.node, proto.functions)) {
    const node = foreignNode(plain, external);
    const value = node.op === 'Constant' ? constantNode(node) : null;
    if (value) constants.set(node.outputs[0]!, value);
    else nodes.push(node);
  }
  const outputs = withoutLabels(graph.output.map(foreignValue), nodes);
  const ordered = inOrder(
    nodes,
    outputs.map(({ name }) => name),
  );
  const initialisers = new Map(graph.initializer.map((t) => [t.name, t]));
  for (const name of new Set([...ordered.flatMap((n) => n.inputs), ...outputs.map((o) => o.name)])) {
    const tensor = initialisers.get(name);
    if (tensor) constants.set(name, readTensor(tensor, external));
  }
  return {
    producer: [proto.producerName, proto.producerVersion].join(' ').trim(),
    opset: Number(proto.opsetImport.find(({ domain }) => isOwn(domain))?.version ?? 1),
    name: graph.name,
    nodes: ordered,
    constants,
    inputs: graph.input.map(foreignValue).filter(({ name }) => !initialisers.has(name)),
    outputs,
  };
}

function decoded(bytes: Uint8Array, path: string) {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    throw new ProblemError([problem('onnx.damaged', path, { path, reason: (error as Error).message })]);
  }
}

/** A tensor of texts, as class names are: nothing computes with it. */
const TEXTS = 8;

const isOwn = (domain: string): boolean => domain === '' || domain === 'ai.onnx';

function foreignNode({ proto, name, inputs, outputs, attributes }: PlainNode, external: External): ForeignNode {
  return {
    op: isOwn(proto.domain) ? proto.opType : `${proto.domain}.${proto.opType}`,
    name,
    inputs,
    outputs,
    attributes: Object.fromEntries(attributes.map((a) => [a.name, attribute(a, external)])),
  };
}

/** Files of the first versions leave the type out: what is there says it. */
function attribute(a: AttributeProto, external: External): Attribute {
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  switch (a.type) {
    case Type.FLOAT:
      return a.f;
    case Type.INT:
      return Number(a.i);
    case Type.STRING:
      return text(a.s);
    case Type.FLOATS:
      return a.floats;
    case Type.INTS:
      return a.ints.map(Number);
    case Type.STRINGS:
      return a.strings.map(text);
    case Type.TENSOR:
      return a.t && a.t.dataType !== TEXTS ? readTensor(a.t, external) : { subGraph: true };
    case Type.UNDEFINED:
      if (a.t) return readTensor(a.t, external);
      if (a.ints.length > 0) return a.ints.map(Number);
      if (a.floats.length > 0) return a.floats;
      if (a.s.length > 0) return text(a.s);
      return a.f !== 0 ? a.f : Number(a.i);
    default:
      return { subGraph: true };
  }
}

/** What a Constant node holds; null for texts and sparse tensors. */
function constantNode({ attributes }: ForeignNode): Constant | null {
  const { value, value_float: float, value_floats: floats, value_int: int, value_ints: ints } = attributes;
  if (isConstant(value)) return value;
  if (typeof float === 'number') return constantOf([], Float32Array.of(float), false);
  if (typeof int === 'number') return wholeNumbers([int], []);
  if (Array.isArray(floats)) return constantOf([floats.length], Float32Array.from(floats as number[]), false);
  return Array.isArray(ints) ? wholeNumbers(ints as number[]) : null;
}

function foreignValue({ name, type }: ValueInfoProto): ForeignValue {
  const tensor = type?.value.case === 'tensorType' ? type.value.value : null;
  const dims = tensor?.shape?.dim.map(({ value }) =>
    value.case === 'dimValue' ? Number(value.value) : (value.value ?? ''),
  );
  return { name, dims: dims ?? null };
}
