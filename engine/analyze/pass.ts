import { ProblemList } from '../base/problem-list.ts';
import type { TensorType } from '../ir/types.ts';
import { isProblem, mapOf } from '../layers/feature-map.ts';
import type { LayerDef, ParamSchema, Params, Site, Size, Window } from '../layers/layer.ts';
import type { AnalyzedNode } from './analysis.ts';
import { type Counted, countProblem, tooLarge } from './counts.ts';
import { type KnownType, Memo } from './infer.ts';
import type { Reach } from './reach.ts';
import { type Field, fieldAfter, pixel, sameField, stretched } from './receptive-field.ts';
import { Spans } from './spans.ts';
import type { Wiring } from './wiring.ts';

type AnySite = Site<ParamSchema, string>;

const memo = new Memo();
const noWeights = {};
const JUMP = 'pixels between neighbouring outputs';

/** One walk over a network, sources before sinks: what is known so far, by node index. */
export class Pass {
  readonly problems = new ProblemList();
  readonly #wiring: Wiring;
  readonly #reach: Reach;
  readonly #types: (KnownType | null)[];
  readonly #fields: Field[];
  readonly #windows: Window[] = [];
  readonly #spans: Spans;
  /** Unbounded until an input of the design is seen. */
  #image: Size = [Infinity, Infinity];

