import type { Fix, FixAction, NewNode, ParamValue, Problem } from '../../base/diagnostics.ts';
import type { DocumentNode } from '../../design/document.ts';
import { pathOf, settingsFor } from '../../design/given.ts';
import { findBlock, locate } from '../../design/locate.ts';
import { layers } from '../../layers/index.ts';
import { toKind } from '../../layers/kind-fix.ts';
import { meaningOf } from '../../layers/others.ts';
import type { AnalyzedNode } from '../analysis.ts';
import { sourcePaths } from '../tensors.ts';
import type { Candidate, Place } from './candidates.ts';

/**
 * A head behind what does not fit one: behind a feature map a flatten and a dense layer, behind a vector a dense layer,
 * one unit a class.
 */
export function headCandidates(found: Problem, { document }: Place): readonly Candidate[] {
  const [action] = found.fixes[0]?.actions ?? [];
  if (action?.do !== 'appendNode') return [];
  const units: ParamValue = Object.hasOwn(document.params, 'classes') ? '=classes' : layers.dense.params.units.default;
  const dense: NewNode = { kind: 'dense', params: { units } };
  const classifier: NewNode = { kind: 'classifier', params: {} };
  const lines = [
    [dense, classifier],
    [{ kind: 'flatten', params: {} }, dense, classifier],
  ];
  return lines.map(([first, ...behind]) => ({
    rank: 0,
    fix: {
      code: 'head.append',
      values: {
        node: action.after,
        layers: [first!, ...behind].map(({ kind }) => kind).join(', '),
        units: String(units).replace('=', ''),
      },
      actions: [{ do: 'appendNode', after: action.after, ...first!, behind }],
    },
  }));
}

/**
 * Two units in place of the one logit in front of a head: softmax of two logits is the sigmoid of their difference. A
 * sigmoid between them is taken out, since the head has it.
 */
export function logitCandidates(found: Problem, { document, library, byPath }: Place): readonly Candidate[] {
  const sigmoids: AnalyzedNode[] = [];
  let at = byPath.get(sourcePaths(byPath.get(found.node)!)[0] ?? '');
  for (const seen = new Set<AnalyzedNode>(); at && !seen.has(at); at = byPath.get(sourcePaths(at)[0] ?? '')) {
    seen.add(at);
    if (at.node.kind === 'sigmoid') sigmoids.push(at);
    const field =
      'units' in (at.layer?.params ?? {}) ? 'units' : 'filters' in (at.layer?.params ?? {}) ? 'filters' : null;
    if (field === null) continue;
    const levels = locate(document, library, at.node.path);
    const path = at.node.path;
    const own: readonly AnalyzedNode[] = sigmoids.every(({ node }) => !node.path.includes('/')) ? sigmoids : [];
    const remove = own.map(({ node }): FixAction => ({ do: 'removeNode', node: node.path }));
    return (levels ? settingsFor(levels, field, 2) : []).map((action): Candidate => {
      const values = { node: path, classes: 2, ...(own[0] && { sigmoid: own[0].node.path }) };
      const code = field === 'units' ? 'dense.setUnits' : 'window.set';
      const fix: Fix =
        own.length > 0
          ? {
              code: 'logits.two',
              values: { node: path, sigmoid: own.map(({ node }) => node.path).join(', ') },
              actions: [action, ...remove],
            }
          : { code, values: { ...values, settings: `${field} 2` }, actions: [action] };
      return { rank: 0, fix };
    });
  }
  return [];
}

/**
 * A convolution with a group for each channel that comes in; as many filters, times a multiplier where one is given.
 */
export function depthwiseCandidates(found: Problem, { byPath }: Place): readonly Candidate[] {
  const at = byPath.get(found.node);
  const source = Object.values(at?.node.inputs ?? {}).flat()[0];
  const channels = source ? Number(byPath.get(source)?.type?.dims[1]) : Number.NaN;
  const meaning = at && meaningOf(at.node.kind, at.node.params);
  if (!at || meaning?.is !== 'depthwise' || !Number.isInteger(channels)) return [];
  const multiplier = Object.keys(meaning.params).find((name) => /^depth_?multiplier$/i.test(name));
  const { [multiplier ?? '']: times = 1, ...params } = meaning.params;
  const wanted = { ...params, filters: params['filters'] ?? channels * Number(times), groups: channels };
  return [{ rank: 0, fix: toKind(found.node, 'conv2d', at.node.params, wanted) }];
}

