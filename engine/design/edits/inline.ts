import { type Problem, problem } from '../../base/diagnostics.ts';
import { channelsName } from '../../base/expression-tree.ts';
import type { RawParams } from '../../layers/layer.ts';
import type { BlockDefinition, DocumentNode, Library } from '../document.ts';
import { findBlock } from '../locate.ts';
import { readsName } from '../parameters.ts';
import { sourcesAt } from '../plan.ts';
import { substitute, substituteNode } from '../substitute.ts';
import { type Edit, freeName, mainSource, type NodeDraft, ownNodes, positionsOf, redirectAll } from './edit.ts';
import { iterationsOf } from './unroll.ts';

/**
 * Takes a block instance apart: its nodes stand in its place, with its arguments in them. A repeat is unrolled. `known`
 * are values of the parameters in scope that may be taken as fixed (of a repeat that depends on one); `inside` has
 * those inside an iteration, where channels that enter it are numbers (`channelsName`). Only in the design itself do
 * these hold wherever the definition stands.
 */
export const instanceToNodes = (
  library: Library,
  definition: string,
  id: string,
  known: RawParams = {},
  inside: (index: number) => RawParams = () => ({}),
): Edit => instancesToNodes(library, definition, [id], known, inside);

/** The same for many, in time linear in what comes out. Those that cannot be taken apart stay, and are the problems. */
export const instancesToNodes =
  (
    library: Library,
    definition: string,
    wanted: readonly string[],
    known: RawParams = {},
    inside: (index: number) => RawParams = () => ({}),
  ): Edit =>
  (draft) => {
    const nodes = ownNodes(draft, definition, library);
    const byId = new Map(nodes.map((node) => [node.id, node as DocumentNode]));
    const taken = new Set(byId.keys());
    const apart = new Map<string, readonly DocumentNode[]>();
    const outputs = new Map<string, string | undefined>();
    const problems: Problem[] = [];
    let length = nodes.length;
    for (const id of wanted) {
      const instance = byId.get(id);
      const name = instance?.kind.startsWith('block:') ? instance.kind.slice('block:'.length) : undefined;
      const block = name === undefined ? undefined : findBlock(draft, library, name);
      if (!instance || name === undefined || !block) {
        problems.push(problem('edit.notABlock', id, { node: id }));
        continue;
      }
      const count = iterationsOf(instance, known, block.nodes.length, length);
      if (typeof count !== 'number') {
        problems.push(count);
        continue;
      }
      const around = (source: string): DocumentNode | undefined => byId.get(source);
      const channels = Array.from({ length: count }, (_, i) =>
        channelsInto(block, instance, i, around, definition === '' ? inside(i) : {}),
      );
      const unknown = channels.find((found) => typeof found === 'string');
      if (unknown !== undefined) {
        problems.push(problem('edit.readsChannels', id, { node: id, port: unknown }));
        continue;
      }
      taken.delete(id);
      const placed: DocumentNode[] = [];
      const port = block.nodes.find(({ kind }) => kind === 'blockInput');
      let output = count === 0 || !port ? mainSource(instance) : sourcesAt(instance, port.id)[0];
      for (const [i, found] of channels.entries()) {
        const prefix = instance.repeat === undefined ? id : `${id}_${i}`;
        const copy = copyOf(block, instance, i, prefix, output, taken, found as RawParams);
        placed.push(...copy.nodes);
        output = copy.output;
        place(draft, definition, name, id, copy.ids, i);
      }
      length += placed.length - 1;
      apart.set(id, placed);
      outputs.set(id, output);
      const positions = draft.view?.positions[definition];
      if (positions) delete positions[id];
    }
    if (apart.size === 0) return problems;
    const placed = nodes.flatMap((node) => (apart.get(node.id) as NodeDraft[] | undefined) ?? [node]);
    nodes.length = 0;
    for (const node of placed) nodes.push(node);
    redirectAll(nodes, outputs);
    return [];
  };

/**
 * What each `channels(port)` that the block reads is in the definition around: the same question to a port of that, or
 * the number from `inside`. The port's name where it is neither.
 */
