import type { Analysis, AnalyzedNode } from './analysis.ts';

/** A layer, or a block with what is inside it. */
export interface Branch {
  readonly path: string;
  /** A layer's kind or a block's name. */
  readonly kind: string;
  /** Path of what a repeat repeats: `stage2` of `stage2/3`; '' for others. */
  readonly parent: string;
  /** Place in a repeat, from 0; null outside one. */
  readonly index: number | null;
  readonly children: readonly Branch[];
  /** Its layers in topological order. */
  readonly nodes: readonly AnalyzedNode[];
}

interface Growing extends Branch {
  readonly children: Growing[];
  readonly nodes: AnalyzedNode[];
}

/** The network as its blocks nest, each where its first layer stands. Blocks without layers are left out. */
export function treeOf({ network, nodes }: Analysis): readonly Branch[] {
  const blocks = new Map(network.groups.map((group) => [group.path, group.block]));
  const grown = new Map<string, Growing>();
  const roots: Growing[] = [];
  for (const node of nodes) {
    const { path, kind } = node.node;
    const around = enclosing(path, blocks);
    let children = roots;
    for (const block of around) {
      let branch = grown.get(block);
      if (!branch) {
        branch = grow(block, blocks.get(block)!);
        grown.set(block, branch);
        children.push(branch);
      }
      branch.nodes.push(node);
      children = branch.children;
    }
    const leaf = grow(path, kind);
    leaf.nodes.push(node);
    children.push(leaf);
  }
  return roots;
}

function grow(path: string, kind: string): Growing {
  const cut = path.lastIndexOf('/');
  const last = path.slice(cut + 1);
  const isRepeat = cut >= 0 && /^\d+$/.test(last);
  return {
    path,
    kind,
    parent: isRepeat ? path.slice(0, cut) : '',
    index: isRepeat ? Number(last) : null,
    children: [],
    nodes: [],
  };
}

/** Paths of the blocks around a node, outermost first. */
function enclosing(path: string, blocks: ReadonlyMap<string, string>): readonly string[] {
  const around: string[] = [];
  for (let cut = path.indexOf('/'); cut >= 0; cut = path.indexOf('/', cut + 1)) {
    const block = path.slice(0, cut);
    if (blocks.has(block)) around.push(block);
  }
  return around;
}
