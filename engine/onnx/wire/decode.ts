import { fromBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  ModelProtoSchema,
  type TensorProto,
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

/** Reads a model that `encodeModel` wrote (or one as plain). Throws on bytes that are no such model. */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  const { graph, metadataProps } = fromBinary(ModelProtoSchema, bytes);
  if (!graph) throw new Error('the ONNX file holds no graph');
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
    metadata: Object.fromEntries(metadataProps.map((p) => [p.key, p.value])),
  };
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
