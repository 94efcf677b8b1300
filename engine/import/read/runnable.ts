import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, type NodeProto, TensorProto_DataLocation, ValueInfoProtoSchema } from 'onnx-buf';
import type { External } from './tensor.ts';

/**
 * The file for a session that gets its bytes alone and infers: numbers of other files taken in, further tensors among
 * the outputs, batch norms by their stored statistics and dropout out of the way, where it was kept as in training. The
 * bytes themselves where that is nothing.
 */
export function runnable(bytes: Uint8Array, external: External, outputs: readonly string[]): Uint8Array {
  const proto = fromBinary(ModelProtoSchema, bytes);
  const { graph } = proto;
  if (!graph) return bytes;
  const known = new Set(graph.output.map(({ name }) => name));
  const more = outputs.filter((name) => !known.has(name));
  const outside = graph.initializer.filter((t) => t.dataLocation === TensorProto_DataLocation.EXTERNAL);
  const training = graph.node.filter(isTraining);
  if (more.length + outside.length + training.length === 0) return bytes;
  for (const node of training) {
    node.attribute = node.attribute.filter(({ name }) => name !== 'training_mode');
    node.output.length = 1;
    if (node.opType === 'Dropout') node.input.length = 1;
  }
  graph.output.push(...more.map((name) => create(ValueInfoProtoSchema, { name })));
  for (const tensor of outside) {
    const said = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
    const file = external(said.get('location') ?? '');
    const offset = Number(said.get('offset') ?? 0);
    const length = Number(said.get('length') ?? (file?.length ?? 0) - offset);
    tensor.rawData = Uint8Array.from(file instanceof Uint8Array ? file.subarray(offset, offset + length) : []);
    tensor.dataLocation = TensorProto_DataLocation.DEFAULT;
    tensor.externalData = [];
  }
  return toBinary(ModelProtoSchema, proto);
}

const isTraining = ({ opType, input, output, attribute }: NodeProto): boolean =>
  (opType === 'BatchNormalization' && (output.length > 1 || attribute.some((a) => a.name === 'training_mode'))) ||
  (opType === 'Dropout' && input.length > 2);
