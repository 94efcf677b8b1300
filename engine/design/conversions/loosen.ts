import type { RawParams } from '../../layers/layer.ts';
import type { BlockDefinition, DocumentNode } from '../document.ts';
import { instanceToNodes } from '../edits/inline.ts';
import { unroll } from '../edits/unroll.ts';
import { DEEPEST_NESTING } from '../expander.ts';
import { substitute } from '../substitute.ts';
import type { Working } from './conversion.ts';
import { Diagram } from './units.ts';

/**
 * Unrolls repeated convolutions, so that they can be taken two by two. Where the count is a block's parameter, the
 * block is taken apart where it stands, since only there the count is known; the design's own parameters count with
 * their values.
 */
export function loosen(working: Working): void {
  for (const { name, params } of [...working.used().definitions].reverse()) {
    if (name === '') loosenDesign(working, params);
    else {
      for (const node of repeatedConvolutions(working, name, params))
        if (typeof substitute(node.repeat!, {}) === 'number') working.apply(unroll(working.library, name, node.id, {}));
    }
  }
}

function loosenDesign(working: Working, params: RawParams): void {
  // Taking a block apart may bring another one to light; each round goes one level deeper.
  for (let round = 0; round < DEEPEST_NESTING; round++) {
    let changed = false;
    for (const node of repeatedConvolutions(working, '', params))
      changed = working.apply(unroll(working.library, '', node.id, params)) || changed;
    for (const node of working.document.nodes) {
      if (isLoose(working, node, params))
        changed = working.apply(instanceToNodes(working.library, '', node.id, params)) || changed;
    }
    if (!changed) return;
  }
}

function repeatedConvolutions(working: Working, definition: string, params: RawParams): readonly DocumentNode[] {
  const diagram = new Diagram(working.nodes(definition), params, (name) => working.block(name));
  return working.nodes(definition).filter((node) => node.repeat !== undefined && diagram.isConvolution(node));
}

/**
 * Whether the node is a block with a repeated convolution somewhere inside that only its arguments give a count. `seen`
 * are blocks looked into.
 */
function isLoose(
  working: Working,
  node: DocumentNode,
  params: RawParams,
  seen: Set<BlockDefinition> = new Set(),
  depth = 0,
): boolean {
  const block = new Diagram([node], params, (name) => working.block(name)).blockOf(node);
  if (!block || seen.has(block) || depth > DEEPEST_NESTING) return false;
  seen.add(block);
  const inner = new Diagram(block.nodes, {}, (name) => working.block(name));
  return block.nodes.some(
    (child) =>
      (child.repeat !== undefined && typeof child.repeat !== 'number' && inner.isConvolution(child)) ||
      isLoose(working, child, {}, seen, depth + 1),
  );
}
