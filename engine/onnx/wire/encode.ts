import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  type AttributeProtoSchema,
  ModelProtoSchema,
  type TypeProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';
import {
  type Attribute,
  dataTypes,
  type FloatAttribute,
  irVersion,
  type OnnxModel,
  type OnnxValue,
  opset,
  producerName,
} from './model.ts';

/** Serialises a model as ONNX's protobuf. `producerVersion` is Layerloom's. Pure: equal models give equal bytes. */
export function encodeModel(model: OnnxModel, producerVersion = ''): Uint8Array {
  const domains = new Set(['', ...model.nodes.map((n) => n.domain)]);
  const message = create(ModelProtoSchema, {
    irVersion: BigInt(irVersion),
    producerName,
    producerVersion,
    opsetImport: [...domains].map((domain) => ({ domain, version: domain === '' ? BigInt(opset) : 1n })),
    metadataProps: Object.entries(model.metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: model.name,
      node: model.nodes.map((n) => ({
        opType: n.type,
        domain: n.domain,
        name: n.name,
        input: [...n.inputs],
        output: [...n.outputs],
        attribute: Object.entries(n.attributes).map(([name, value]) => attribute(name, value)),
      })),
      initializer: model.initializers.map((t) => ({
        name: t.name,
        dataType: dataTypes[t.type],
        dims: t.dims.map(BigInt),
        rawData: t.bytes as Uint8Array<ArrayBuffer>,
      })),
      input: model.inputs.map(valueInfo),
      output: model.outputs.map(valueInfo),
      valueInfo: model.values.map(valueInfo),
    },
  });
  return toBinary(ModelProtoSchema, message);
}

function attribute(name: string, value: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  const { INT, INTS, STRING, FLOAT, FLOATS } = AttributeProto_AttributeType;
  if (typeof value === 'number') return { name, type: INT, i: BigInt(value) };
  if (typeof value === 'string') return { name, type: STRING, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: FLOAT, f: value.float };
  if (isFloats(value)) return { name, type: FLOATS, floats: value.map((v) => v.float) };
  return { name, type: INTS, ints: value.map(BigInt) };
}

const isFloats = (values: readonly number[] | readonly FloatAttribute[]): values is readonly FloatAttribute[] =>
  typeof values[0] === 'object';

function valueInfo(value: OnnxValue): MessageInitShape<typeof ValueInfoProtoSchema> {
  return { name: value.name, type: { value: typeOf(value) } };
}

function typeOf(value: OnnxValue): NonNullable<MessageInitShape<typeof TypeProtoSchema>['value']> {
  if (value.type === 'sequence') {
    const elemType = { value: { case: 'tensorType' as const, value: { elemType: dataTypes.f32 } } };
    return { case: 'sequenceType', value: { elemType } };
  }
  const dim = value.dims.map((d) =>
    typeof d === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(d) } }
      : { value: { case: 'dimParam' as const, value: d } },
  );
  return { case: 'tensorType', value: { elemType: dataTypes[value.type], shape: { dim } } };
}
