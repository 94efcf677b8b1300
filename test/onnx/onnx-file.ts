import { encodeModel } from '../../engine/onnx/wire/encode.ts';

/** A model that passes its input on, as bytes, of Layerloom or of a program whose name is as long. */
export function onnxFile(metadata: Readonly<Record<string, string>>, producer?: string): Uint8Array {
  const value = { type: 'f32', dims: [1, 3] } as const;
  const bytes = encodeModel(
    {
      name: 'model',
      nodes: [{ type: 'Identity', domain: '', name: 'pass', inputs: ['x'], outputs: ['y'], attributes: {} }],
      initializers: [],
      inputs: [{ name: 'x', ...value }],
      outputs: [{ name: 'y', ...value }],
      values: [],
      metadata,
    },
    '1.0',
  );
  if (producer === undefined) return bytes;
  const text = Buffer.from(bytes).toString('latin1');
  return Buffer.from(text.replace('Layerloom', producer.padEnd('Layerloom'.length)), 'latin1');
}