  constructor(wiring: Wiring, reach: Reach) {
    this.#wiring = wiring;
    this.#reach = reach;
    this.#types = new Array<KnownType | null>(wiring.layers.length).fill(null);
    this.#fields = new Array<Field>(wiring.layers.length).fill(null);
    this.#spans = new Spans(wiring, this.#windows, (index) => {
      const type = this.#types[index]?.type;
      return type ? (mapOf(type)?.size ?? null) : null;
    });
  }

  /** The next node of the order; `before`, where everything about it is equal. */
  node(index: number, before?: AnalyzedNode): AnalyzedNode {
    const node = this.#wiring.network.nodes[index]!;
    const layer = this.#wiring.layers[index]!;
    if (!layer) return this.#unknown(index, null, null, null);
    const known = memo.params(layer, node.params, node.path);
    if ('problems' in known) {
      this.problems.addAll(known.problems);
      const key = known.params && this.#key(index, layer);
      const site = known.params && key !== null ? this.#site(index, layer, known.params) : null;
      return this.#unknown(index, known.params, site, site && this.#mended(index, layer, site));
    }
    const { params } = known;
    const key = this.#key(index, layer);
    if (key === null) return this.#unknown(index, params, null, null);
    const inferred = memo.infer(layer, known, key, () => this.#site(index, layer, params));
    if (!inferred) {
      const site = this.#site(index, layer, params);
      return this.#unknown(index, params, site, this.#mended(index, layer, site));
    }
    if (inferred.tooLarge) return this.#uncounted(index, params, inferred.tooLarge);
    // The field of a node reads its type.
    this.#types[index] = inferred.out;
    const field = this.#field(index, layer, inferred.window, inferred.out.type);
    const receptiveField = before && sameField(before.receptiveField, field) ? before.receptiveField : field;
    if (field !== null && field !== 'whole' && field.jump.some((n) => tooLarge({ [JUMP]: n })))
      return this.#uncounted(index, params, JUMP);
    this.#fields[index] = receptiveField;
    const unchanged =
      before?.node === node &&
      before.params === params &&
      before.site?.inputs === inferred.inputs &&
      before.receptiveField === receptiveField;
    if (unchanged) return before;
    return {
      node,
      layer,
      params,
      site: { path: node.path, params, inputs: inferred.inputs },
      type: inferred.out.type,
      weights: inferred.weights,
      cost: inferred.cost,
      parameters: inferred.parameters,
      multiplies: inferred.multiplies,
      receptiveField,
      inference: this.#reach.inference[index] === 1,
      training: this.#reach.training[index] === 1,
    };
  }

  /** Bytes of a node's output for one image; 0 where its type is unknown. */
  bytes(index: number): number {
    return this.#types[index]?.bytes ?? 0;
  }

  #unknown(
    index: number,
    params: Params<ParamSchema> | null,
    site: AnySite | null,
    type: TensorType | null,
  ): AnalyzedNode {
    return {
      node: this.#wiring.network.nodes[index]!,
      layer: this.#wiring.layers[index]!,
      params,
      site,
      type,
      weights: noWeights,
      cost: null,
      parameters: 0,
      multiplies: 0,
      receptiveField: null,
      inference: this.#reach.inference[index] === 1,
      training: this.#reach.training[index] === 1,
    };
  }

  /** A node with too much of something for it to be counted: what comes behind it is not counted either. */
  #uncounted(index: number, params: Params<ParamSchema>, what: Counted): AnalyzedNode {
    this.#types[index] = null;
    this.problems.add('error', () => countProblem(this.#wiring.network.nodes[index]!.path, what));
    return this.#unknown(index, params, null, null);
  }

  /** What goes on downstream from a node with a problem of its own: its type once mended. Reports what `shape` says. */
  #mended(index: number, layer: LayerDef, site: AnySite): TensorType | null {
    const found = layer.shape(site);
    if (isProblem(found)) this.problems.add('error', () => found);
    const type = isProblem(found) ? (layer.assume?.(site) ?? null) : found;
    if (type) this.#types[index] = memo.intern(type);
    return type;
  }

  /** Calls `visit` with each port's range of `sources`; a single port has the first of its wires alone. */
  #ports(index: number, layer: LayerDef, visit: (port: string, from: number, to: number) => void): void {
    const { starts, network } = this.#wiring;
    const { inputs } = network.nodes[index]!;
    let at = starts[index]!;
    for (const { name, variadic } of layer.ports) {
      const count = inputs[name]?.length ?? 0;
      visit(name, at, at + (variadic ? count : Math.min(count, 1)));
      at += count;
    }
  }

  /** The source of a layer with nothing but one single port; −1 where nothing is connected. */
  #source(index: number): number {
    const { starts, sources } = this.#wiring;
    const at = starts[index]!;
    return at < starts[index + 1]! ? sources[at]! : -1;
  }

  /** Names the types that arrive, port by port; null where one is unknown or missing. */
  #key(index: number, layer: LayerDef): string | number | null {
    if (layer.ports.length === 0) return 0;
    if (hasOneInput(layer)) return this.#types[this.#source(index)]?.id ?? null;
    let key: string | null = '';
    this.#ports(index, layer, (_, from, to) => {
      if (from === to) key = null;
      for (let w = from; w < to; w++) {
        const type = this.#types[this.#wiring.sources[w]!];
        key = type && key !== null ? `${key},${type.id}` : null;
      }
      if (key !== null) key += ';';
    });
    return key;
  }

  /** Of a node that has a key: every input's type is known. */
  #site(index: number, layer: LayerDef, params: Params<ParamSchema>): AnySite {
    const inputs: Record<string, readonly TensorType[]> = {};
    this.#ports(index, layer, (port, from, to) => {
      inputs[port] = Array.from(this.#wiring.sources.subarray(from, to), (source) => this.#types[source]!.type);
    });
    return { path: this.#wiring.network.nodes[index]!.path, params, inputs };
  }

  #field(index: number, layer: LayerDef, window: Window, type: TensorType): Field {
    this.#windows[index] = window;
    if (layer.ports.length === 0) {
      this.#image = mapOf(type)?.size ?? this.#image;
      return pixel;
    }
    const output = mapOf(type)?.size;
    if (hasOneInput(layer)) {
      const field = this.#fields[this.#source(index)]!;
      return window === 'pointwise' ? field : this.#exact(index, fieldAfter([field], window, this.#image), output);
    }
    const fields: Field[] = [];
    this.#ports(index, layer, (_, from, to) => {
      for (let w = from; w < to; w++) {
        const source = this.#wiring.sources[w]!;
        const field = this.#fields[source] ?? null;
        fields.push(output && this.#isStretched(source, output) ? stretched(field) : field);
      }
    });
    return this.#exact(index, fieldAfter(fields, window, this.#image), output);
  }

  /** The size of a field that the formula only bounds. */
  #exact(index: number, field: Field, output: Size | undefined): Field {
    if (field === null || field === 'whole' || !field.isMixed || !output) return field;
    return { ...field, size: this.#spans.largest(index, this.#image) };
  }

  /** One pixel beside a map of several: a gate. */
  #isStretched(source: number, [rows, columns]: Size): boolean {
    const from = this.#types[source] && mapOf(this.#types[source].type)?.size;
    return !!from && from[0] * from[1] === 1 && rows * columns > 1;
  }
}

function hasOneInput({ ports }: LayerDef): boolean {
  return ports.length === 1 && !ports[0]!.variadic;
}
