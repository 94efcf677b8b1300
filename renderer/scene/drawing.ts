import type { BlockDefinition, DocumentNode, Library, LoomDocument } from '../../engine/design/document.ts';
import { DETACHED, findBlock } from '../../engine/design/locate.ts';
import type { NetworkGroup } from '../../engine/design/network.ts';
import { bindParams, evaluateParam } from '../../engine/design/parameters.ts';
import { sourcesAt } from '../../engine/design/plan.ts';
import type { RawParams } from '../../engine/layers/layer.ts';

/** One placing of a definition: the design itself, what stands inside a block instance, or a block by itself. */
export interface Place {
  /** What expanded paths of its nodes begin with: '', `stage2/0/`, or `block:stage/` of a block by itself. */
  readonly prefix: string;
  /** '' for the design, else the block's name. */
  readonly definition: string;
  readonly nodes: readonly DocumentNode[];
}

/** The instance that a place is the inside of. */
interface Outer {
  readonly place: Place;
  readonly node: DocumentNode;
  readonly index: number | null;
}

/**
 * Reads a document as it is drawn: which block a node is, how often it repeats, and which layer's output leaves it. A
 * place whose definition an edit did not touch stays the same object in the drawing after it; its parameters, which may
 * differ, are asked of the drawing.
 */
export class Drawing {
  readonly document: LoomDocument;
  readonly #library: Library;
  readonly #groups: ReadonlyMap<string, NetworkGroup>;
  readonly #outputs = new Map<string, string | null>();
  /** By prefix, handed on from drawing to drawing. */
  readonly #places: Map<string, Place>;
  readonly #params = new Map<string, RawParams>();
  readonly #outers = new Map<string, Outer>();
  readonly root: Place;

  constructor(
    document: LoomDocument,
    library: Library,
    groups: readonly NetworkGroup[],
    before: Drawing | null = null,
  ) {
    this.document = document;
    this.#library = library;
    this.#groups = new Map(groups.map((group) => [group.path, group]));
    this.#places = before ? before.#places : new Map();
    this.root = this.#place('', '', document.nodes);
  }

