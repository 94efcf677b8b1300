import type { ParamValue } from '../base/diagnostics.ts';
import { isProblem } from '../base/expression.ts';
import type { RawParams } from '../layers/layer.ts';
import type { BlockDefinition, DocumentNode, Library, LoomDocument } from './document.ts';
import { bindParams, evaluateParam } from './parameters.ts';

/**
 * One level of a path: the drawn node, the definition that it is drawn in, the iteration meant, and the parameters in
 * scope there.
 */
export interface Level {
  /** '' for the design itself. */
  readonly definition: string;
  readonly node: DocumentNode;
  readonly index?: number;
  readonly params: RawParams;
}

/** The block of that name: the document's own or the built-in one. */
export function findBlock(document: LoomDocument, library: Library, name: string): BlockDefinition | undefined {
  if (Object.hasOwn(document.blocks, name)) return document.blocks[name];
  return Object.hasOwn(library, name) ? library[name] : undefined;
}

/**
 * The block that a node instantiates with these parameters in scope, or undefined for a layer or what cannot be told.
 */
function blockOf(node: DocumentNode, scope: RawParams): string | undefined {
  const kind = evaluateParam(node.kind, scope);
  return typeof kind === 'string' && kind.startsWith('block:') ? kind.slice('block:'.length) : undefined;
}

/**
 * What paths of a block's own nodes begin with where it is looked at by itself, outside the design: no node's id has a
 * colon.
 */
export const DETACHED = 'block:';

/**
 * Finds the drawn nodes that an expanded path (`stage2/3/conv1`) leads through, from the design inwards, or from a
 * block by itself (`block:stage/3/conv1`); the last level is the node itself. Null where nothing is drawn under that
 * path.
 */
export function locate(document: LoomDocument, library: Library, path: string): readonly Level[] | null {
  const steps = path.split('/');
  const levels: Level[] = [];
  let definition = '';
  let { nodes } = document as { readonly nodes: readonly DocumentNode[] };
  let { params } = bindParams('', document.params, {});
  const detached = steps[0]!.startsWith(DETACHED);
  if (detached) {
    definition = steps[0]!.slice(DETACHED.length);
    const block = findBlock(document, library, definition);
    if (!block) return null;
    nodes = block.nodes;
    params = bindParams(definition, block.params, {}).params;
  }
  for (let at = detached ? 1 : 0; at < steps.length; ) {
    const node = nodes.find((n) => n.id === steps[at]);
    if (!node) return null;
    at++;
    const step = steps[at];
    const index = node.repeat !== undefined && step !== undefined && /^\d+$/.test(step) ? Number(step) : undefined;
    if (index !== undefined) at++;
    levels.push({ definition, node, params, ...(index === undefined ? {} : { index }) });
    if (at === steps.length) return levels;
    const scope = index === undefined ? params : { ...params, index };
    const block = blockOf(node, scope);
    const inner = block === undefined ? undefined : findBlock(document, library, block);
    if (block === undefined || !inner) return null;
    definition = block;
    nodes = inner.nodes;
    params = bindParams(block, inner.params, evaluated(node.params ?? {}, scope)).params;
  }
  return null;
}

/** Parameters with their expressions evaluated; those that cannot be are left out. */
export function evaluated(params: RawParams, scope: RawParams): RawParams {
  const values: Record<string, ParamValue> = {};
  for (const [name, value] of Object.entries(params)) {
    const result = evaluateParam(value, scope);
    if (!isProblem(result)) values[name] = result;
  }
  return values;
}
