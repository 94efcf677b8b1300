import type { AttributeProto, FunctionProto, NodeProto } from 'onnx-buf';
import { ProblemError, problem } from '../../base/diagnostics.ts';

/** A node of the file, or of one of its functions with the names of where it is called. */
export interface PlainNode {
  readonly proto: NodeProto;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly AttributeProto[];
}

/** Calls within calls; ONNX forbids that a function calls itself, which a broken file may not know. */
const DEEPEST = 50;
const MOST_NODES = 500_000;

const key = (domain: string, name: string): string => `${domain === 'ai.onnx' ? '' : domain}::${name}`;

/**
 * The nodes with every call of one of the file's own functions replaced by what the function does. Throws a
 * ProblemError where that does not end.
 */
export function inlineFunctions(
  nodes: readonly NodeProto[],
  functions: readonly FunctionProto[],
): readonly PlainNode[] {
  const byKey = new Map(functions.map((f) => [key(f.domain, f.name), f]));
  const flat: PlainNode[] = [];
  let calls = 0;

  const visit = (node: PlainNode, depth: number): void => {
    const { domain, opType } = node.proto;
    const body = byKey.get(key(domain, opType));
    if (!body) {
      if (flat.push(node) > MOST_NODES) throw tooMany();
      return;
    }
    if (depth === DEEPEST) {
      throw new ProblemError([problem('import.recursion', node.name, { name: opType })]);
    }
    // A name that the function's own tensors get nowhere else.
    const prefix = `${node.name || opType}#${calls++}/`;
    const outer = new Map<string, string>();
    body.input.forEach((name, i) => outer.set(name, node.inputs[i] ?? ''));
    body.output.forEach((name, i) => outer.set(name, node.outputs[i] ?? ''));
    const named = (name: string): string => (name === '' ? '' : outer.get(name) || prefix + name);
    const given = new Map([...body.attributeProto, ...node.attributes].map((a) => [a.name, a]));
    for (const proto of body.node) {
      visit(
        {
          proto,
          name: proto.name === '' ? '' : prefix + proto.name,
          inputs: proto.input.map(named),
          outputs: proto.output.map(named),
          attributes: proto.attribute.flatMap((a) => passedDown(a, given)),
        },
        depth + 1,
      );
    }
  };

  for (const proto of nodes) {
    visit({ proto, name: proto.name, inputs: proto.input, outputs: proto.output, attributes: proto.attribute }, 0);
  }
  return flat;
}

const tooMany = (): ProblemError => new ProblemError([problem('import.tooMany', '', { most: MOST_NODES })]);

/** An attribute of a function's node may stand for one of the call's, which may have been left out. */
function passedDown(attribute: AttributeProto, given: ReadonlyMap<string, AttributeProto>): readonly AttributeProto[] {
  if (attribute.refAttrName === '') return [attribute];
  const found = given.get(attribute.refAttrName);
  return found ? [{ ...found, name: attribute.name }] : [];
}