  #place(prefix: string, definition: string, nodes: readonly DocumentNode[]): Place {
    const known = this.#places.get(prefix);
    if (known && known.definition === definition && known.nodes === nodes) return known;
    const place = { prefix, definition, nodes };
    this.#places.set(prefix, place);
    return place;
  }

  /** Parameters in scope at a place: of the instance, or defaults where nothing is an instance. */
  params({ prefix, definition }: Place): RawParams {
    const known = this.#params.get(prefix);
    if (known) return known;
    const declared = prefix === '' ? this.document.params : (this.block(definition)?.params ?? {});
    const params = this.#groups.get(prefix.slice(0, -1))?.params ?? bindParams(definition, declared, {}).params;
    this.#params.set(prefix, params);
    return params;
  }

  #outer({ prefix }: Place): Outer | null {
    if (!this.#outers.has(prefix)) this.placeAt(prefix.slice(0, -1));
    return this.#outers.get(prefix) ?? null;
  }

  /** The instance at that path. */
  group(path: string): NetworkGroup | undefined {
    return this.#groups.get(path);
  }

  block(name: string): BlockDefinition | undefined {
    return findBlock(this.document, this.#library, name);
  }

  #scope(place: Place, node: DocumentNode, index: number): RawParams {
    const params = this.params(place);
    return node.repeat === undefined ? params : { ...params, index };
  }

  /** The layer's kind or `block:<name>`; the text as written where it cannot be evaluated. */
  kind(place: Place, node: DocumentNode, index: number | null = null): string {
    if (!node.kind.startsWith('=')) return node.kind;
    const value = evaluateParam(node.kind, this.#scope(place, node, index ?? 0));
    return typeof value === 'string' ? value : node.kind;
  }

  /** How many layers or instances the node stands for: 0 where it is switched off or repeats zero times. */
  count(place: Place, node: DocumentNode): number {
    if (node.when === undefined && node.repeat === undefined) return 1;
    const when = node.when === undefined ? true : evaluateParam(node.when, this.#scope(place, node, 0));
    if (when === false) return 0;
    if (node.repeat === undefined) return 1;
    const repeat = evaluateParam(node.repeat, this.params(place));
    return typeof repeat === 'number' && Number.isInteger(repeat) && repeat >= 0 ? repeat : 1;
  }

  /** The inside of a block instance; null for a layer and for what is unknown. */
  inside(place: Place, node: DocumentNode, index: number | null): Place | null {
    const kind = this.kind(place, node, index);
    if (!kind.startsWith('block:')) return null;
    const definition = kind.slice('block:'.length);
    const block = this.block(definition);
    if (!block) return null;
    const prefix = `${place.prefix}${node.id}${index === null ? '' : `/${index}`}/`;
    this.#outers.set(prefix, { place, node, index });
    return this.#place(prefix, definition, block.nodes);
  }

  /** A block by itself, with its defaults. */
  #detached(definition: string): Place | null {
    const block = this.block(definition);
    if (!block) return null;
    return this.#place(`${DETACHED}${definition}/`, definition, block.nodes);
  }

  /**
   * The place that an instance's path leads into (`stage2/0`, `block:stage/0`), '' for the design; null where there is
   * none.
   */
  placeAt(path: string): Place | null {
    const steps = path === '' ? [] : path.split('/');
    const detached = path.startsWith(DETACHED);
    let place: Place | null = detached ? this.#detached(steps[0]!.slice(DETACHED.length)) : this.root;
    for (let at = detached ? 1 : 0; place !== null && at < steps.length; at++) {
      const node: DocumentNode | undefined = place.nodes.find(({ id }) => id === steps[at]);
      if (!node) return null;
      const next = steps[at + 1];
      const index: number | null = node.repeat !== undefined && /^\d+$/.test(next ?? '') ? Number(next) : null;
      if (index !== null) at++;
      place = this.inside(place, node, node.repeat === undefined ? null : (index ?? 0));
    }
    return place;
  }

  /** Path of the layer whose output leaves the node; null where nothing is known to. */
  output(place: Place, id: string, depth = 0): string | null {
    const key = place.prefix + id;
    const known = this.#outputs.get(key);
    if (known !== undefined) return known;
    this.#outputs.set(key, null);
    const found = depth > 400 ? null : this.#findOutput(place, id, depth);
    this.#outputs.set(key, found);
    return found;
  }

  #findOutput(place: Place, id: string, depth: number): string | null {
    const node = place.nodes.find((candidate) => candidate.id === id);
    if (!node) return null;
    if (node.kind === 'blockInput') return this.#entering(place, id, depth);
    if (node.kind === 'blockOutput') return this.#through(place, node, depth);
    const count = this.count(place, node);
    if (count === 0) return this.#through(place, node, depth);
    return this.iterationOutput(place, node, node.repeat === undefined ? null : count - 1, depth);
  }

  /** The same for one iteration of a repeat. */
  iterationOutput(place: Place, node: DocumentNode, index: number | null, depth = 0): string | null {
    const inner = this.inside(place, node, index);
    if (!inner) return `${place.prefix}${node.id}${index === null ? '' : `/${index}`}`;
    const end = inner.nodes.find(({ kind }) => kind === 'blockOutput');
    return end ? this.output(inner, end.id, depth + 1) : null;
  }

  #through(place: Place, node: DocumentNode, depth: number): string | null {
    const source = Object.values(node.inputs ?? {})[0]?.[0];
    return source === undefined ? null : this.output(place, source, depth + 1);
  }

  #entering(place: Place, port: string, depth: number): string | null {
    const outer = this.#outer(place);
    // What feeds a block by itself stands under the bare prefix.
    if (!outer) return place.definition === '' ? null : DETACHED;
    const first = place.nodes.find(({ kind }) => kind === 'blockInput')?.id;
    if (outer.index !== null && outer.index > 0 && port === first)
      return this.iterationOutput(outer.place, outer.node, outer.index - 1, depth + 1);
    const [source] = sourcesAt(outer.node, port);
    return source === undefined ? null : this.output(outer.place, source, depth + 1);
  }
}
