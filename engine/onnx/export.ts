import { foldBatchNorm } from '../compile/fold-batch-norm.ts';
import type { Graph } from '../ir/graph.ts';
import { biasInGemm } from './bias-in-gemm.ts';
import { checkModel } from './check.ts';
import { lowerGraph } from './lower/graph.ts';
import { stateTensors } from './state-tensors.ts';
import { encodeModel } from './wire/encode.ts';
import type { OnnxModel } from './wire/model.ts';

/** What a file says beside the network: enough to use it without Layerloom, and to open it there again. */
export interface ExportOptions {
  readonly name: string;
  /** The design document, stored as JSON. */
  readonly design: object;
  /** In the order of the logits; empty where unknown. */
  readonly classes: readonly string[];
  /** What was done to pixels of 0 … 1 before they were `images`: (pixel − mean) / std per channel. */
  readonly normalization: { readonly mean: readonly number[]; readonly std: readonly number[] } | null;
  readonly foldBatchNorm: boolean;
  /** Layerloom's version. */
  readonly version: string;
}

/** Keys of the file's metadata; the values are JSON. */
export const metadataKeys = {
  design: 'layerloom.design',
  classes: 'layerloom.classes',
  normalization: 'layerloom.normalization',
} as const;

/**
 * An inference graph (`compileInference`) with its weights as an ONNX file: input `images` [N, C, H, W], outputs
 * `logits` and `probabilities` [N, classes], weights under the states' names, the tensors of design nodes under their
 * paths. Only operators of ONNX itself. Throws where `state` lacks a weight; a model that its own check refuses is a
 * bug and throws too.
 */
export function exportModel(
  graph: Graph,
  state: ReadonlyMap<string, Float32Array>,
  options: ExportOptions,
): Uint8Array {
  const model = exportedModel(graph, state, options);
  const wrong = checkModel(model);
  if (wrong.length) throw new Error(`the exported model is malformed: ${wrong.join('; ')}`);
  return encodeModel(model, options.version);
}

/** The model that `exportModel` writes. */
export function exportedModel(
  graph: Graph,
  state: ReadonlyMap<string, Float32Array>,
  options: Omit<ExportOptions, 'version'>,
): OnnxModel {
  const folded = options.foldBatchNorm ? foldBatchNorm(graph, state) : { graph, state };
  const lowered = biasInGemm(
    lowerGraph(folded.graph, {
      target: 'export',
      name: options.name,
      states: stateTensors(folded.graph, folded.state),
    }),
  );
  const metadata: Record<string, string> = {
    [metadataKeys.design]: JSON.stringify(options.design),
    [metadataKeys.classes]: JSON.stringify(options.classes),
  };
  if (options.normalization) metadata[metadataKeys.normalization] = JSON.stringify(options.normalization);
  return { ...lowered, metadata };
}
