import { type ParamValue, problem } from '../../base/diagnostics.ts';
import type { TensorType } from '../../ir/types.ts';
import { layers } from '../../layers/index.ts';
import type { RawParams } from '../../layers/layer.ts';
import type { DocumentNode, Library, LoomDocument } from '../document.ts';
import { freeNames, mainSource, withSources } from '../edits/edit.ts';
import { argumentsOf, instancesToNodes } from '../edits/inline.ts';
import { evaluated } from '../locate.ts';
import type { NetworkNode } from '../network.ts';
import { isExpression } from '../parameters.ts';
import { folded, substitute } from '../substitute.ts';
import { type Conversion, type ShapesOf, type UsedDefinition, Working } from './conversion.ts';
import { loosen } from './loosen.ts';
import { Diagram, lineOf, soleUnit, type Unit } from './units.ts';

type Pair = readonly [first: Unit, second: Unit];

export const residualMark = ' (residual)';
export const plainMark = ' (plain)';

/**
 * Puts a skip around every two convolutions of a straight line: y = σ(F(x) + x), the sum in front of the second
 * non-linearity (He et al. 2015, fig. 2), with a projection where the shapes differ (option B; the `shortcut` layer's
 * `auto`). A line with an odd number leaves its first one out, which is the stem in their networks. Branches that are
 * joined again are left alone, and so are pairs whose output no strided skip could match. Pairs inside a block are
 * converted in its definition.
 */
export function plainToResidual(
  document: LoomDocument,
  library: Library,
  shapesOf: ShapesOf,
): Conversion<'convert.residual'> {
  const working = new Working(document, library);
  loosen(working);
  for (const { name, params } of working.used().definitions) takeSecondsApart(working, name, params);
  const shapes = shapesOf(working.document);
  const { definitions, network } = working.used();
  const skipped = new Set<string>();
  for (const definition of definitions) {
    const diagram = diagramIn(working, definition);
    const pairs = pairsOf(diagram).filter((pair) => matches(working, diagram, definition, pair, network, shapes));
    if (pairs.length === 0) continue;
    const shortcuts = addSkips(working, definition.name, diagram, pairs);
    working.retitle(definition.name, residualMark, plainMark);
    for (const { prefix } of definition.places) for (const id of shortcuts) skipped.add(prefix + id);
  }
  working.dropCopies();
  if (skipped.size === 0) {
    return {
      document,
      problems: [...working.problems, problem('convert.noPairs', '')],
      summary: { code: 'convert.residual', values: { skips: 0, projections: 0 } },
    };
  }
  return {
    document: working.document,
    problems: working.problems,
    summary: {
      code: 'convert.residual',
      values: { skips: skipped.size, projections: countProjections(working, skipped, shapesOf) },
    },
  };
}

const diagramIn = (working: Working, { nodes, params }: UsedDefinition): Diagram =>
  new Diagram(nodes, params, (name) => working.block(name));

/** The sum stands between a unit's norm and its non-linearity, so a second unit that is a block is taken apart. */
function takeSecondsApart(working: Working, name: string, params: RawParams): void {
  const diagram = new Diagram(working.nodes(name), params, (block) => working.block(block));
  const apart = pairsOf(diagram).flatMap(([, second]) => (second.instance ? [second.node.id] : []));
  if (apart.length > 0) working.applyAll(name, [instancesToNodes(working.library, name, apart, params)]);
}

function pairsOf(diagram: Diagram): readonly Pair[] {
  return diagram.runs().flatMap((run) => {
    if (run.some((unit) => isJoined(diagram, unit))) return [];
    const pairs: Pair[] = [];
    for (let i = run.length % 2; i + 1 < run.length; i += 2) pairs.push([run[i]!, run[i + 1]!]);
    return pairs.filter(([first]) => mainSource(first.node) !== undefined);
  });
}

/** Whether the unit belongs to a branch: of a residual block, an Inception module, a gate. */
function isJoined(diagram: Diagram, { end, last }: Unit): boolean {
  return [...diagram.readers(end), ...diagram.readers(last)].some((reader) =>
    ['add', 'concat', 'multiply'].includes(diagram.kind(reader)),
  );
}

/** Puts a skip around each pair; the ids of the shortcuts. */
function addSkips(working: Working, definition: string, diagram: Diagram, pairs: readonly Pair[]): readonly string[] {
  const nodes = working.nodes(definition);
  const taken = new Set(nodes.map(({ id }) => id));
  const free = freeNames((name) => taken.has(name));
  const skips = pairs.map((pair) => ({ pair, shortcut: free('shortcut'), add: free('add') }));
  const byEnd = new Map(skips.map((skip) => [skip.pair[1].end, skip]));
  /** What read the end of a pair reads its sum. */
  const from = (source: string): string => byEnd.get(source)?.add ?? source;
  const placed = nodes.flatMap((node): readonly DocumentNode[] => {
    const skip = byEnd.get(node.id);
    const moved = withSources(node, from);
    if (!skip) return [moved];
    const [first] = skip.pair;
    const inputs = { in: [from(mainSource(first.node)!)] };
    const shortcut = {
      id: skip.shortcut,
      kind: 'shortcut',
      params: shortcutParams(working, diagram, skip.pair),
      inputs,
    };
    return [moved, shortcut, { id: skip.add, kind: 'add', inputs: { in: [node.id, skip.shortcut] } }];
  });
  working.replace(definition, placed);
  return skips.map(({ shortcut }) => shortcut);
}

