import type { Draft } from 'immer';
import { type Problem, problem } from '../../base/diagnostics.ts';
import { compileExpression } from '../../base/expression.ts';
import { channelsName } from '../../base/expression-tree.ts';
import type { BlockParam, DocumentNode, Expression, Library } from '../document.ts';
import { isExpression, readsName } from '../parameters.ts';
import { substituteNode } from '../substitute.ts';
import {
  blockNameOf,
  copyNode,
  type DocumentDraft,
  type Edit,
  freeId,
  freeName,
  type NodeDraft,
  ownNodes,
  positionsOf,
  redirect,
  wiresFrom,
} from './edit.ts';

/**
 * Makes a block of the selected nodes and puts an instance in their place. Wires that enter become its ports (`in`,
 * `in2` …); parameters that the nodes read become the block's. `title` names it; the name is derived from it.
 */
export const selectionToBlock =
  (library: Library, definition: string, ids: readonly string[], title: string): Edit =>
  (draft) => {
    const nodes = ownNodes(draft, definition, library);
    const selected = nodes.filter(
      (node) => ids.includes(node.id) && node.kind !== 'blockInput' && node.kind !== 'blockOutput',
    );
    const output = onlyOutput(nodes, selected);
    if (typeof output !== 'string') return [output];
    const between = nodeBetween(nodes, selected);
    if (between !== null) return [problem('edit.selectionLeaks', between, { node: between })];

    const inner = selected.map(copyNode);
    const ports = enteringSources(inner);
    const portOf = new Map<string, string>();
    const taken: { readonly id: string }[] = [...inner];
    for (const source of ports) {
      const id = freeId(taken, 'in');
      taken.push({ id });
      portOf.set(source, id);
    }
    for (const node of inner) {
      for (const [port, sources] of Object.entries(node.inputs ?? {}))
        node.inputs![port] = sources.map((source) => portOf.get(source) ?? source);
    }
    const end = freeId(taken, 'out');
    const channels = readChannels(nodes, inner, portOf);
    const params = { ...readParams(draft, definition, inner, library), ...channels.params };
    const name = blockNameOf(title, (wanted) => Object.hasOwn(draft.blocks, wanted) || Object.hasOwn(library, wanted));
    draft.blocks[name] = {
      title,
      params: params as Draft<typeof params>,
      nodes: [
        ...[...portOf.values()].map((id) => ({ id, kind: 'blockInput' })),
        ...inner.map((node) => substituteNode(node, channels.inside) as NodeDraft),
        { id: end, kind: 'blockOutput', inputs: { in: [output] } },
      ],
    };

    const gone = new Set(inner.map((node) => node.id));
    const id = freeId(
      nodes.filter((node) => !gone.has(node.id)),
      name,
    );
    const at = nodes.findIndex((node) => gone.has(node.id));
    const instance: NodeDraft = {
      id,
      kind: `block:${name}`,
      ...(Object.keys(params).length > 0 && {
        params: Object.fromEntries(Object.keys(params).map((param) => [param, channels.given[param] ?? `=${param}`])),
      }),
      inputs: Object.fromEntries([...portOf].map(([source, port]) => [port, [source]])),
    };
    const rest = nodes.filter((node) => !gone.has(node.id));
    rest.splice(at, 0, instance);
    nodes.splice(0, nodes.length, ...rest);
    redirect(
      nodes.filter((node) => node !== instance),
      output,
      id,
    );
    moveInside(draft, definition, name, id, gone);
    return [];
  };

/** The one selected node that others read, or, where nobody outside reads any, the one that nobody reads at all. */
function onlyOutput(nodes: readonly DocumentNode[], selected: readonly DocumentNode[]): string | Problem {
  if (selected.length === 0) return problem('edit.nothingSelected', '');
  const inside = new Set(selected.map((node) => node.id));
  const readers = new Map(selected.map(({ id }) => [id, wiresFrom(nodes, id).map((wire) => wire.node)]));
  const readOutside = [...readers].filter(([, by]) => by.some((id) => !inside.has(id)));
  const outputs = readOutside.length > 0 ? readOutside : [...readers].filter(([, by]) => by.length === 0);
  const [first] = outputs[0] ?? [];
  if (first !== undefined && outputs.length === 1) return first;
  const names = outputs.map(([id]) => id).join(', ');
  return problem('edit.severalOutputs', first ?? '', { count: outputs.length, nodes: names || '–' });
}