/**
 * Sources for a wire into a node, drawn in the same definition: what nothing reads yet, what is drawn right before,
 * then what is drawn before that.
 */
function* sourcesFor(
  node: DocumentNode,
  nodes: readonly DocumentNode[],
  read: ReadonlySet<string>,
): Generator<{ readonly id: string; readonly rank: number }> {
  const before = nodes.slice(0, nodes.indexOf(node)).reverse();
  const sources = [...before, ...nodes.slice(nodes.indexOf(node) + 1)].filter(({ kind }) => !ends.has(kind));
  for (const { id } of sources) if (!read.has(id)) yield { id, rank: 0 };
  for (const [at, { id, kind }] of before.slice(0, MOST_SOURCES).entries()) {
    if (read.has(id) && !ends.has(kind)) yield { id, rank: at === 0 ? 1 : 2 };
  }
}

const sourcesRead = (nodes: readonly DocumentNode[]): ReadonlySet<string> =>
  new Set(nodes.flatMap(({ inputs }) => Object.values(inputs ?? {}).flat()));

const ends: ReadonlySet<string> = new Set(['classifier', 'auxiliaryHead', 'blockOutput']);
const MOST_SOURCES = 24;

interface Drawn {
  readonly node: DocumentNode;
  /** Of the definition that the node is drawn in. */
  readonly nodes: readonly DocumentNode[];
  readonly pathOf: (id: string) => string;
}

function drawnAt(path: string, { document, library }: Place): Drawn | null {
  const levels = locate(document, library, path);
  const level = levels?.at(-1);
  if (!levels || !level) return null;
  const around = pathOf(levels.slice(0, -1));
  return {
    node: level.node,
    nodes: level.definition === '' ? document.nodes : (findBlock(document, library, level.definition)?.nodes ?? []),
    pathOf: (id) => (around === '' ? id : `${around}/${id}`),
  };
}

const wireFix = (from: string, node: string, port: string, index?: number): Fix => ({
  code: 'wire.connect',
  values: { source: from },
  actions: [{ do: 'connect', from, node, port, ...(index === undefined ? {} : { index }) }],
});

/** A wire for an input that has none. */
export function* wireCandidates(found: Problem, place: Place): Generator<Candidate> {
  const drawn = drawnAt(found.node, place);
  if (!drawn) return;
  const port = found.code === 'block.missingInput' ? String(found.values['port']) : (found.field ?? 'in');
  for (const { id, rank } of sourcesFor(drawn.node, drawn.nodes, sourcesRead(drawn.nodes)))
    yield { rank, fix: wireFix(drawn.pathOf(id), found.node, port) };
}

/** Another source for the wires that run backwards, into what is drawn earlier than what they come from. */
export function* cycleCandidates(found: Problem, place: Place): Generator<Candidate> {
  const drawn = drawnAt(found.node, place);
  if (!drawn) return;
  const { nodes } = drawn;
  const read = sourcesRead(nodes);
  const order = new Map(nodes.map(({ id }, i) => [id, i]));
  for (const [at, node] of nodes.entries()) {
    for (const [port, sources] of Object.entries(node.inputs ?? {})) {
      for (const [index, source] of sources.entries()) {
        if ((order.get(source) ?? -1) < at) continue;
        const path = drawn.pathOf(node.id);
        for (const { id, rank } of sourcesFor(node, nodes, read)) {
          const fix = wireFix(drawn.pathOf(id), path, port, index);
          yield {
            rank,
            fix: { ...fix, code: 'wire.reconnect', values: { ...fix.values, node: path, old: drawn.pathOf(source) } },
          };
        }
      }
    }
  }
}
