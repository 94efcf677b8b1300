import { bytesOf, elements, type TensorType } from '../ir/types.ts';
import { isProblem } from '../layers/feature-map.ts';
import type {
  Cost,
  LayerDef,
  ParamSchema,
  Params,
  Product,
  RawParams,
  Site,
  WeightSpec,
  Window,
} from '../layers/layer.ts';
import { readParams } from '../layers/params.ts';
import { type Counted, tooLarge } from './counts.ts';

type AnySite = Site<ParamSchema, string>;

/** A type with a number of its own, so that equal types are one object and a key of types is short. */
export interface KnownType {
  readonly id: number;
  readonly type: TensorType;
  /** Of one image. */
  readonly bytes: number;
}

/** What a layer makes of its parameters and input types, whatever its path. */
export interface Inferred {
  readonly out: KnownType;
  readonly inputs: AnySite['inputs'];
  readonly weights: Readonly<Record<string, WeightSpec>>;
  readonly cost: Cost;
  readonly parameters: number;
  readonly multiplies: number;
  readonly window: Window;
  /** What of it cannot be counted exactly. */
  readonly tooLarge: Counted | null;
}

/**
 * Parameters of one layer that were read without a problem, with what was inferred from them so far by the key of the
 * input types.
 */
export interface KnownParams {
  readonly params: Params<ParamSchema>;
  readonly inferred: Map<string | number, Inferred>;
}

/** Entries after which a memo starts anew: a bound for a long session, far above the largest design. */
const MOST_ENTRIES = 20_000;
/** Parameters with longer lists are remembered by their object alone. */
const LONGEST_TEXT = 10_000;

/**
 * Inference remembered by (layer, parameters, input types): an edit costs what it touches. Layers are pure, so that one
 * memo serves every design.
 */
export class Memo {
  #types = new Map<string, KnownType>();
  #byText = new Map<string, KnownParams>();
  #byObject = new WeakMap<RawParams, { readonly layer: LayerDef; readonly known: KnownParams }>();
  #entries = 0;

  /** The one object that stands for a type. */
  intern(type: TensorType): KnownType {
    const key = `${type.dtype}:${type.dims.join(',')}`;
    const known = this.#types.get(key);
    if (known) return known;
    const fresh = { id: this.#types.size, type, bytes: elements(type) * bytesOf[type.dtype] };
    this.#types.set(key, fresh);
    return fresh;
  }

  /** Typed parameters, or the problems in them. */
  params(layer: LayerDef, raw: RawParams, path: string): KnownParams | ReturnType<typeof readParams> {
    const same = this.#byObject.get(raw);
    if (same && same.layer === layer) return same.known;
    const text = `${layer.kind}${JSON.stringify(raw)}`;
    let known = this.#byText.get(text);
    if (!known) {
      const read = readParams(layer.params, raw, path);
      if (read.params === null || read.problems.length > 0) return read;
      known = { params: read.params, inferred: new Map() };
      if (text.length <= LONGEST_TEXT) {
        this.#count();
        this.#byText.set(text, known);
      }
    }
    this.#byObject.set(raw, { layer, known });
    return known;
  }

  /**
   * Everything that follows from the site's types, or null where `shape` finds a problem. `key` names the input types.
   */
  infer(layer: LayerDef, known: KnownParams, key: string | number, site: () => AnySite): Inferred | null {
    const before = known.inferred.get(key);
    if (before) return before;
    const at = site();
    const type = layer.shape(at);
    if (isProblem(type)) return null;
    const out = this.intern(type);
    const weights = layer.weights(at) as Readonly<Record<string, WeightSpec>>;
    const cost = layer.cost(at, out.type);
    const parameters = parametersIn(weights);
    const multiplies = multipliesIn(cost.multiplies);
    const inferred: Inferred = {
      out,
      inputs: at.inputs,
      weights,
      cost,
      parameters,
      multiplies,
      window: layer.window(at),
      tooLarge: tooLarge({ 'output numbers': elements(type), parameters, multiplications: multiplies }),
    };
    this.#count();
    known.inferred.set(key, inferred);
    return inferred;
  }

  #count(): void {
    this.#entries += 1;
    if (this.#entries <= MOST_ENTRIES) return;
    this.#entries = 0;
    this.#byText = new Map();
    this.#byObject = new WeakMap();
  }
}

/** Trained numbers; running statistics are none. */
function parametersIn(weights: Readonly<Record<string, WeightSpec>>): number {
  let total = 0;
  for (const { role, dims } of Object.values(weights)) if (role === 'weight') total += dims.reduce((n, d) => n * d, 1);
  return total;
}

export function multipliesIn(products: readonly Product[]): number {
  return products.reduce((sum, { factors }) => sum + factors.reduce((n, { value }) => n * value, 1), 0);
}
