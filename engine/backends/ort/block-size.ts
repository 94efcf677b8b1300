import { Tensor } from 'onnxruntime-node';
import { nchwc } from '../../onnx/lower/layout.ts';
import { createSession } from './session.ts';

let known: Promise<number> | undefined;

/**
 * Floats in a block of ONNX Runtime's NCHWc layout on this processor (16 or 8); 0 where it has none. Asked once a
 * process.
 */
export function blockSize(): Promise<number> {
  known ??= probe().catch(() => 0);
  return known;
}

/**
 * Reorders a map of 16 channels and 2 pixels that holds 0 … 31: the second pixel of the first channel, 1, comes to lie
 * one block further.
 */
async function probe(): Promise<number> {
  const dims = [1, 16, 1, 2];
  const node = { type: 'ReorderInput', domain: nchwc, name: 'probe', inputs: ['x'], outputs: ['y'], attributes: {} };
  const value = (name: string) => ({ name, type: 'f32' as const, dims });
  const model = {
    name: 'probe',
    nodes: [node],
    initializers: [],
    values: [],
    metadata: {},
    inputs: [value('x')],
    outputs: [value('y')],
  };
  const session = await createSession(model, { threads: 1, optimize: 'disabled' });
  const x = new Tensor(
    'float32',
    Float32Array.from({ length: 32 }, (_, i) => i),
    dims,
  );
  const { y } = await session.run({ x });
  await session.release();
  const block = (y!.data as Float32Array).indexOf(1);
  return block === 8 || block === 16 ? block : 0;
}
