import type { ParamValue } from '../../engine/base/diagnostics.ts';
import type { DocumentNode, LoomDocument } from '../../engine/design/document.ts';
import { layers } from '../../engine/layers/index.ts';
import type { LayerDef, ParamSpec } from '../../engine/layers/layer.ts';

/** Numbers from 0 up to, not including, `below`: a linear congruential generator, so that a seed is a design. */
export type Random = (below: number) => number;

export function randomOf(seed: number): Random {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)]!;

/** Nodes one behind the other and in branches that come together again: what people draw. */
class Draft {
  readonly nodes: DocumentNode[] = [];
  readonly #random: Random;
  constructor(random: Random) {
    this.#random = random;
  }

  put(kind: string, params: Readonly<Record<string, ParamValue>>, ...sources: readonly string[]): string {
    const id = `${kind.replace('block:', '').slice(0, 5)}${this.nodes.length}`;
    this.nodes.push({
      id,
      kind,
      ...(Object.keys(params).length > 0 && { params }),
      ...(sources.length > 0 && { inputs: { in: [...sources] } }),
    });
    return id;
  }

  /** A convolution with what may stand behind it. */
  unit(from: string, filters: ParamValue, kernel: number, more: Readonly<Record<string, ParamValue>> = {}): string {
    let at = this.put('conv2d', { filters, kernel, ...more }, from);
    if (this.#random(2) === 0) at = this.put('batchNorm', {}, at);
    if (this.#random(3) > 0) at = this.put(pick(this.#random, ['relu', 'silu', 'tanh']), {}, at);
    return at;
  }

  /** A few units that keep rows and columns, the last one of so many filters. */
  branch(from: string, filters: ParamValue): string {
    let at = from;
    for (let left = this.#random(3); left > 0; left--)
      at = this.unit(at, pick(this.#random, [4, 6, 8]), pick(this.#random, [1, 3, 5]));
    return this.unit(at, filters, pick(this.#random, [1, 3]));
  }
}

/** A design without a mistake: images of 8 to 40 rows, three to six parts of a kind that is drawn, a head. */
export function goodDesign(random: Random): LoomDocument {
  const draft = new Draft(random);
  const blocks: Record<string, LoomDocument['blocks'][string]> = {};
  let width = pick(random, [4, 8, 16]);
  let at = draft.put('input', { height: 8 + random(33), width: 8 + random(33), channels: pick(random, [1, 3]) });
  at = draft.unit(at, width, 3);
  for (let part = 2 + random(4); part > 0; part--) {
    switch (random(8)) {
      case 0:
        at = draft.put(
          pick(random, ['maxPool', 'averagePool']),
          pick(random, [{}, { padding: 'same' }, { kernel: 3, stride: 2, padding: 'same' }]),
          at,
        );
        break;
      case 1:
        at = draft.put('add', {}, draft.branch(at, width), at);
        break;
      case 2: {
        const wide = pick(random, [8, 16, 24]);
        const main = draft.unit(draft.unit(at, wide, 3, { stride: 2 }), wide, 3);
        at = draft.put('add', {}, main, draft.put('shortcut', { filters: wide, stride: 2 }, at));
        width = wide;
        break;
      }
      case 3: {
        const branches = Array.from({ length: 2 + random(2) }, () => pick(random, [4, 6, 8]));
        const pooled = draft.put(
          'conv2d',
          { filters: 4, kernel: 1 },
          draft.put('maxPool', { kernel: 3, stride: 1, padding: 'same' }, at),
        );
        at = draft.put('concat', {}, ...branches.map((filters) => draft.branch(at, filters)), pooled);
        width = branches.reduce((sum, n) => sum + n, 4);
        break;
      }
      case 4: {
        const squeezed = draft.put('conv2d', { filters: 4, kernel: 1 }, draft.put('globalAveragePool', {}, at));
        const gate = draft.put('sigmoid', {}, draft.put('conv2d', { filters: width, kernel: 1 }, squeezed));
        at = draft.put('multiply', {}, at, gate);
        break;
      }
      case 5: {
        const name = `own${Object.keys(blocks).length}`;
        blocks[name] = ownBlock(random, width);
        at = draft.put(`block:${name}`, { width, wide: width * 2 }, at);
        if (random(2) === 0) (draft.nodes.at(-1) as { repeat?: number }).repeat = 2 + random(2);
        break;
      }
      case 6:
        at = draft.put('block:basicResidual', { filters: width }, at);
        if (random(2) === 0) (draft.nodes.at(-1) as { repeat?: number }).repeat = 2;
        break;
      default:
        at = draft.put('conv2d', { filters: width, kernel: 3, groups: width }, at);
    }
  }
  if (random(2) === 0) at = draft.put('globalAveragePool', {}, at);
  at = draft.put('flatten', {}, at);
  if (random(3) === 0) at = draft.put('relu', {}, draft.put('dense', { units: 12 }, at));
  draft.put('classifier', {}, draft.put('dense', { units: 2 + random(9) }, at));
  return { format: 'layerloom', version: 1, name: 'random', params: {}, nodes: draft.nodes, blocks };
}

/** A residual block whose widths are parameters and expressions over them. */
function ownBlock(random: Random, width: number): LoomDocument['blocks'][string] {
  const draft = new Draft(random);
  draft.nodes.push({ id: 'in', kind: 'blockInput' });
  const inner = draft.unit('in', pick(random, ['=wide', '=width / 2', 4]), 1);
  const mid = draft.unit(inner, pick(random, ['=wide', 6]), 3);
  const out = draft.put('add', {}, draft.unit(mid, pick(random, ['=width', '=wide / 2']), 1), 'in');
  draft.nodes.push({ id: 'out', kind: 'blockOutput', inputs: { in: [out] } });
  return {
    title: 'Own',
    params: { width: { type: 'number', default: width }, wide: { type: 'number', default: 2 * width } },
    nodes: draft.nodes,
  };
}

/** What was broken: one parameter of one node, in the design or one of its blocks. */
export interface Break {
  readonly document: LoomDocument;
  readonly what: string;
}

/** Parameters that shape what comes out. */
const shaping = new Set([
  'filters',
  'units',
  'kernel',
  'stride',
  'padding',
  'dilation',
  'groups',
  'ceil',
  'mode',
  'height',
  'width',
  'channels',
  'wide',
]);

export function breakParameter(document: LoomDocument, random: Random): Break {
  const definitions = ['', ...Object.keys(document.blocks)];
  const changed = structuredClone(document);
  for (;;) {
    const definition = pick(random, definitions);
    const nodes = definition === '' ? changed.nodes : changed.blocks[definition]!.nodes;
    const node = pick(random, nodes) as { id: string; kind: string; params?: Record<string, ParamValue> };
    const layer = (layers as Readonly<Record<string, LayerDef>>)[node.kind];
    const fields = layer ? Object.keys(layer.params) : Object.keys(node.params ?? {});
    const usable = fields.filter((field) => shaping.has(field));
    if (usable.length === 0) continue;
    const field = pick(random, usable);
    const value = otherValue(random, layer?.params[field], node.params?.[field]);
    node.params = { ...node.params, [field]: value };
    return { document: changed, what: `${definition}/${node.id}.${field} = ${JSON.stringify(value)}` };
  }
}

function otherValue(random: Random, spec: ParamSpec | undefined, now: ParamValue | undefined): ParamValue {
  switch (spec?.type) {
    case 'padding':
      return pick(random, ['valid', 'same', 'torch', 0, 1, 2]);
    case 'boolean':
      return now !== true;
    case 'choice':
      return pick(random, spec.options);
    case 'size':
      return pick(random, [1, 2, 3, 4, 5, 7, 11]);
    default:
      return pick(random, [1, 2, 3, 4, 5, 8, 12, 16, 32, 33, 64]);
  }
}

/** One wire is taken away or comes from elsewhere. */
export function breakWire(document: LoomDocument, random: Random): Break {
  const changed = structuredClone(document);
  const fed = changed.nodes.filter(({ inputs }) => inputs !== undefined);
  const node = pick(random, fed) as unknown as { id: string; inputs: Record<string, string[]> };
  const sources = node.inputs['in']!;
  const index = random(sources.length);
  if (random(2) === 0) {
    sources.splice(index, 1);
    if (sources.length === 0) delete node.inputs['in'];
    return { document: changed, what: `wire ${index} of ${node.id} taken away` };
  }
  sources[index] = pick(random, changed.nodes).id;
  return { document: changed, what: `wire ${index} of ${node.id} from ${sources[index]}` };
}
