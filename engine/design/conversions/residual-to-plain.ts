import { problem } from '../../base/diagnostics.ts';
import { layerOf } from '../../layers/index.ts';
import type { DocumentNode, Library, LoomDocument } from '../document.ts';
import { forgetPosition, withSources } from '../edits/edit.ts';
import { evaluateParam } from '../parameters.ts';
import { type Conversion, Working } from './conversion.ts';
import { plainMark, residualMark } from './plain-to-residual.ts';
import { Diagram, sourcesOf } from './units.ts';

/** One sum of a residual block: `main` is where F(x) comes from, `skip` the nodes that only the skip needs. */
interface Skip {
  readonly add: string;
  readonly main: string;
  readonly skip: readonly string[];
}

/**
 * Takes the skips out of residual blocks, with their projections and sums: what is left is the plain twin with the same
 * layers. A sum is one of a residual block where one branch has at most a single 1×1 convolution (or a shortcut) and
 * the other has more convolutions.
 */
export function residualToPlain(document: LoomDocument, library: Library): Conversion<'convert.plain'> {
  const working = new Working(document, library);
  let count = 0;
  for (const { name, params, places } of working.used().definitions) {
    let here = 0;
    for (;;) {
      const diagram = new Diagram(working.nodes(name), params, (block) => working.block(block));
      const skips = disjoint([...diagram.nodes.values()].flatMap((node) => skipAt(diagram, node, params) ?? []));
      if (skips.length === 0) break;
      removeSkips(working, name, skips);
      here += skips.length;
    }
    count += here * places.length;
    if (here > 0) working.retitle(name, plainMark, residualMark);
  }
  working.dropCopies();
  const problems = count === 0 ? [problem('convert.noSkips', '')] : [];
  return {
    document: count === 0 ? document : working.document,
    problems,
    summary: { code: 'convert.plain', values: { skips: count } },
  };
}

/** Skips that share no node; the others are found again in the next round. */
function disjoint(skips: readonly Skip[]): readonly Skip[] {
  const gone = new Set<string>();
  return skips.filter(({ add, main, skip }) => {
    if ([add, main, ...skip].some((id) => gone.has(id))) return false;
    for (const id of [add, ...skip]) gone.add(id);
    return true;
  });
}

function removeSkips(working: Working, definition: string, skips: readonly Skip[]): void {
  const gone = new Set(skips.flatMap(({ add, skip }) => [add, ...skip]));
  const mains = new Map(skips.map(({ add, main }) => [add, main]));
  const rest = working.nodes(definition).filter(({ id }) => !gone.has(id));
  working.replace(
    definition,
    rest.map((node) => withSources(node, (source) => mains.get(source) ?? source)),
  );
  working.apply((draft) => {
    for (const id of gone) forgetPosition(draft, definition, id);
    return [];
  });
}

function skipAt(diagram: Diagram, add: DocumentNode, params: Readonly<Record<string, unknown>>): Skip | null {
  const sources = sourcesOf(add);
  const [a, b] = sources;
  if (
    !diagram.isOn(add) ||
    diagram.kind(add) !== 'add' ||
    a === undefined ||
    b === undefined ||
    sources.length > 2 ||
    a === b
  )
    return null;
  const join = meeting(diagram, a, b);
  if (join === null) return null;
  const branches = [a, b].map((source) => ({ source, nodes: branch(diagram, source, join) }));
  const ranked = branches
    .map(({ source, nodes }) => ({ source, nodes, convolutions: nodes && countConvolutions(diagram, nodes) }))
    .sort((x, y) => (x.convolutions ?? 0) - (y.convolutions ?? 0));
  const [skip, main] = ranked;
  if (!skip?.nodes || !main?.nodes || skip.convolutions === main.convolutions) return null;
  if (!skip.nodes.every((node) => mayStandInSkip(diagram, node, params))) return null;
  return { add: add.id, main: main.source, skip: onlyFor(diagram, add.id, skip.nodes) };
}

/** The nearest node that both lead back to: breadth first from either side in turn. */
function meeting(diagram: Diagram, a: string, b: string): string | null {
  const sides = [a, b].map((id) => ({ seen: new Set([id]), edge: [id] }));
  while (sides.some((side) => side.edge.length > 0)) {
    for (const [i, side] of sides.entries()) {
      const other = sides[1 - i]!;
      const met = side.edge.find((id) => other.seen.has(id));
      if (met !== undefined) return met;
      side.edge = side.edge.flatMap((id) => {
        const node = diagram.nodes.get(id);
        return node ? sourcesOf(node).filter((source) => !side.seen.has(source)) : [];
      });
      for (const id of side.edge) side.seen.add(id);
    }
  }
  return null;
}

/** Nodes from `source` back to `join`, which is not one of them; null where a way leads past it. */
function branch(diagram: Diagram, source: string, join: string): readonly DocumentNode[] | null {
  const found = new Map<string, DocumentNode>();
  const queue = [source];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === join || found.has(id)) continue;
    const node = diagram.nodes.get(id);
    if (!node || sourcesOf(node).length === 0) return null;
    found.set(id, node);
    queue.push(...sourcesOf(node));
  }
  return [...found.values()];
}

const countConvolutions = (diagram: Diagram, nodes: readonly DocumentNode[]): number =>
  nodes.reduce((sum, node) => sum + diagram.convolutions(node), 0);

function mayStandInSkip(diagram: Diagram, node: DocumentNode, params: Readonly<Record<string, unknown>>): boolean {
  const kind = diagram.kind(node);
  if (kind === 'conv2d') {
    const kernel = evaluateParam(node.params?.['kernel'] ?? 3, params as Parameters<typeof evaluateParam>[1]);
    return kernel === 1 || (Array.isArray(kernel) && kernel.every((side) => side === 1));
  }
  return kind === 'shortcut' || ['normalization', 'pooling'].includes(layerOf(kind)?.category ?? '');
}

/** Those of the skip's nodes that nothing but the sum needs. */
function onlyFor(diagram: Diagram, add: string, nodes: readonly DocumentNode[]): readonly string[] {
  const gone = new Set([add]);
  // From the sum backwards: a node goes when all its readers have gone.
  for (let changed = true; changed; ) {
    changed = false;
    for (const { id } of nodes) {
      if (gone.has(id) || diagram.readers(id).some((reader) => !gone.has(reader.id))) continue;
      gone.add(id);
      changed = true;
    }
  }
  gone.delete(add);
  return [...gone];
}
