import type { ForeignNode, ForeignValue } from '../foreign.ts';

/** What makes classes out of scores, and which of its inputs the scores, or their places, are. */
const labelling: Readonly<Record<string, number>> = {
  ArgMax: 0,
  'ai.onnx.ml.ZipMap': 0,
  'ai.onnx.ml.ArrayFeatureExtractor': 1,
  'ai.onnx.ml.LabelEncoder': 0,
};
const passing: ReadonlySet<string> = new Set(['Cast', 'Identity', 'Squeeze', 'Reshape']);

/**
 * The outputs with the scores in the place of the class that a file names at its end: which is the largest, and what it
 * is called, are no layers. Each once.
 */
export function withoutLabels(
  outputs: readonly ForeignValue[],
  nodes: readonly ForeignNode[],
): readonly ForeignValue[] {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const behind = (name: string): string => {
    let scores = name;
    let at = name;
    for (let node = makers.get(at); node; node = makers.get(at)) {
      const input = labelling[node.op];
      if (input === undefined && !passing.has(node.op)) break;
      at = node.inputs[input ?? 0] ?? '';
      if (input !== undefined) scores = at;
    }
    return scores;
  };
  const named = outputs.map((output): ForeignValue => {
    const name = behind(output.name);
    return name === output.name ? output : { name, dims: null };
  });
  return [...new Map(named.map((output) => [output.name, output])).values()];
}
