import type { ParamValue, Problem } from '../base/diagnostics.ts';
import type { Builder } from '../ir/builder.ts';
import type { Initial, Value } from '../ir/graph.ts';
import type { TensorType } from '../ir/types.ts';

export type Category =
  | 'input'
  | 'convolution'
  | 'dense'
  | 'normalization'
  | 'activation'
  | 'pooling'
  | 'combine'
  | 'regularization'
  | 'shape'
  | 'head';

/** Parameter schemas drive the inspector, validation, and the types that a layer's own code sees. */
interface ParamBase {
  readonly title: string;
  /** One line in field terms. */
  readonly help: string;
  /** Seldom changed: the inspector has it behind "more". */
  readonly rare?: true;
  /** Said on the layer's card, after its title. */
  readonly onCard?: true;
}
export interface IntParam extends ParamBase {
  readonly type: 'int';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
export interface NumberParam extends ParamBase {
  readonly type: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
export interface BooleanParam extends ParamBase {
  readonly type: 'boolean';
  readonly default: boolean;
}
export interface ChoiceParam<C extends string = string> extends ParamBase {
  readonly type: 'choice';
  readonly default: C;
  readonly options: readonly C[];
}
/** Rows × columns; a single number means both. Resolved to a pair. */
export interface SizeParam extends ParamBase {
  readonly type: 'size';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
/**
 * `same` | `torch` | `valid` | a number for all sides | [top, left, bottom, right]. Left symbolic until the input is
 * known.
 */
export interface PaddingParam extends ParamBase {
  readonly type: 'padding';
  readonly default: 'same' | 'torch' | 'valid' | number;
}
/** A list of numbers given in the document, or the empty list; worked examples fix weights with it. */
export interface ListParam extends ParamBase {
  readonly type: 'list';
  readonly default: readonly number[];
}
export type ParamSpec = IntParam | NumberParam | BooleanParam | ChoiceParam | SizeParam | PaddingParam | ListParam;
export type ParamSchema = Readonly<Record<string, ParamSpec>>;

export type Size = readonly [rows: number, columns: number];
export type PaddingSpec =
  | 'same'
  | 'torch'
  | 'valid'
  | number
  | readonly [top: number, left: number, bottom: number, right: number];

export type Resolved<P extends ParamSpec> =
  P extends ChoiceParam<infer C>
    ? C
    : P extends SizeParam
      ? Size
      : P extends PaddingParam
        ? PaddingSpec
        : P extends BooleanParam
          ? boolean
          : P extends ListParam
            ? readonly number[]
            : number;
export type Params<S extends ParamSchema> = { readonly [K in keyof S]: Resolved<S[K]> };

/** A variadic port takes any number of inputs from `min` on, in stored order. */
export interface Port<P extends string> {
  readonly name: P;
  readonly variadic: boolean;
  readonly min: number;
}

/** One placed layer: its path, its parameters with defaults filled in, and the types that arrive at each port. */
export interface Site<S extends ParamSchema, P extends string> {
  readonly path: string;
  readonly params: Params<S>;
  readonly inputs: { readonly [K in P]: readonly TensorType[] };
}

export interface WeightSpec {
  /** OIHW for convolutions, [out, in] for dense, [C] for the rest. */
  readonly dims: readonly number[];
  readonly initial: Initial;
  /** `weight` is trained; `statistic` is a running mean or variance. */
  readonly role: 'weight' | 'statistic';
  /** Conv and dense weights decay; biases and norms do so only if the training settings say so. */
  readonly decays: boolean;
}

/** A factor of a product that a person can read: 28 × 28 × 32 × 5 × 5 × 192, each with its name. */
export interface Factor {
  readonly name: string;
  readonly value: number;
}
/** A product of factors; `label` tells products of one node apart (a projection's). */
export interface Product {
  readonly label?: string;
  readonly factors: readonly Factor[];
}

/**
 * Costs at batch 1. Conventions (engine/analyze/conventions) turn these facts into the numbers that other counters
 * print.
 */
export interface Cost {
  /** Multiplications of convolutions and dense layers, no bias, no norm. Empty where the layer has none. */
  readonly multiplies: readonly Product[];
  /** Elements to which a bias is added. */
  readonly biasAdds: number;
  /** Elements that a batch norm normalises. */
  readonly normalized: number;
  /**
   * Which tensors backward needs: from these the training memory is predicted. `input` is every input, `mask` a dropout
   * mask (f32, of the output's size), `argmax` which element of its window each output is (a byte, rows padded to
   * four), `inner` a tensor of the output's size between the layer's own ops (a projection's convolution, which its
   * batch norm needs), `unfolded` the input where the layer cannot become a part of the convolution that makes it.
   */
  readonly keeps: readonly ('input' | 'output' | 'mask' | 'argmax' | 'inner' | 'unfolded')[];
  /** The output is the first input as it is, under another shape at most: it takes no memory of its own. */
  readonly view?: true;
}

/** What `emit` sees beside the site: the values at its ports and its weights. */
export interface EmitContext<P extends string, W extends string> {
  readonly builder: Builder;
  readonly mode: 'train' | 'infer';
  readonly values: { readonly [K in P]: readonly Value[] };
  readonly weights: { readonly [K in W]: Value };
  /** Declares what a running statistic becomes after the step (train mode). */
  assign(weight: W, value: Value): void;
  /** Class indices i64[N]; declared at first use. Train mode only. */
  labels(): Value;
  /** u32 scalars that dropout hashes. Train mode only. */
  seed(): Value;
  step(): Value;
  /** Label smoothing of the run, 0 … 1. */
  readonly labelSmoothing: number;
}

/**
 * How the receptive field grows through the layer; per axis. `global` covers the whole input. Output o begins to read
 * at row ⌈o · stride − padTopLeft⌉ of the input. `ownSize`: outputs lie between inputs, at a stride below 1 or as the
 * layer says, so that their number does not follow from sliding.
 */
export type Window =
  | {
      readonly kernel: Size;
      readonly stride: Size;
      readonly dilation: Size;
      readonly padTopLeft: Size;
      readonly ownSize?: true;
    }
  | 'global'
  | 'pointwise';

/**
 * What a person draws. A layer that composes known ops needs this file and one line in the registry (layers/index.ts).
 * `title` and `help` are English; other languages override them in the catalogue under `layer.<kind>.title` and
 * `.help`.
 */
export interface LayerDef<S extends ParamSchema = ParamSchema, P extends string = string, W extends string = string> {
  readonly kind: string;
  readonly title: string;
  readonly category: Category;
  /** Formula and reason in field terms, one to three sentences. */
  readonly help: string;
  readonly params: S;
  readonly ports: readonly Port<P>[];
  /** What new nodes are called; the kind where absent. */
  readonly idStem?: string;
  /** Hardly costs anything, so that one line on the canvas is enough, though its category has cards. */
  readonly slim?: true;
  /**
   * Only called with inputs that `shape` accepted. Keys are the weight names: weight, bias, gamma, beta, mean,
   * variance. A missing weight (no bias) is left out.
   */
  weights(site: Site<S, P>): Partial<Record<W, WeightSpec>>;
  /** Output type, or what is wrong (with fixes). */
  shape(site: Site<S, P>): TensorType | Problem;
  /**
   * What the output will be once the problem that `shape` found is mended, so that inference goes on past it; null
   * where that is open.
   */
  assume?(site: Site<S, P>): TensorType | null;
  cost(site: Site<S, P>, out: TensorType): Cost;
  window(site: Site<S, P>): Window;
  emit(context: EmitContext<P, W>, site: Site<S, P>): Value;
}

/**
 * A document's raw values (expressions already evaluated) → typed parameters with defaults, or problems. Implemented
 * once in layers/params.ts.
 */
export type RawParams = Readonly<Record<string, ParamValue>>;
