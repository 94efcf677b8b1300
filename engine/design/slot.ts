import type { RawParams } from '../layers/layer.ts';
import type { NetworkNode } from './network.ts';

type Inputs = NetworkNode['inputs'];

/**
 * A place in an expanded design and what last stood there. A large design is expanded at every keystroke: where a path,
 * a layer's wires or the whole layer are what they were, they are the same objects, so that strings are joined and
 * hashed once, and who compares with what was before compares identities.
 */
export class Slot {
  readonly path: string;
  /** Null in a layer's slot: most have nothing below. */
  #below: Map<string, Slot> | null = null;
  #node: NetworkNode | null = null;

  constructor(path: string) {
    this.path = path;
    made += 1;
  }

  /** The slot at a path relative to this one. */
  at(relative: string): Slot {
    const known = this.#below?.get(relative);
    if (known) return known;
    this.#below ??= new Map();
    const cut = relative.indexOf('/');
    const slot =
      cut < 0
        ? new Slot(this === root ? relative : `${this.path}/${relative}`)
        : this.at(relative.slice(0, cut)).at(relative.slice(cut + 1));
    this.#below.set(relative, slot);
    return slot;
  }

  layer(kind: string, params: RawParams, inputs: Inputs): NetworkNode {
    const before = this.#node;
    const wires = before && sameInputs(before.inputs, inputs) ? before.inputs : inputs;
    if (before && wires === before.inputs && before.kind === kind && before.params === params) return before;
    this.#node = { path: this.path, kind, params, inputs: wires };
    return this.#node;
  }
}

/** Slots after which all begin anew: a bound for a long session, far above the largest design. */
const MOST_SLOTS = 100_000;

let made = 0;
let root = new Slot('');

/** The slot of the design itself. */
export function rootSlot(): Slot {
  if (made > MOST_SLOTS) {
    made = 0;
    root = new Slot('');
  }
  return root;
}

function sameInputs(a: Inputs, b: Inputs): boolean {
  let ports = 0;
  for (const port in a) {
    const [before, now] = [a[port]!, b[port]];
    if (!now || now.length !== before.length) return false;
    for (let i = 0; i < now.length; i++) if (now[i] !== before[i]) return false;
    ports += 1;
  }
  for (const _ in b) ports -= 1;
  return ports === 0;
}
