import { problem } from '../../base/diagnostics.ts';
import type { Expression, Library, LoomDocument } from '../document.ts';
import type { Edit } from '../edits/edit.ts';
import { setParam } from '../edits/nodes.ts';
import { changeParam } from '../edits/params.ts';
import { expand } from '../expand.ts';
import type { NetworkNode } from '../network.ts';
import { isExpression } from '../parameters.ts';
import { type Conversion, type ShapesOf, Working } from './conversion.ts';
import { findSlots } from './slots.ts';

/** Names of nodes that a sentence lists. */
const LISTED = 4;

/**
 * Gives every convolution `factor` times its filters, inside blocks too: numbers where they are written, parameters
 * where they are handed on, other expressions as a product. A convolution that feeds a head keeps its filters, which
 * are the classes; dense layers keep their units; weights that are written down keep their layer. Groups that are as
 * many as the channels (depthwise) go with them. What does not come out exactly is named.
 */
export function scaleWidth(
  document: LoomDocument,
  library: Library,
  factor: number,
  shapesOf: ShapesOf,
): Conversion<'convert.width'> {
  const working = new Working(document, library);
  const before = working.used().network;
  const last = convolutionsOfHeads(before);
  const depthwise = depthwiseIn(before, shapesOf(document));
  const change = (value: number): number => Math.max(1, Math.round(value * factor));
  const [lastAround, depthwiseAround] = [around(last), around(depthwise)];
  const { all, names, follows } = findSlots(
    working,
    ({ places }, { id }, kind) => {
      if (kind === 'shortcut') return ['filters'];
      if (kind !== 'conv2d') return [];
      return depthwiseAround.has(places[0]!.prefix + id) ? ['filters', 'groups'] : ['filters'];
    },
    ({ places }, { id, params }) =>
      params?.['weights'] !== undefined || (places.length === 1 && lastAround.has(places[0]!.prefix + id)),
    change,
  );
  const root = Object.entries(document.params);
  for (const [name, { default: value }] of root)
    if (names.get('')!.has(name) && typeof value === 'number')
      working.apply(changeParam(library, '', name, { default: change(value) }));
  const edits = new Map<string, Edit[]>();
  for (const slot of all) {
    const { definition, node, field, value, fallback } = slot;
    const next = scaled(value ?? (isExpression(fallback) ? undefined : fallback), follows(slot), change, factor);
    if (field === null || next === undefined) continue;
    const one = setParam(library, definition, node, field, next);
    const known = edits.get(definition);
    if (known) known.push(one);
    else edits.set(definition, [one]);
  }
  for (const [definition, changes] of edits) working.applyAll(definition, changes);
  return { document: working.document, ...report(working, before, last, change, factor) };
}

/** The paths, and those of the blocks that they lie in. */
function around(paths: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(paths);
  for (const path of paths)
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) found.add(path.slice(0, end));
  return found;
}

function scaled(
  value: unknown,
  follows: boolean,
  change: (value: number) => number,
  factor: number,
): number | Expression | undefined {
  // No filters (of a shortcut) are as many as come in.
  if (typeof value === 'number') return value > 0 ? change(value) : undefined;
  return isExpression(value) && !follows ? `=max(1, round((${value.slice(1)}) * ${factor}))` : undefined;
}

function report(
  working: Working,
  before: ReadonlyMap<string, NetworkNode>,
  last: ReadonlySet<string>,
  change: (value: number) => number,
  factor: number,
): Pick<Conversion<'convert.width'>, 'problems' | 'summary'> {
  const { nodes } = expand(working.document, working.library).network;
  const convolutions = nodes.filter(({ kind, path }) => kind === 'conv2d' && !last.has(path));
  const other = convolutions.filter(({ path, params }) => {
    const was = before.get(path)?.params['filters'];
    return typeof was === 'number' && params['filters'] !== change(was);
  });
  const named = other.slice(0, LISTED).map(({ path }) => path);
  const values = {
    factor,
    count: convolutions.length - other.length,
    ...(other.length > 0 && { other: other.length, nodes: named.join(', ') + (other.length > LISTED ? ' …' : '') }),
  };
  return {
    problems: convolutions.length === 0 ? [problem('convert.noConvolutions', '')] : [],
    summary: { code: 'convert.width', values },
  };
}

/** Convolutions whose output reaches a head without another layer of weights. */
function convolutionsOfHeads(network: ReadonlyMap<string, NetworkNode>): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [...network.values()].filter(({ kind }) => kind === 'classifier' || kind === 'auxiliaryHead');
  const seen = new Set(queue);
  for (let node = queue.pop(); node; node = queue.pop()) {
    for (const path of Object.values(node.inputs).flat()) {
      const source = path === null ? undefined : network.get(path);
      if (!source || seen.has(source)) continue;
      seen.add(source);
      if (source.kind === 'conv2d') found.add(source.path);
      else if (source.kind !== 'dense') queue.push(source);
    }
  }
  return found;
}

function depthwiseIn(network: ReadonlyMap<string, NetworkNode>, shape: ReturnType<ShapesOf>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { path, kind, params, inputs } of network.values()) {
    const source = inputs['in']?.[0];
    const groups = params['groups'];
    if (kind === 'conv2d' && source && typeof groups === 'number' && groups > 1 && shape(source)?.dims[1] === groups)
      found.add(path);
  }
  return found;
}
