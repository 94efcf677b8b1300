import type { Attribute, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from './wire/model.ts';

/** The first thing in which a model differs from the expected one, in words of ONNX. */
export interface ModelDifference {
  /** Name of the node, or of the tensor. */
  readonly node: string;
  readonly found: string;
  readonly expected: string;
}

/**
 * Where a model begins to compute something else than `expected`, or says so: operators, attributes, wires, constants
 * other than `weights`, declared types. Null where there is nothing; nodes' names may differ.
 */
export function modelDifference(
  model: OnnxModel,
  expected: OnnxModel,
  weights: ReadonlySet<string>,
): ModelDifference | null {
  for (let i = 0; i < Math.max(model.nodes.length, expected.nodes.length); i++) {
    const [node, wanted] = [model.nodes[i], expected.nodes[i]];
    if (!node || !wanted) return { node: (node ?? wanted)!.name, found: operator(node), expected: operator(wanted) };
    const difference = nodesDiffer(node, wanted);
    if (difference) return { node: wanted.name, found: difference[0], expected: difference[1] };
  }
  const others = ({ initializers }: OnnxModel): readonly OnnxTensor[] =>
    initializers.filter((t) => !weights.has(t.name));
  return (
    listsDiffer(others(model), others(expected), constantText) ??
    listsDiffer(model.inputs, expected.inputs, valueText) ??
    listsDiffer(model.outputs, expected.outputs, valueText) ??
    listsDiffer(model.values, expected.values, valueText)
  );
}

type Pair = readonly [found: string, expected: string];

const operator = (node: OnnxNode | undefined): string =>
  node ? [node.domain, node.type].join('.').replace(/^\./, '') : 'no node';

/** Attributes that Layerloom writes and once left out: a file without them means the same. */
const once: Readonly<Record<string, string>> = { Conv: 'kernel_shape', AveragePool: 'count_include_pad' };

function nodesDiffer(node: OnnxNode, wanted: OnnxNode): Pair | null {
  const wires = ({ inputs, outputs }: OnnxNode): string => `${inputs.join(', ')} → ${outputs.join(', ')}`;
  if (operator(node) !== operator(wanted)) return [operator(node), operator(wanted)];
  for (const name of new Set([...Object.keys(wanted.attributes), ...Object.keys(node.attributes)])) {
    const [found, expected] = [node, wanted].map(({ attributes }) => attributeText(name, attributes[name])) as [
      string,
      string,
    ];
    const leftOut = !(name in node.attributes) && once[node.type] === name && wanted.attributes[name] !== 1;
    if (found !== expected && !leftOut) return [found, expected];
  }
  return wires(node) === wires(wanted) ? null : [wires(node), wires(wanted)];
}

/** Floats as the file has them: in 32 bits. */
function attributeText(name: string, value: Attribute | undefined): string {
  if (value === undefined) return `no ${name}`;
  const rounded = JSON.stringify(value, (key, v: unknown) => (key === 'float' ? Math.fround(v as number) : v));
  return `${name} ${rounded.replaceAll(/\{"float":([^}]*)\}/g, '$1')}`;
}

/** Things of a name in both, in the order of the expected ones. */
function listsDiffer<T extends { readonly name: string }>(
  found: readonly T[],
  expected: readonly T[],
  text: (thing: T | undefined, other: T | undefined) => string,
): ModelDifference | null {
  const byName = new Map(found.map((thing) => [thing.name, thing]));
  const wanted = new Map(expected.map((thing) => [thing.name, thing]));
  for (const name of new Set([...wanted.keys(), ...byName.keys()])) {
    const [has, wants] = [byName.get(name), wanted.get(name)];
    const difference = [text(has, wants), text(wants, has)] as const;
    if (difference[0] !== difference[1]) return { node: name, found: difference[0], expected: difference[1] };
  }
  return null;
}

const valueText = (value: OnnxValue | undefined): string =>
  value ? `the type ${value.type} [${value.dims.join(', ')}]` : 'no type';

/** A constant's type, and the first byte in which it differs from another. */
function constantText(constant: OnnxTensor | undefined, other: OnnxTensor | undefined): string {
  if (!constant) return 'no such constant';
  const type = `${constant.type} [${constant.dims.join(', ')}]`;
  const at = constant.bytes.findIndex((byte, i) => byte !== other?.bytes[i]);
  return at < 0 || !other ? type : `${type} with ${constant.bytes[at]} at byte ${at}`;
}
