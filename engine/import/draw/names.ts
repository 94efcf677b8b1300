import { freeNames } from '../../design/edits/edit.ts';
import type { LiftedLayer } from '../lift/lifted.ts';

const LONGEST = 64;

/**
 * Ids of the design's nodes, as the file's author would know them: after a weight (`layer1.0.conv1.weight` →
 * `layer1_0_conv1`), else after the modules in the node's name (`/layer1/layer1.0/relu/Relu` → `layer1_0_relu`), else
 * by kind and number.
 */
export function namesOf(layers: readonly LiftedLayer[]): ReadonlyMap<LiftedLayer, string> {
  const taken = new Set<string>();
  const free = freeNames((name) => taken.has(name));
  const names = new Map<LiftedLayer, string>();
  for (const layer of layers) {
    const name = free(idFrom(wished(layer)));
    taken.add(name);
    names.set(layer, name);
  }
  return names;
}

function wished({ kind, called, from }: LiftedLayer): string {
  const plain = kind.replace(/2d$/, '');
  if (kind === 'input') return plain;
  const weight = ofWeight(called);
  if (weight) return weight;
  const path = ofModules(from);
  if (!path) return plain;
  // What a module does without a module of its own, as an addition, bears the name of what it does.
  return path.isModule && kind !== 'flatten' ? path.name : `${path.name}.${plain}`;
}

/** A weight's name without the last word, which says which of the layer's it is; null for a name of the exporter's. */
function ofWeight(name: string): string | null {
  const [, stem] = /^([A-Za-z][\w./-]*)[._/](?:weight|W|w|kernel|gamma|scale)(?:_0|:0)?$/.exec(name) ?? [];
  return stem && !/^(onnx|val|node)[._:]/i.test(name) ? stem : null;
}

/** Operators that PyTorch's modules consist of: all others stand in the code of the module around. */
const MODULES: ReadonlySet<string> = new Set([
  'AveragePool',
  'BatchNormalization',
  'Clip',
  'Conv',
  'Gelu',
  'Gemm',
  'GlobalAveragePool',
  'HardSigmoid',
  'HardSwish',
  'LRN',
  'LeakyRelu',
  'MatMul',
  'MaxPool',
  'Relu',
  'Sigmoid',
  'Tanh',
]);

/** PyTorch's older exporter names a node by the modules that it runs in, each with the one around it. */
function ofModules(name: string): { readonly name: string; readonly isModule: boolean } | null {
  if (!name.startsWith('/')) return null;
  const parts = name.split('/').filter(Boolean);
  const path = parts.slice(0, -1).reduce(nested, '');
  return path === '' ? null : { name: path, isModule: MODULES.has((parts.at(-1) ?? '').replace(/_\d+$/, '')) };
}

/** `layer1` and then `layer1.0` are one step of the path, `layer1.0` and then `conv1` two. */
function nested(path: string, part: string): string {
  const last = path.slice(path.lastIndexOf('.') + 1);
  if (path === '' || part.startsWith(`${path}.`)) return part;
  return part.startsWith(`${last}.`) ? path.slice(0, path.length - last.length) + part : `${path}.${part}`;
}

function idFrom(name: string): string {
  const id = name.replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^[^A-Za-z0-9]+/, '');
  return (id.length <= LONGEST ? id : id.slice(-LONGEST).replace(/^[^A-Za-z0-9]+/, '')) || 'layer';
}
