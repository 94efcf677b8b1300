import { type Fix, type Problem, problem } from '../base/diagnostics.ts';
import { listed } from '../base/listed.ts';
import { nearest } from '../base/nearest.ts';
import { ProblemList } from '../base/problem-list.ts';
import type { NetworkNode } from '../design/network.ts';
import { layers } from '../layers/index.ts';
import { toKind } from '../layers/kind-fix.ts';
import type { LayerDef } from '../layers/layer.ts';
import { meaningOf } from '../layers/others.ts';
import { cycleProblems } from './cycles.ts';
import type { Reach } from './reach.ts';
import { sinksOf, type Wiring } from './wiring.ts';

/**
 * What is wrong with the network as a graph: unknown layers, wires, ports, cycles, inputs, heads, dead branches. A wire
 * without a source (null) was reported where the design was expanded and is passed over here.
 */
export function structureProblems(wiring: Wiring, reached: Reach): readonly Problem[] {
  const { nodes } = wiring.network;
  if (nodes.length === 0) return [problem('network.empty', '')];
  const found = new ProblemList();
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    const layer = wiring.layers[i];
    if (layer) portProblems(i, node, layer, wiring, found);
    else found.add('error', () => unknownLayer(node));
  }
  found.addAll(cycleProblems(wiring));
  found.addAll(inputProblems(nodes));
  found.addAll(headProblems(wiring));
  deadBranches(wiring, reached, found);
  return found.all();
}

/**
 * An unknown kind: a layer of ours under another name, one that others have, or a slip. Only what computes the same is
 * a fix.
 */
function unknownLayer({ path, kind, params }: NetworkNode): Problem {
  const at = { field: 'kind' } as const;
  const meaning = meaningOf(kind, params);
  switch (meaning?.is) {
    case 'same': {
      const fixes = [toKind(path, meaning.kind, params, meaning.params)];
      return problem('layer.unknown', path, { kind, suggestion: meaning.kind }, { ...at, fixes });
    }
    case 'other': {
      const { what, closest } = meaning;
      return problem('layer.other', path, { kind, what, ...(closest && { closest }) }, at);
    }
    case 'depthwise':
      return problem('layer.depthwise', path, { kind }, at);
    case 'softmax':
      return problem(
        'layer.softmax',
        path,
        { kind },
        { ...at, fixes: [toKind(path, 'classifier', params, {}), dropNode(path)] },
      );
    case 'identity':
      return problem('layer.identity', path, { kind }, { ...at, fixes: [dropNode(path)] });
    default: {
      const suggestion = nearest(kind, Object.keys(layers), 1);
      return suggestion === null
        ? problem('layer.unknown', path, { kind }, { ...at, fixes: [dropNode(path)] })
        : problem(
            'layer.unknown',
            path,
            { kind, suggestion },
            { ...at, fixes: [toKind(path, suggestion, params, params)] },
          );
    }
  }
}

function dropNode(path: string): Fix {
  return { code: 'node.drop', values: { node: path }, actions: [{ do: 'removeNode', node: path }] };
}

function portProblems(i: number, node: NetworkNode, layer: LayerDef, wiring: Wiring, found: ProblemList): void {
  const { path } = node;
  for (const { name, variadic, min } of layer.ports) {
    const wires = node.inputs[name];
    const count = wires?.length ?? 0;
    if (count < min) found.add('error', () => tooFew(path, layer, name, count, min, variadic));
    if (count > 1 && !variadic) found.add('error', () => tooMany(path, layer, name, wires!));
  }
  let isOpen = false;
  for (let w = wiring.starts[i]!; w < wiring.starts[i + 1]!; w++) isOpen ||= wiring.sources[w] === -1;
  for (const port in node.inputs) {
    const wires = node.inputs[port]!;
    const isKnown = layer.ports.some((p) => p.name === port);
    if (isKnown && !isOpen) continue;
    if (!isKnown) found.add('error', () => unknownPort(path, layer, port, wires));
    for (let input = 0; input < wires.length; input++) {
      const source = wires[input]!;
      if (source !== null && !wiring.indexOf.has(source))
        found.add('error', () => fromNowhere(path, port, input, source, wiring));
    }
  }
}

function tooFew(
  path: string,
  { title }: LayerDef,
  port: string,
  count: number,
  min: number,
  variadic: boolean,
): Problem {
  const layer = title.toLowerCase();
  return variadic
    ? problem('port.tooFew', path, { layer, count, min }, { field: port })
    : problem('port.unconnected', path, { layer }, { field: port });
}

/** Wires of a port that a fix offers to keep, and names of those that go. */
const MOST_KEPT = 4;
const MOST_NAMED = 8;