/** The skip gets the branch's channels and stride, and its norm and initialiser for a projection. */
function shortcutParams(working: Working, diagram: Diagram, [first, second]: Pair): RawParams {
  const conv = convolutionOf(working, diagram, second);
  const norm = lineOf(diagram, second).find((node) => diagram.kind(node) === 'batchNorm');
  const copied = (from: RawParams | undefined, names: readonly string[]): RawParams =>
    Object.fromEntries(names.flatMap((name) => (from && Object.hasOwn(from, name) ? [[name, from[name]!]] : [])));
  return {
    filters: conv['filters'] ?? layers.conv2d.params.filters.default,
    stride: product(convolutionOf(working, diagram, first)['stride'] ?? 1, conv['stride'] ?? 1),
    norm: normParam(norm),
    ...copied(conv, ['init']),
    ...copied(norm?.params, ['epsilon', 'momentum']),
  };
}

/** A norm with a condition is one only where that holds, and so is the projection's. */
function normParam(norm: DocumentNode | undefined): ParamValue {
  if (!norm) return 'none';
  if (isExpression(norm.when)) return `=(${norm.when.slice(1)}) ? "batch" : "none"`;
  return norm.when === false ? 'none' : 'batch';
}

/** Parameters of the unit's convolution, in terms of the definition's: for a block, its arguments are filled in. */
function convolutionOf(working: Working, diagram: Diagram, { node }: Unit): RawParams {
  const block = diagram.blockOf(node);
  if (!block) return node.params ?? {};
  const inner = soleUnit(block, (name) => working.block(name))?.node.params ?? {};
  const values = argumentsOf(block, node, 0);
  return Object.fromEntries(Object.entries(inner).map(([name, value]) => [name, substitute(value, values)]));
}

/** Rows and columns apart; an expression where a factor is one. */
function product(a: ParamValue, b: ParamValue): ParamValue {
  if (a === 1) return b;
  if (b === 1) return a;
  if (typeof a === 'object' || typeof b === 'object') {
    const side = (value: ParamValue, axis: 0 | 1): ParamValue =>
      typeof value === 'object' ? (value[axis] ?? 1) : value;
    const sides = ([0, 1] as const).map((axis) => product(side(a, axis), side(b, axis)));
    return sides.filter((value) => typeof value !== 'object');
  }
  const text = (value: ParamValue): string => (isExpression(value) ? `(${value.slice(1)})` : String(value));
  return folded(`=${text(a)} * ${text(b)}`);
}

/**
 * Whether a skip with the branch's stride comes out as large as the branch, wherever the definition stands. Unknown
 * shapes count as fitting; a convolution that is switched off somewhere does not.
 */
function matches(
  working: Working,
  diagram: Diagram,
  { places }: UsedDefinition,
  pair: Pair,
  network: ReadonlyMap<string, NetworkNode>,
  shapes: (path: string) => TensorType | null,
): boolean {
  const [first, second] = pair;
  const inner = diagram.blockOf(first.node);
  const conv = inner ? `${first.node.id}/${soleUnit(inner, (name) => working.block(name))!.node.id}` : first.node.id;
  const stored = shortcutParams(working, diagram, pair);
  for (const { prefix, params } of places) {
    const { stride } = evaluated(stored, params);
    const placed = network.get(prefix + conv);
    const end = endPath(network, diagram, prefix, second);
    if (!placed || end === null) return false;
    const source = Object.values(placed.inputs)[0]?.[0];
    const [from, to] = [source ? shapes(source) : null, shapes(end)];
    if (!from || !to) continue;
    for (const axis of [0, 1] as const) {
      const step = typeof stride === 'object' ? stride[axis] : stride;
      const [n, m] = [from.dims[axis + 2], to.dims[axis + 2]];
      if (typeof n !== 'number' || typeof m !== 'number' || typeof step !== 'number') continue;
      if (Math.ceil(n / step) === m) continue;
      const values = { from: volume(from), to: volume(to) };
      working.problems.push(problem('convert.sizesDiffer', prefix + second.end, values, { severity: 'warning' }));
      return false;
    }
  }
  return true;
}

/** The last node of F that is there: a norm may be switched off. */
function endPath(
  network: ReadonlyMap<string, NetworkNode>,
  diagram: Diagram,
  prefix: string,
  { node, end }: Unit,
): string | null {
  if (network.has(prefix + end)) return prefix + end;
  return network.has(prefix + node.id) && diagram.kind(node) === 'conv2d' ? prefix + node.id : null;
}

/** 28×28×64, as courses draw volumes. */
const volume = ({ dims: [, channels, ...size] }: TensorType): string => [...size, channels].join('×');

function countProjections(working: Working, skips: ReadonlySet<string>, shapesOf: ShapesOf): number {
  const shapes = shapesOf(working.document);
  const { network } = working.used();
  let count = 0;
  for (const path of skips) {
    const source = network.get(path)?.inputs['in']?.[0];
    const [from, to] = [source ? shapes(source) : null, shapes(path)];
    if (from && to && from.dims.some((dim, i) => dim !== to.dims[i])) count++;
  }
  return count;
}
