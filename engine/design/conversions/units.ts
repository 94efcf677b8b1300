import { layerOf } from '../../layers/index.ts';
import type { RawParams } from '../../layers/layer.ts';
import type { BlockDefinition, DocumentNode } from '../document.ts';
import { mainSource } from '../edits/edit.ts';
import { DEEPEST_NESTING } from '../expander.ts';
import { sourcesFirst } from '../order.ts';
import { bindParams, evaluateParam } from '../parameters.ts';

/**
 * A convolution with what follows it in a straight line: norm, activation, dropout. `instance`: the node is a block
 * that is just that (conv-BN-ReLU).
 */
export interface Unit {
  /** The convolution, or the block instance. */
  readonly node: DocumentNode;
  readonly instance: boolean;
  /** Last node before the non-linearity: where z[l] leaves, to which a skip is added. */
  readonly end: string;
  /** Last node of the line. */
  readonly last: string;
}

/** The nodes of one definition as conversions see them. `params` are those of one place where it stands. */
export class Diagram {
  readonly nodes: ReadonlyMap<string, DocumentNode>;
  readonly #params: RawParams;
  readonly #block: (name: string) => BlockDefinition | undefined;
  readonly #readers = new Map<string, DocumentNode[]>();

  constructor(nodes: readonly DocumentNode[], params: RawParams, block: (name: string) => BlockDefinition | undefined) {
    this.nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#params = params;
    this.#block = block;
    for (const node of nodes) {
      for (const source of sourcesOf(node)) {
        const readers = this.#readers.get(source);
        if (readers) readers.push(node);
        else this.#readers.set(source, [node]);
      }
    }
  }

  /** Once for each wire. */
  readers(id: string): readonly DocumentNode[] {
    return this.#readers.get(id) ?? [];
  }

  /** The layer's kind, `block:…`, or '' where it cannot be told. */
  kind(node: DocumentNode): string {
    const scope = node.repeat === undefined ? this.#params : { ...this.#params, index: 0 };
    const kind = evaluateParam(node.kind, scope);
    return typeof kind === 'string' ? kind : '';
  }

  /** False for a node that is switched off here, and so a wire. */
  isOn({ when }: DocumentNode): boolean {
    return when === undefined || evaluateParam(when, this.#params) !== false;
  }

  /** The definition that a node instantiates. */
  blockOf(node: DocumentNode): BlockDefinition | undefined {
    const kind = this.kind(node);
    return kind.startsWith('block:') ? this.#block(kind.slice('block:'.length)) : undefined;
  }

  /** Whether the node is a convolution, or a block that is one convolution with its norm and activation. */
  isConvolution(node: DocumentNode): boolean {
    if (!this.isOn(node)) return false;
    const block = this.blockOf(node);
    return block ? soleUnit(block, this.#block) !== null : this.kind(node) === 'conv2d';
  }

  /**
   * Convolutions in the node, blocks inside counted too. `known` has the counts of blocks; one inside itself, or too
   * deep, counts nothing.
   */
  convolutions(node: DocumentNode, known = new Map<BlockDefinition, number>(), depth = 0): number {
    if (!this.isOn(node)) return 0;
    const block = this.blockOf(node);
    if (!block) return this.kind(node) === 'conv2d' ? 1 : 0;
    const before = depth < DEEPEST_NESTING ? known.get(block) : 0;
    if (before !== undefined) return before;
    known.set(block, 0);
    const inner = diagramOf(block, this.#block);
    let count = 0;
    for (const child of inner.nodes.values()) count += inner.convolutions(child, known, depth + 1);
    known.set(block, count);
    return count;
  }

  /** The unit that begins with this node. */
  unit(node: DocumentNode): Unit | null {
    if (node.repeat !== undefined || !this.isConvolution(node)) return null;
    let end = node.id;
    let last = node.id;
    let linear = !this.blockOf(node);
    for (;;) {
      const readers = this.readers(last);
      const [next] = readers;
      if (!next || readers.length > 1 || next.repeat !== undefined || sourcesOf(next).length !== 1) break;
      const category = layerOf(this.kind(next))?.category;
      if (category === 'normalization') {
        if (linear) end = next.id;
      } else if (category === 'activation' || category === 'regularization') linear = false;
      else break;
      last = next.id;
    }
    return { node, instance: this.blockOf(node) !== undefined, end, last };
  }

  /** Units one behind the other with nothing between them, as long as they go. */
  runs(): readonly (readonly Unit[])[] {
    const { order } = sourcesFirst([...this.nodes.keys()], (id) => sourcesOf(this.nodes.get(id)!));
    const open = new Map<string, Unit[]>();
    const runs: Unit[][] = [];
    for (const id of order) {
      const unit = this.unit(this.nodes.get(id)!);
      if (!unit) continue;
      const source = mainSource(unit.node);
      const before = source === undefined ? undefined : open.get(source);
      if (before && this.readers(source!).length === 1) {
        open.delete(source!);
        before.push(unit);
        open.set(unit.last, before);
      } else {
        const run = [unit];
        runs.push(run);
        open.set(unit.last, run);
      }
    }
    return runs;
  }
}

export const sourcesOf = (node: DocumentNode): readonly string[] => Object.values(node.inputs ?? {}).flat();

/** The diagram of a block with its default parameters. */
export function diagramOf(block: BlockDefinition, find: (name: string) => BlockDefinition | undefined): Diagram {
  return new Diagram(block.nodes, bindParams('', block.params, {}).params, find);
}

/** The unit that makes up the whole block, if it is one convolution with its norm and activation and nothing else. */
export function soleUnit(block: BlockDefinition, find: (name: string) => BlockDefinition | undefined): Unit | null {
  const inner = block.nodes.filter((node) => node.kind !== 'blockInput' && node.kind !== 'blockOutput');
  const diagram = diagramOf(block, find);
  const convs = inner.filter((node) => diagram.kind(node) === 'conv2d');
  const [conv] = convs;
  if (!conv || convs.length > 1 || inner.some((node) => node.kind.startsWith('block:'))) return null;
  const unit = diagram.unit(conv);
  const output = block.nodes.find((node) => node.kind === 'blockOutput');
  if (!unit || !output || mainSource(output) !== unit.last) return null;
  const ported = block.nodes.some((node) => node.kind === 'blockInput' && node.id === mainSource(conv));
  return ported && lineLength(diagram, unit) === inner.length ? unit : null;
}

/** Nodes from the convolution to the last one of its unit. */
export function lineOf(diagram: Diagram, unit: Unit): readonly DocumentNode[] {
  const line = [unit.node];
  for (let id = unit.node.id; id !== unit.last; id = line.at(-1)!.id) line.push(diagram.readers(id)[0]!);
  return line;
}

const lineLength = (diagram: Diagram, unit: Unit): number => lineOf(diagram, unit).length;