function channelsInto(
  block: BlockDefinition,
  instance: DocumentNode,
  index: number,
  around: (id: string) => DocumentNode | undefined,
  inside: RawParams,
): RawParams | string {
  const given = Object.keys(instance.params ?? {});
  const values = [
    ...Object.entries(block.params).flatMap(([name, param]) => (given.includes(name) ? [] : [param.default])),
    ...block.nodes.flatMap(({ kind, repeat, when, params }) => [kind, repeat, when, ...Object.values(params ?? {})]),
  ];
  const channels: Record<string, RawParams[string]> = {};
  for (const { id: port } of block.nodes.filter((node) => node.kind === 'blockInput')) {
    const name = channelsName(port);
    if (!values.some((value) => readsName(value, name))) continue;
    const source = index === 0 ? around(sourcesAt(instance, port)[0] ?? '') : undefined;
    if (source?.kind === 'blockInput') channels[name] = `=${channelsName(source.id)}`;
    else if (Object.hasOwn(inside, name)) channels[name] = inside[name]!;
    else return port;
  }
  return channels;
}

/**
 * The block's nodes for one iteration; `chained` feeds its first port. `taken` gains their ids; `ids` says what each is
 * called now.
 */
function copyOf(
  block: BlockDefinition,
  instance: DocumentNode,
  index: number,
  prefix: string,
  chained: string | undefined,
  taken: Set<string>,
  channels: RawParams,
): {
  readonly nodes: readonly DocumentNode[];
  readonly output: string | undefined;
  readonly ids: ReadonlyMap<string, string>;
} {
  const values = argumentsOf(block, instance, index, channels);
  const sources = new Map<string, string | undefined>();
  const ids = new Map<string, string>();
  const ports = block.nodes.filter((node) => node.kind === 'blockInput');
  for (const [i, port] of ports.entries()) sources.set(port.id, i === 0 ? chained : sourcesAt(instance, port.id)[0]);
  const inner = block.nodes.filter((node) => node.kind !== 'blockInput' && node.kind !== 'blockOutput');
  for (const node of inner) {
    const id = freeName((name) => taken.has(name), `${prefix}_${node.id}`);
    taken.add(id);
    ids.set(node.id, id);
    sources.set(node.id, id);
  }
  const nodes = inner.map((node) => {
    const { inputs, ...rest } = substituteNode(node, values);
    const copied: DocumentNode = {
      ...rest,
      id: ids.get(node.id)!,
      ...(inputs && {
        inputs: Object.fromEntries(
          Object.entries(inputs).map(([port, from]) => [
            port,
            from.map((source) => sources.get(source)).filter((source) => source !== undefined),
          ]),
        ),
      }),
    };
    return withCondition(copied, instance.when, index);
  });
  const end = block.nodes.find((node) => node.kind === 'blockOutput');
  const from = end && mainSource(end);
  return { nodes, output: from === undefined ? undefined : sources.get(from), ids };
}

/**
 * What each parameter of the block is for this instance: a literal or an expression over the parameters around it.
 * Starts from `channels` that enter.
 */
export function argumentsOf(
  block: BlockDefinition,
  instance: DocumentNode,
  index: number,
  channels: RawParams = {},
): RawParams {
  const iteration = instance.repeat === undefined ? {} : { index };
  const values: Record<string, RawParams[string]> = { ...channels };
  for (const [name, param] of Object.entries(block.params)) {
    const given = instance.params && Object.hasOwn(instance.params, name) ? instance.params[name]! : undefined;
    values[name] = given === undefined ? substitute(param.default, values) : substitute(given, iteration);
  }
  return values;
}

/** The node under the instance's own condition too; a condition that is known to hold is dropped. */
function withCondition(node: DocumentNode, outer: DocumentNode['when'], index: number): DocumentNode {
  const { when: inner, ...rest } = node;
  const conditions = [outer === undefined ? undefined : substitute(outer, { index }), inner].filter(
    (condition) => condition !== undefined && condition !== true,
  );
  if (conditions.includes(false)) return { ...rest, when: false };
  const [first, second] = conditions.map((condition) => String(condition).slice(1));
  if (first === undefined) return rest;
  return { ...rest, when: second === undefined ? `=${first}` : `=(${first}) && (${second})` };
}

const ITERATION_OFFSET = 240;

/** Keeps the block's own layout, around where the instance lay; iterations stand below each other. */
function place(
  draft: Parameters<Edit>[0],
  definition: string,
  block: string,
  instance: string,
  ids: ReadonlyMap<string, string>,
  iteration: number,
): void {
  const origin = draft.view?.positions[definition]?.[instance];
  const layout = draft.view?.positions[block];
  if (!origin || !layout) return;
  const positions = positionsOf(draft, definition);
  for (const [inner, id] of ids) {
    const offset = layout[inner];
    if (offset) positions[id] = [origin[0] + offset[0], origin[1] + offset[1] + iteration * ITERATION_OFFSET];
  }
}
