import type { ParamValue } from '../../base/diagnostics.ts';
import { layerOf } from '../../layers/index.ts';
import type { BlockDefinition, DocumentNode } from '../document.ts';
import { findNode, freeId, type NodeDraft, ownNodes } from '../edits/edit.ts';
import { argumentsOf } from '../edits/inline.ts';
import type { Level } from '../locate.ts';
import { isExpression } from '../parameters.ts';
import { substituteNode } from '../substitute.ts';
import type { Working } from './conversion.ts';
import { Diagram, diagramOf, lineOf, soleUnit } from './units.ts';

/** Puts the 1×1 in front of the node, made in the node's own image. */
export function insertInFront(working: Working, { definition, node, params }: Level, width: number): void {
  const diagram = new Diagram(working.nodes(definition), params, (name) => working.block(name));
  const added = bottleneckLine(working, diagram, node, width);
  working.apply((draft) => {
    const nodes = ownNodes(draft, definition, working.library);
    const target = findNode(nodes, node.id)!;
    const port = Object.keys(target.inputs ?? {})[0] ?? 'in';
    const entering = target.inputs?.[port] ?? [];
    let source = entering[0];
    const placed: NodeDraft[] = [];
    for (const one of added) {
      const id = freeId([...nodes, ...placed], `${one.id}_reduce`);
      const own = diagram.blockOf(one)?.nodes.find(({ kind }) => kind === 'blockInput')?.id ?? 'in';
      placed.push({ ...one, id, inputs: { [own]: source === undefined ? [] : [source] } } as NodeDraft);
      source = id;
    }
    target.inputs = { ...target.inputs, [port]: [source!, ...entering.slice(1)] };
    nodes.splice(nodes.indexOf(target), 0, ...placed);
    return [];
  });
}

/** The nodes of the bottleneck, one behind the other, by the names of those they are like. */
function bottleneckLine(
  working: Working,
  diagram: Diagram,
  node: DocumentNode,
  width: number,
): readonly DocumentNode[] {
  const find = (name: string): BlockDefinition | undefined => working.block(name);
  const block = diagram.blockOf(node);
  if (!block) return lineLike(diagram, node, width);
  const inner = soleUnit(block, find)!.node;
  const instance = instanceLike(node, block, inner, width);
  if (instance) return [instance];
  const values = argumentsOf(block, node, 0);
  return lineLike(diagramOf(block, find), inner, width).map((one) => substituteNode(one, values));
}

/** Convolution, norm and non-linearity as those of the unit that begins at `conv`. */
function lineLike(diagram: Diagram, conv: DocumentNode, width: number): readonly DocumentNode[] {
  const unit = diagram.unit(conv);
  const line = unit ? lineOf(diagram, unit) : [conv];
  return line.flatMap((node) => {
    if (node.id === conv.id) return [pointwise(node, width)];
    const category = layerOf(diagram.kind(node))?.category;
    return category === 'normalization' || category === 'activation' ? [node] : [];
  });
}

/** What says how large a window is and how it goes; a 1×1 has defaults there. */
const windowFields = new Set(['stride', 'padding', 'dilation', 'groups', 'weights']);

function pointwise(conv: DocumentNode, width: number): DocumentNode {
  const kept = Object.entries(conv.params ?? {}).filter(([name]) => !windowFields.has(name));
  return { ...conv, params: { ...Object.fromEntries(kept), filters: width, kernel: 1 } };
}

/** Another instance of the same block with a 1×1 inside, if its parameters can say so. */
function instanceLike(
  node: DocumentNode,
  block: BlockDefinition,
  inner: DocumentNode,
  width: number,
): DocumentNode | null {
  const given: Record<string, ParamValue> = { ...node.params };
  const wanted: Readonly<Record<string, ParamValue>> = {
    filters: width,
    kernel: 1,
    stride: 1,
    dilation: 1,
    groups: 1,
    padding: 'same',
  };
  for (const [field, value] of Object.entries(wanted)) {
    const stored = inner.params?.[field];
    const name = isExpression(stored) ? stored.slice(1).trim() : '';
    const declared = Object.hasOwn(block.params, name) ? block.params[name] : undefined;
    if (declared) {
      const current = Object.hasOwn(given, name) ? given[name]! : declared.default;
      // Torch padding of a 1×1 is none too.
      if (!(field === 'padding' && current === 'torch') && current !== value) given[name] = value;
      if (given[name] === declared.default) delete given[name];
    } else if (stored === undefined ? field === 'kernel' || field === 'filters' : !fixedAlike(field, stored, value)) {
      return null;
    }
  }
  if (inner.params && Object.hasOwn(inner.params, 'weights')) return null;
  return { ...node, params: given };
}

const fixedAlike = (field: string, stored: ParamValue, wanted: ParamValue): boolean =>
  stored === wanted || (field === 'padding' && stored === 'torch');
