import { fromBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  type ModelProto,
  ModelProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  type ValueInfoProto,
} from 'onnx-buf';
import {
  type Attribute,
  dataTypes,
  float,
  type OnnxModel,
  type OnnxTensor,
  type OnnxType,
  type OnnxValue,
} from './model.ts';

/** What an ONNX file says of itself, whoever wrote it. */
export interface OnnxHeader {
  /** Name and version of the program that wrote it; '' where it does not say. */
  readonly producer: string;
  readonly irVersion: number;
  /** Operator sets by domain; '' is ONNX itself. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Throws on bytes that are no ONNX model. Nodes and tensors may be of any kind. */
export const decodeHeader = (bytes: Uint8Array): OnnxHeader => headerOf(fromBinary(ModelProtoSchema, bytes));

const headerOf = ({
  producerName,
  producerVersion,
  irVersion,
  opsetImport,
  metadataProps,
}: ModelProto): OnnxHeader => ({
  producer: [producerName, producerVersion].join(' ').trim(),
  irVersion: Number(irVersion),
  opsets: new Map(opsetImport.map((o) => [o.domain === 'ai.onnx' ? '' : o.domain, Number(o.version)])),
  metadata: Object.fromEntries(metadataProps.map((p) => [p.key, p.value])),
});

/** Reads a model that `encodeModel` wrote (or one as plain). Throws on bytes that are no such model. */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  const proto = fromBinary(ModelProtoSchema, bytes);
  const { graph } = proto;
  if (!graph) throw new Error('the ONNX file holds no graph');
  refuseUnused(proto);
  return {
    name: graph.name,
    nodes: graph.node.map((n) => ({
      type: n.opType,
      domain: n.domain,
      name: n.name,
      inputs: n.input,
      outputs: n.output,
      attributes: Object.fromEntries(n.attribute.map((a) => [a.name, attribute(a)])),
    })),
    initializers: graph.initializer.map(tensor),
    inputs: graph.input.map(value),
    outputs: graph.output.map(value),
    values: graph.valueInfo.map(value),
    metadata: headerOf(proto).metadata,
  };
}

/** What would change a model's meaning and is in none that Layerloom writes. */
function refuseUnused({ functions, trainingInfo, graph }: ModelProto): void {
  const unused = { functions, 'training information': trainingInfo, 'sparse constants': graph!.sparseInitializer };
  for (const [what, found] of Object.entries(unused))
    if (found.length > 0) throw new Error(`the ONNX file holds ${what}, which Layerloom does not use`);
}

function typeName(number: number): OnnxType {
  const found = Object.entries(dataTypes).find(([, n]) => n === number);
  if (!found) throw new Error(`the ONNX file holds tensors of element type ${number}, which Layerloom does not use`);
  return found[0] as OnnxType;
}

function attribute(a: AttributeProto): Attribute {
  switch (a.type) {
    case AttributeProto_AttributeType.INT:
      return Number(a.i);
    case AttributeProto_AttributeType.INTS:
      return a.ints.map(Number);
    case AttributeProto_AttributeType.FLOAT:
      return float(a.f);
    case AttributeProto_AttributeType.FLOATS:
      return a.floats.map(float);
    case AttributeProto_AttributeType.STRING:
      return new TextDecoder().decode(a.s);
    default:
      throw new Error(`the ONNX file holds attribute ${a.name} of type ${a.type}, which Layerloom does not use`);
  }
}

function tensor(t: TensorProto): OnnxTensor {
  if (t.dataLocation !== TensorProto_DataLocation.DEFAULT)
    throw new Error(`the ONNX file keeps the numbers of ${t.name} in another file, where Layerloom writes them inside`);
  return { name: t.name, type: typeName(t.dataType), dims: t.dims.map(Number), bytes: t.rawData };
}

function value(v: ValueInfoProto): OnnxValue {
  const kind = v.type?.value;
  if (kind?.case === 'sequenceType') return { name: v.name, type: 'sequence', dims: [] };
  if (kind?.case !== 'tensorType') throw new Error(`the ONNX file gives ${v.name} no tensor type`);
  const dims = kind.value.shape?.dim ?? [];
  return {
    name: v.name,
    type: typeName(kind.value.elemType),
    dims: dims.map((d) => (d.value.case === 'dimValue' ? Number(d.value.value) : (d.value.value ?? ''))),
  };
}
