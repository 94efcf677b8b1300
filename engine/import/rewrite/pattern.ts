import type { ForeignModel, ForeignNode } from '../foreign.ts';

/** The file's graph, asked from a node upwards. */
export class Upwards {
  readonly #makers = new Map<string, ForeignNode>();

  readonly #constants: ForeignModel['constants'];

  constructor(nodes: readonly ForeignNode[], constants: ForeignModel['constants']) {
    this.#constants = constants;
    for (const node of nodes) for (const output of node.outputs) this.#makers.set(output, node);
  }

  /** The node that makes a tensor, where it is of that operator. */
  maker(tensor: string | undefined, op: string): ForeignNode | null {
    const node = this.#makers.get(tensor ?? '');
    return node?.op === op ? node : null;
  }

  /** A constant of one number. */
  scalar(tensor: string | undefined): number | null {
    const constant = this.#constants.get(tensor ?? '');
    return constant?.data.length === 1 ? constant.data[0]! : null;
  }

  /** The one axis that a reduction goes over, whose length it keeps; null where it is otherwise. */
  onlyAxis({ inputs, attributes }: ForeignNode): number | null {
    const given = attributes['axes'];
    const axes = Array.isArray(given) ? given : [...(this.#constants.get(inputs[1] ?? '')?.data ?? [])];
    const [axis] = axes;
    return axes.length === 1 && typeof axis === 'number' && attributes['keepdims'] !== 0 ? axis : null;
  }

  /** Of a node with two inputs: the number among them and the tensor beside it. */
  withScalar(node: ForeignNode | null): { readonly tensor: string; readonly scalar: number } | null {
    if (!node) return null;
    const [a, b] = node.inputs;
    const [left, right] = [this.scalar(a), this.scalar(b)];
    if (right !== null && left === null) return { tensor: a!, scalar: right };
    return left !== null && right === null ? { tensor: b!, scalar: left } : null;
  }
}

/** Whether two numbers are the same as float32, a few roundings apart. */
export const near = (a: number | null | undefined, b: number): boolean =>
  typeof a === 'number' && Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(b));

/** One idiom: a node that ends it → one node in its place; null where the node ends no such thing. */
export type Rewrite = (node: ForeignNode, upwards: Upwards) => ForeignNode | null;

/** One node that takes `tensor` in the place of all that the idiom consists of. */
export const instead = (
  node: ForeignNode,
  op: string,
  tensor: string,
  attributes: ForeignNode['attributes'] = {},
): ForeignNode => ({ ...node, op, inputs: [tensor], attributes });
