import type { DocumentNode, LoomDocument } from '../../design/document.ts';
import { freeName } from '../../design/edits/edit.ts';
import type { Lifted } from '../lift/lift.ts';
import type { LiftedLayer } from '../lift/lifted.ts';
import { namesOf } from './names.ts';

export interface ImportedDesign {
  readonly document: LoomDocument;
  /** By the names of the design's states: `conv1.weight`. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly names: ReadonlyMap<LiftedLayer, string>;
  /** The node whose output is the file's. */
  readonly output: string;
}

/**
 * The layers as a design that one could have drawn; with a classifier where the file ends in scores of classes.
 * `producer` wrote the file.
 */
export function designOf({ layers, output }: Lifted, name: string, producer: string): ImportedDesign {
  const names = namesOf(layers);
  const nodes: DocumentNode[] = layers.map((layer) => ({
    id: names.get(layer)!,
    kind: layer.kind,
    ...(Object.keys(layer.params).length > 0 ? { params: layer.params } : {}),
    ...(layer.inputs.length > 0 ? { inputs: { in: layer.inputs.map((source) => names.get(source)!) } } : {}),
  }));
  const weights = new Map(
    layers.flatMap((layer) =>
      [...layer.weights].map(([weight, numbers]) => [`${names.get(layer)!}.${weight}`, numbers] as const),
    ),
  );
  const last = names.get(output.fact.layer)!;
  return {
    document: {
      format: 'layerloom',
      version: 1,
      name,
      description: `Drawn from an ONNX file${producer === '' ? '' : ` by ${producer}`}.`,
      params: {},
      nodes: [...nodes, ...headBehind(output.fact.layer, last, new Set(names.values()))],
      blocks: {},
    },
    weights,
    names,
    output: last,
  };
}

/** Scores of at least two classes end in a classifier; what else a network may compute is left as it is. */
function headBehind(layer: LiftedLayer, last: string, taken: ReadonlySet<string>): readonly DocumentNode[] {
  const { C, H, W } = layer.lengths;
  if (C < 2 || H * W > 1) return [];
  const id = (wanted: string): string => freeName((name) => taken.has(name), wanted);
  const classifier = (source: string): DocumentNode => ({
    id: id('classifier'),
    kind: 'classifier',
    inputs: { in: [source] },
  });
  if (layer.form === 'vector') return [classifier(last)];
  const flat: DocumentNode = { id: id('scores'), kind: 'flatten', inputs: { in: [last] } };
  return [flat, classifier(flat.id)];
}
