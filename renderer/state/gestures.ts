import type { ParamValue, Problem } from '../../engine/base/diagnostics.ts';
import type { Edit } from '../../engine/design/edits/edit.ts';
import { moveNodes, removeNodes } from '../../engine/design/edits/nodes.ts';
import { disconnect, insertOnWire as insertNode } from '../../engine/design/edits/wires.ts';
import { hasOutput, portsOf } from '../canvas/card-data.ts';
import { viewport } from '../canvas/viewport.ts';
import { problemText, text } from '../language/text.ts';
import type { Place } from '../scene/drawing.ts';
import { roomOf, sizes } from '../scene/forms.ts';
import type { Positions } from '../scene/placement.ts';
import { planOf } from '../scene/plan.ts';
import type { Point } from '../scene/route.ts';
import { originOf, type SceneNode, type SceneWire } from '../scene/scene.ts';
import { appendTo, firstPort, freeze, join, newNode, place as placeNode, sequence } from './edits.ts';
import { library } from './model.ts';
import { change, edit, get, say } from './store.ts';

/** Where the scope's nodes stand in a drawing with every block closed; what `freeze` stores. */
export function closedPositions(place: Place): Readonly<Record<string, Point>> {
  const { model, settings, scope } = get();
  const flip = settings.direction === 'right';
  const stored = (model.document.view?.positions ?? {}) as Readonly<Record<string, Positions>>;
  const plan = planOf(model.drawing, place, { flip, expanded: new Set(), positions: stored });
  // A block that is laid out inside another has no place of its own.
  const lies = stored[place.definition] !== undefined || scope === place.prefix.slice(0, -1);
  const [ax, ay] = lies ? originOf(place, plan, { flip, positions: stored }) : [0, 0];
  return Object.fromEntries(plan.items.map((item) => [item.step, [item.x + ax, item.y + ay] as const]));
}

export const scopePlace = (): Place => {
  const { model, scope } = get();
  return model.drawing.placeAt(scope) ?? model.drawing.root;
};

function tell(problems: readonly Problem[]): boolean {
  const first = problems.find(({ severity }) => severity === 'error');
  if (first) say(problemText(first), 'error');
  return !first;
}

export { tell };

const flipped = (): boolean => get().settings.direction === 'right';

/** After an edit that made a node: selects it. */
function selectMade(prefix: string, id: string | null): void {
  if (id !== null) change({ selection: new Set([prefix + id]), wire: null });
}

/** Drops a new node at a point of the canvas. */
export function dropAt(kind: string, at: Point, params: Readonly<Record<string, ParamValue>> = {}): string | null {
  const place = scopePlace();
  let made: string | null = null;
  const corner: Point = [at[0] - sizes.card.width / 2, at[1] - sizes.card.height / 2];
  const settled = place.nodes.length > 0 ? [freeze(place.definition, closedPositions(place))] : [];
  tell(
    edit(
      text('did.add'),
      sequence(
        ...settled,
        placeNode(place.definition, newNode(kind, params), corner, (id) => (made = id)),
      ),
    ),
  );
  selectMade(place.prefix, made);
  return made;
}

/** Inserts a new node on a wire. */
export function insertOnWire(
  kind: string,
  wire: SceneWire,
  params: Readonly<Record<string, ParamValue>> = {},
): string | null {
  const { model } = get();
  const port = firstPort(model, kind);
  if (port === null || !hasOutput(kind) || wire.fixed) return null;
  let made: string | null = null;
  tell(
    edit(
      text('did.insert'),
      insertNode(library, wire.place.definition, wire, newNode(kind, params), {
        port,
        room: roomOf(flipped()),
        onId: (id) => (made = id),
      }),
    ),
  );
  selectMade(wire.place.prefix, made);
  return made;
}

/** The selected nodes that new ones go behind: those of one definition, in the order in which they are drawn. */
function anchors(): readonly SceneNode[] {
  const { scene, selection } = get();
  const selected = scene.nodes.filter((node) => selection.has(node.id) && hasOutput(node.kind));
  return selected.filter(({ place, index }) => index === null && place.definition === selected[0]!.place.definition);
}

/** Adds a node behind the selection, or alone where nothing is selected, and brings it into view. */
export function addBehind(kind: string, params: Readonly<Record<string, ParamValue>> = {}): string | null {
  const made = addUnseen(kind, params);
  for (const id of get().selection) viewport()?.ensureVisible(get().scene.byId.get(id)!);
  return made;
}

function addUnseen(kind: string, params: Readonly<Record<string, ParamValue>>): string | null {
  const { model, scene } = get();
  const behind = anchors();
  const [first] = behind;
  const port = firstPort(model, kind);
  if (!first || port === null) {
    const place = scopePlace();
    let made: string | null = null;
    const stored = model.document.view?.positions[place.definition] !== undefined && place.nodes.length > 0;
    const { x, y, width, height } = scene.bounds;
    const at: Point | null = stored ? (flipped() ? [x + width + 44, y] : [x, y + height + 34]) : null;
    tell(
      edit(
        text('did.add'),
        placeNode(place.definition, newNode(kind, params), at, (id) => (made = id)),
      ),
    );
    selectMade(place.prefix, made);
    return made;
  }
  const variadic = portsOf(model, kind)[0]?.variadic ?? false;
  const sources = (variadic ? behind : [first]).map(({ node }) => node.id);
  let made: string | null = null;
  tell(
    edit(
      text('did.add'),
      appendTo(
        first.place.definition,
        sources,
        newNode(kind, params),
        port,
        hasOutput(kind) && sources.length === 1,
        flipped(),
        (id) => (made = id),
      ),
    ),
  );
  selectMade(first.place.prefix, made);
  return made;
}

