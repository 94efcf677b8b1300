import type { Problem } from '../base/diagnostics.ts';
import type { NetworkNode } from '../design/network.ts';
import type { TensorType } from '../ir/types.ts';
import { isProblem, mapOf } from '../layers/feature-map.ts';
import type { LayerDef, ParamSchema, Params, Site, Size } from '../layers/layer.ts';
import type { AnalyzedNode } from './analysis.ts';
import { type KnownType, Memo } from './infer.ts';
import { type Field, fieldAfter, pixel } from './receptive-field.ts';
import type { Sources } from './wiring.ts';

type AnySite = Site<ParamSchema, string>;

const memo = new Memo();
const noWeights = {};

/** One walk over a network, sources before sinks: what is known so far, by node index. */
export class Pass {
  readonly problems: Problem[] = [];
  readonly #types: (KnownType | null)[];
  readonly #fields: Field[];
  /** Unbounded until an input of the design is seen. */
  #image: Size = [Infinity, Infinity];

  constructor(nodes: number) {
    this.#types = new Array<KnownType | null>(nodes).fill(null);
    this.#fields = new Array<Field>(nodes).fill(null);
  }

  node(
    index: number,
    node: NetworkNode,
    layer: LayerDef | null,
    sources: Sources,
    reach: { readonly inference: boolean; readonly training: boolean },
  ): AnalyzedNode {
    const { inference, training } = reach;
    if (!layer) return this.#unknown(node, null, null, null, null, reach);
    const known = memo.params(layer, node.params, node.path);
    if ('problems' in known) {
      this.problems.push(...known.problems);
      const site = known.params && this.#site(node, layer, known.params, sources);
      return this.#unknown(node, layer, known.params, site, site && this.#mended(index, layer, site), reach);
    }
    const { params } = known;
    const key = this.#key(layer, sources);
    if (key === null) return this.#unknown(node, layer, params, null, null, reach);
    const inferred = memo.infer(layer, known, key, () => this.#knownSite(node, layer, params, sources));
    if (!inferred) {
      const site = this.#knownSite(node, layer, params, sources);
      return this.#unknown(node, layer, params, site, this.#mended(index, layer, site), reach);
    }
    const { type } = inferred.out;
    this.#types[index] = inferred.out;
    const receptiveField = this.#field(layer, sources, inferred.window, type);
    this.#fields[index] = receptiveField;
    const { weights, cost, parameters, multiplies } = inferred;
    const site = { path: node.path, params, inputs: inferred.inputs };
    return {
      node,
      layer,
      params,
      site,
      type,
      weights,
      cost,
      parameters,
      multiplies,
      receptiveField,
      inference,
      training,
    };
  }

  #unknown(
    node: NetworkNode,
    layer: LayerDef | null,
    params: Params<ParamSchema> | null,
    site: AnySite | null,
    type: TensorType | null,
    { inference, training }: { readonly inference: boolean; readonly training: boolean },
  ): AnalyzedNode {
    const unknown = { weights: noWeights, cost: null, parameters: 0, multiplies: 0, receptiveField: null };
    return { node, layer, params, site, type, ...unknown, inference, training };
  }

  /** What goes on downstream from a node with a problem of its own: its type once mended. Reports what `shape` says. */
  #mended(index: number, layer: LayerDef, site: AnySite): TensorType | null {
    const found = layer.shape(site);
    if (isProblem(found)) this.problems.push(found);
    const type = isProblem(found) ? (layer.assume?.(site) ?? null) : found;
    if (type) this.#types[index] = memo.intern(type);
    return type;
  }

  /** Names the types that arrive, port by port; null where one is unknown or missing. */
  #key(layer: LayerDef, sources: Sources): string | number | null {
    const { ports } = layer;
    if (ports.length === 0) return 0;
    if (ports.length === 1 && !ports[0]!.variadic) return this.#types[sources[ports[0]!.name]?.[0] ?? -1]?.id ?? null;
    let key = '';
    for (const port of ports) {
      const arriving = sources[port.name] ?? [];
      if (arriving.length === 0) return null;
      for (const source of arriving) {
        const type = this.#types[source];
        if (!type) return null;
        key += `,${type.id}`;
      }
      key += ';';
    }
    return key;
  }

  /** Null where an input's type is unknown or missing. A single port takes the first of its wires. */
  #site(node: NetworkNode, layer: LayerDef, params: Params<ParamSchema>, sources: Sources): AnySite | null {
    const inputs: Record<string, readonly TensorType[]> = {};
    for (const { name, variadic } of layer.ports) {
      const arriving = sources[name] ?? [];
      const types = (variadic ? arriving : arriving.slice(0, 1)).map((source) => this.#types[source]?.type);
      if (types.length === 0 || types.includes(undefined)) return null;
      inputs[name] = types as readonly TensorType[];
    }
    return { path: node.path, params, inputs };
  }

  #knownSite(node: NetworkNode, layer: LayerDef, params: Params<ParamSchema>, sources: Sources): AnySite {
    const site = this.#site(node, layer, params, sources);
    if (!site) throw new Error(`${node.path}: its inputs have a key but no types`);
    return site;
  }

  #field(layer: LayerDef, sources: Sources, window: Parameters<typeof fieldAfter>[1], type: TensorType): Field {
    if (layer.ports.length === 0) {
      this.#image = mapOf(type)?.size ?? this.#image;
      return pixel;
    }
    const [first] = layer.ports;
    const arriving = sources[first!.name]!;
    if (layer.ports.length === 1 && !first!.variadic) {
      const field = this.#fields[arriving[0]!] ?? null;
      return window === 'pointwise' ? field : fieldAfter([field], window, this.#image);
    }
    const fields = layer.ports.flatMap(({ name }) => sources[name]!.map((source) => this.#fields[source] ?? null));
    return fieldAfter(fields, window, this.#image);
  }
}