/** A node outside that reads from the selection and that the selection reads from, through others maybe. */
function nodeBetween(nodes: readonly DocumentNode[], selected: readonly DocumentNode[]): string | null {
  const inside = new Set(selected.map((node) => node.id));
  const after = new Set<string>();
  const queue = [...inside];
  const readers = new Map<string, string[]>();
  for (const node of nodes)
    for (const source of Object.values(node.inputs ?? {}).flat())
      readers.set(source, [...(readers.get(source) ?? []), node.id]);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const reader of readers.get(id) ?? []) {
      if (inside.has(reader) || after.has(reader)) continue;
      after.add(reader);
      queue.push(reader);
    }
  }
  return enteringSources(selected).find((source) => after.has(source)) ?? null;
}

/** Sources outside of `nodes` that these read, in the order in which they appear. */
function enteringSources(nodes: readonly DocumentNode[]): readonly string[] {
  const inside = new Set(nodes.map((node) => node.id));
  const sources = nodes.flatMap((node) => Object.values(node.inputs ?? {}).flat());
  return [...new Set(sources.filter((source) => !inside.has(source)))];
}

/** The parameters of the definition around that the nodes read. */
function readParams(
  draft: DocumentDraft,
  definition: string,
  nodes: readonly DocumentNode[],
  library: Library,
): Readonly<Record<string, BlockParam>> {
  const declared = definition === '' ? draft.params : (draft.blocks[definition] ?? library[definition])!.params;
  const names = new Set<string>();
  for (const { kind, params, repeat, when } of nodes) {
    for (const value of [kind, repeat, when, ...Object.values(params ?? {}).flat()]) {
      const compiled = isExpression(value) ? compileExpression(value) : null;
      if (compiled && 'names' in compiled) for (const name of compiled.names) names.add(name);
    }
  }
  const read = Object.keys(declared).filter((name) => names.has(name));
  return Object.fromEntries(read.map((name) => [name, { ...declared[name]! }]));
}

/**
 * The channels that the nodes ask for, of ports of the definition around: those of the block's own port where that
 * enters by one, else a parameter's. `inside` is what the nodes read now, `given` what the instance gives.
 */
function readChannels(
  around: readonly DocumentNode[],
  nodes: readonly DocumentNode[],
  portOf: ReadonlyMap<string, string>,
): {
  readonly inside: Readonly<Record<string, Expression>>;
  readonly params: Readonly<Record<string, BlockParam>>;
  readonly given: Readonly<Record<string, Expression>>;
} {
  const inside: Record<string, Expression> = {};
  const params: Record<string, BlockParam> = {};
  const given: Record<string, Expression> = {};
  const values = nodes.flatMap(({ kind, repeat, when, params: own }) => [
    kind,
    repeat,
    when,
    ...Object.values(own ?? {}),
  ]);
  for (const { id } of around.filter((node) => node.kind === 'blockInput')) {
    const name = channelsName(id);
    if (!values.some((value) => readsName(value, name))) continue;
    const port = portOf.get(id);
    if (port !== undefined) {
      inside[name] = `=${channelsName(port)}`;
      continue;
    }
    const param = freeName(
      (taken) => values.some((value) => readsName(value, taken)),
      `${id.replace(/\W/g, '_')}Channels`,
    );
    inside[name] = `=${param}`;
    params[param] = { type: 'number', default: 1, min: 1 };
    given[param] = `=${name}`;
  }
  return { inside, params, given };
}

/** The nodes keep their layout in the block; the instance stands in their middle. */
function moveInside(
  draft: DocumentDraft,
  definition: string,
  block: string,
  instance: string,
  ids: ReadonlySet<string>,
): void {
  const positions = draft.view?.positions[definition];
  const placed = Object.entries(positions ?? {}).filter(([id]) => ids.has(id));
  if (!positions || placed.length === 0) return;
  const middle = ([0, 1] as const).map(
    (axis) => placed.reduce((sum, [, position]) => sum + position[axis], 0) / placed.length,
  );
  const [x = 0, y = 0] = middle;
  const inner = positionsOf(draft, block);
  for (const [id, position] of placed) {
    inner[id] = [position[0] - x, position[1] - y];
    delete positions[id];
  }
  positions[instance] = [x, y];
}