function tooMany(path: string, { title }: LayerDef, port: string, wires: readonly (string | null)[]): Problem {
  const values = { layer: title.toLowerCase(), count: wires.length };
  // All but one go, from the last on, so that the indices of the others stay as they are.
  const fixes = wires.slice(0, MOST_KEPT).map((_, kept): Fix => {
    const gone = [...wires.keys()].filter((index) => index !== kept).reverse();
    const named = gone.slice(0, MOST_NAMED).map((index) => wires[index] ?? '?');
    const source = [...named.reverse(), ...(gone.length > MOST_NAMED ? ['…'] : [])].join(', ');
    const actions = gone.map((index) => ({ do: 'removeInput', node: path, port, index }) as const);
    return { code: 'wire.remove', values: { source }, actions };
  });
  return problem('port.tooMany', path, values, { field: port, fixes });
}

function dropWire(node: string, port: string, index: number, source: string | null): Fix {
  return {
    code: 'wire.remove',
    values: { source: source ?? '?' },
    actions: [{ do: 'removeInput', node, port, index }],
  };
}

function unknownPort(path: string, layer: LayerDef, port: string, wires: readonly (string | null)[]): Problem {
  const known = layer.ports.map((p) => p.name).join(', ');
  const values = { layer: layer.title.toLowerCase(), port, ...(known === '' ? {} : { known }) };
  // From the last on, so that the indices of the others stay as they are.
  const actions = wires.map((_, i) => ({ do: 'removeInput', node: path, port, index: wires.length - 1 - i }) as const);
  const fix: Fix = { code: 'wire.remove', values: { source: listed(wires.map((s) => s ?? '?')) }, actions };
  return problem('port.unknown', path, values, { field: port, fixes: wires.length > 0 ? [fix] : [] });
}

function fromNowhere(path: string, port: string, index: number, source: string, { indexOf }: Wiring): Problem {
  const meant = nearest(source, indexOf.keys());
  const remove = dropWire(path, port, index, source);
  const reconnect: Fix[] =
    meant === null
      ? []
      : [
          {
            code: 'wire.connect',
            values: { source: meant },
            actions: [{ do: 'connect', from: meant, node: path, port, index }],
          },
        ];
  return problem(
    'wire.fromNowhere',
    path,
    { input: index + 1, source },
    { field: port, fixes: [...reconnect, remove] },
  );
}

function inputProblems(nodes: readonly NetworkNode[]): readonly Problem[] {
  const [first, ...others] = nodes.filter((node) => node.kind === 'input');
  if (!first) return [problem('network.noInput', '')];
  return others.map(({ path }) =>
    problem('network.twoInputs', path, { first: first.path }, { fixes: [dropNode(path)] }),
  );
}

function headProblems({ network: { nodes }, order, isRead }: Wiring): readonly Problem[] {
  const [first, ...others] = nodes.filter((node) => node.kind === 'classifier');
  if (first) {
    return others.map(({ path }) =>
      problem(
        'network.twoHeads',
        path,
        { first: first.path },
        {
          fixes: [
            {
              code: 'kind.set',
              values: { kind: 'auxiliaryHead' },
              actions: [{ do: 'setKind', node: path, kind: 'auxiliaryHead' }],
            },
          ],
        },
      ),
    );
  }
  const last = Array.from(order).findLast((i) => isRead[i] === 0 && nodes[i]!.kind !== 'auxiliaryHead');
  if (last === undefined) return [problem('network.noHead', '')];
  const { path } = nodes[last]!;
  const fixes: Fix[] = [
    {
      code: 'classifier.append',
      values: { node: path },
      actions: [{ do: 'appendNode', after: path, kind: 'classifier', params: {} }],
    },
  ];
  return [problem('network.noHead', '', {}, { fixes })];
}

/** One warning for each end of a dead branch, with all that leads only there. */
function deadBranches(wiring: Wiring, { training }: Reach, found: ProblemList): void {
  const { order, ordered, isRead, starts, sources } = wiring;
  const { nodes } = wiring.network;
  if (!training.includes(0)) return;
  const sinks = sinksOf(wiring);
  const branchTo = (end: number): readonly string[] => {
    const branch = new Set([end]);
    for (const i of branch) {
      for (const source of new Set(sources.subarray(starts[i], starts[i + 1]))) {
        if (source >= 0 && training[source] === 0 && sinks[source]!.every((reader) => branch.has(reader)))
          branch.add(source);
      }
    }
    return Array.from(branch, (i) => nodes[i]!.path);
  };
  for (let at = 0; at < ordered; at++) {
    const end = order[at]!;
    if (training[end] === 1 || isRead[end] === 1) continue;
    found.add('warning', () => deadBranch(nodes[end]!.path, branchTo(end)));
  }
}

/** What lies inside a block is shared by all its instances: removing it there is no fix. */
function deadBranch(end: string, paths: readonly string[]): Problem {
  const fix: Fix = {
    code: 'branch.drop',
    values: { count: paths.length },
    actions: paths.map((node) => ({ do: 'removeNode', node })),
  };
  const fixes = paths.every((path) => !path.includes('/')) ? [fix] : [];
  return problem('network.deadBranch', end, { count: paths.length }, { severity: 'warning', fixes });
}