/** A new node that reads `from`, at a point: what a wire drawn to empty space asks for. */
export function addFrom(kind: string, from: SceneNode, at: Point): string | null {
  const { model } = get();
  const port = firstPort(model, kind);
  const { place } = from;
  let made: string | null = null;
  const corner: Point = [at[0] - sizes.card.width / 2, at[1]];
  const top = scopePlace().prefix === place.prefix;
  tell(
    edit(
      text('did.add'),
      sequence(
        ...(top ? [freeze(place.definition, closedPositions(place))] : []),
        placeNode(
          place.definition,
          { ...newNode(kind), ...(port === null ? {} : { inputs: { [port]: [from.node.id] } }) },
          top ? corner : null,
          (id) => (made = id),
        ),
      ),
    ),
  );
  selectMade(place.prefix, made);
  return made;
}

/** The first port that nothing enters, or the first of all. */
export function firstOpenPort(node: SceneNode): string {
  const ports = portsOf(get().model, node.kind);
  const open = ports.find(({ name, variadic }) => variadic || (node.node.inputs?.[name]?.length ?? 0) === 0);
  return (open ?? ports[0])?.name ?? 'in';
}

/** Why a wire from one node to a port of another cannot be, as text; null where it can. */
export function refusal(from: SceneNode, to: SceneNode, port: string): string | null {
  const { model } = get();
  const names = { from: from.node.id, to: to.node.id };
  if (from.id === to.id) return text('connect.self');
  if (from.place.prefix !== to.place.prefix || from.index !== null || to.index !== null)
    return text('connect.otherBlock');
  if (portsOf(model, to.kind).length === 0) return text('connect.source');
  if (to.node.inputs?.[port]?.includes(from.node.id)) return text('connect.twice', names);
  if (leadsTo(to.place, to.node.id, from.node.id)) return text('connect.circle', names);
  return null;
}

/** Whether `from` reads `source`, through others maybe. */
function leadsTo(place: Place, source: string, from: string): boolean {
  const byId = new Map(place.nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  const queue = [from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === source) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    queue.push(...Object.values(byId.get(id)?.inputs ?? {}).flat());
  }
  return false;
}

export function connectNodes(from: SceneNode, to: SceneNode, port: string): boolean {
  const reason = refusal(from, to, port);
  if (reason !== null) {
    say(reason, 'error');
    return false;
  }
  const variadic = portsOf(get().model, to.kind).find(({ name }) => name === port)?.variadic ?? false;
  return tell(edit(text('did.connect'), join(to.place.definition, from.node.id, to.node.id, port, variadic)));
}

/** Deletes the selected wire or nodes; wires heal. */
export function removeSelection(): void {
  const { scene, selection, wire } = get();
  if (wire !== null) {
    const found = scene.wires.find(({ id }) => id === wire);
    if (found && !found.fixed) edit(text('did.disconnect'), disconnect(library, found.place.definition, found));
    return;
  }
  const edits = byDefinition(selected(selection)).map(([definition, nodes]) =>
    removeNodes(
      library,
      definition,
      nodes.map(({ node }) => node.id),
    ),
  );
  if (edits.length > 0) tell(edit(text('did.delete'), sequence(...edits), { select: new Set() }));
}

/**
 * Selected nodes that stand for themselves: no iterations, no ports of blocks, nothing inside another selected block.
 */
export function selected(selection: ReadonlySet<string>, withPorts = false): readonly SceneNode[] {
  const { scene } = get();
  return scene.nodes.filter(
    ({ id, index, parent, kind }) =>
      selection.has(id) &&
      index === null &&
      (withPorts || (kind !== 'blockInput' && kind !== 'blockOutput')) &&
      !(parent !== null && selection.has(parent)),
  );
}

export function byDefinition(nodes: readonly SceneNode[]): readonly (readonly [string, readonly SceneNode[]])[] {
  const groups = new Map<string, SceneNode[]>();
  for (const node of nodes) {
    const group = groups.get(node.place.definition);
    if (!group) groups.set(node.place.definition, [node]);
    else if (!group.some((other) => other.node.id === node.node.id)) group.push(node);
  }
  return [...groups];
}

/** Positions of the given nodes after a move by (dx, dy), with the others as they are, by definition. */
export function movedPositions(
  nodes: readonly SceneNode[],
  dx: number,
  dy: number,
): Readonly<Record<string, Positions>> {
  const result: Record<string, Positions> = {};
  for (const [definition, group] of byDefinition(nodes)) {
    const closed = closedPositions(group[0]!.place);
    const moved = Object.fromEntries(
      group.map(({ node }) => {
        const [x, y] = closed[node.id] ?? [0, 0];
        return [node.id, [Math.round(x + dx), Math.round(y + dy)] as const];
      }),
    );
    result[definition] = { ...closed, ...moved };
  }
  return result;
}

/** Stores positions as one step. */
export function commitMove(positions: Readonly<Record<string, Positions>>, token?: string): void {
  const edits: readonly Edit[] = Object.entries(positions).map(([definition, to]) => moveNodes(definition, to));
  edit(text('did.move'), sequence(...edits), token === undefined ? {} : { token });
}
