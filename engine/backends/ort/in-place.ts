import type { InferenceSession, OnnxValue } from 'onnxruntime-node';
import type { OnnxModel } from '../../onnx/wire/model.ts';

/** First output of a model that is run by `runInPlace`; no path is called so. */
const stop = '=stop';

/**
 * onnxruntime-node 1.30 writes preallocated outputs in place, then copies every one of them into a new buffer for its
 * result (microsoft/onnxruntime#32346 will end that): 94 MB a step on resnet18, 5 to 20 times the time of the update
 * that made them, and as much garbage. It makes the copies in output order, and refuses an output that is no tensor
 * with an exception. So the model gets an empty sequence as its first output: by the time of the refusal everything is
 * computed and written. A version that accepts sequences, or copies nothing, runs the same model to the same end.
 */
export function withoutCopies(model: OnnxModel): OnnxModel {
  const node = { type: 'SequenceEmpty', domain: '', name: stop, inputs: [], outputs: [stop], attributes: { dtype: 1 } };
  return {
    ...model,
    nodes: [node, ...model.nodes],
    outputs: [{ name: stop, type: 'sequence', dims: [] }, ...model.outputs],
  };
}

/** Runs a model that went through `withoutCopies`; the results are in the tensors of `outputs`. */
export async function runInPlace(
  session: InferenceSession,
  inputs: Readonly<Record<string, OnnxValue>>,
  outputs: Readonly<Record<string, OnnxValue>>,
): Promise<void> {
  try {
    await session.run(inputs, { [stop]: null, ...outputs });
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('Non tensor type')) throw error;
  }
}
