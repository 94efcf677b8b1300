import type { ParamValue } from '../../base/diagnostics.ts';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { f32, type TensorType } from '../../ir/types.ts';
import { isProblem } from '../../layers/feature-map.ts';
import { layerOf } from '../../layers/index.ts';
import type { Pads } from '../../layers/padding.ts';
import { readParams } from '../../layers/params.ts';
import type { Constant, ForeignModel, ForeignNode } from '../foreign.ts';
import { type Axes, featureOrder, type Lengths, MAP, ROW, sameAxes, VECTOR } from './axes.ts';
import { dimsOfGroups } from './cut.ts';
import type { Computed, Fact } from './fact.ts';
import type { LiftedLayer, Step } from './lifted.ts';
import { refusal } from './refusal.ts';

/** A vector is wanted as a feature map of 1 × 1: the dense layer that makes it must become a convolution. */
export class WantedAsMap extends Error {
  readonly node: string;

  constructor(node: string) {
    super(`${node} is wanted as a feature map`);
    this.node = node;
  }
}

/** What a layer is made of. */
export interface NewLayer {
  readonly kind: string;
  readonly params?: Readonly<Record<string, ParamValue>>;
  readonly inputs: readonly LiftedLayer[];
  readonly weights?: ReadonlyMap<string, Float32Array>;
  readonly called?: string;
}

/** The design as it comes about, node by node: what each tensor of the file is, and the layers so far. */
export class Lifter {
  readonly layers: LiftedLayer[] = [];
  readonly facts = new Map<string, Fact>();
  /** What a scale and shift is put together from, in order. */
  readonly steps = new Map<LiftedLayer, readonly Step[]>();
  readonly #readers = new Map<string, number>();
  readonly #zeros = new Map<Computed, Computed>();
  readonly #flattened = new Map<LiftedLayer, LiftedLayer>();
  #next = 0;

  readonly model: ForeignModel;
  readonly #batch: number;
  /** Nodes whose product is to become a convolution, since a feature map is wanted of them. */
  readonly asConvolution: ReadonlySet<string>;

  /** `batch`: the file's; a number that nothing else has, where the batch is free. */
  constructor(model: ForeignModel, batch: number, asConvolution: ReadonlySet<string>) {
    this.model = model;
    this.#batch = batch;
    this.asConvolution = asConvolution;
    for (const [name, constant] of model.constants) this.facts.set(name, { is: 'constant', constant });
    const reads = [...model.nodes.flatMap((n) => n.inputs), ...model.outputs.map((o) => o.name)];
    for (const name of reads) this.#readers.set(name, (this.#readers.get(name) ?? 0) + 1);
  }

  /** How many nodes and outputs read a tensor. */
  readers(name: string): number {
    return this.#readers.get(name) ?? 0;
  }

  /** Whether that node alone reads what a layer computes, so that the two can become one. */
  isReadOnce(node: ForeignNode, fact: Computed): boolean {
    const at = node.inputs.find((name) => this.facts.get(name) === fact);
    return (
      at !== undefined && this.readers(at) === 1 && !this.layers.some((other) => other.inputs.includes(fact.layer))
    );
  }

  fact(node: ForeignNode, index: number): Fact {
    const name = node.inputs[index] ?? '';
    const fact = this.facts.get(name);
    if (!fact) throw refusal(node, 'import.unknownTensor', { tensor: name });
    return fact;
  }

  has(node: ForeignNode, index: number): boolean {
    return (node.inputs[index] ?? '') !== '';
  }

  /** Numbers that stand in the file, or follow from it. */
  constant(node: ForeignNode, index: number): Constant {
    const fact = this.fact(node, index);
    if (fact.is === 'constant') return fact.constant;
    throw refusal(node, 'import.notConstant', { input: index + 1 });
  }

  /** As `constant`; null where the input is left out. */
  optional(node: ForeignNode, index: number): Constant | null {
    return this.has(node, index) ? this.constant(node, index) : null;
  }

  /**
   * What a layer computes. Zeros around it, or the lowest numbers (`any`), are let pass where they are asked for; other
   * zeros are a layer themselves.
   */
  computed(node: ForeignNode, index: number, padded: 'zeros' | 'any' | null = null): Computed {
    const fact = this.fact(node, index);
    if (fact.is === 'constant') throw refusal(node, 'import.notComputed', { input: index + 1 });
    if (fact.is === 'cut') throw refusal(node, 'import.cut', { dims: dimsOfGroups(fact.groups).join(' × ') });
    if (fact.pads && fact.lowest && padded !== 'any') throw refusal(node, 'import.padding');
    return fact.pads && padded === null ? this.ofZeros(node, fact, fact.pads) : fact;
  }

  /** Zeros around a map as a layer, one for all that read them. */
  ofZeros(node: ForeignNode, fact: Computed, pads: Pads): Computed {
    const known = this.#zeros.get(fact);
    if (known) return known;
    const made = padWith(this, node, fact, pads, 'zero');
    this.#zeros.set(fact, made);
    return made;
  }

  /** The layer of a feature map in its own order, or of a signal that is a map of one row. */
  map(node: ForeignNode, fact: Computed): LiftedLayer {
    const { layer, axes } = fact;
    const isRow = layer.lengths.H === 1 && sameAxes(axes, ROW, layer.lengths);
    if (!isRow && !sameAxes(axes, MAP, layer.lengths)) throw refusal(node, 'import.order');
    if (layer.form === 'map') return layer;
    const product = productBehind(layer);
    throw product ? new WantedAsMap(product.from) : refusal(node, 'import.order');
  }

  /** The layer of a vector, and in which order of it the file has the numbers: null for the layer's own. */
  vector(node: ForeignNode, fact: Computed): { readonly layer: LiftedLayer; readonly order: Int32Array | null } {
    const { layer, axes } = fact;
    const [first, ...others] = axes;
    if (first?.join() !== 'N' || others.some((axis) => axis.includes('N'))) throw refusal(node, 'import.order');
    if (layer.form === 'vector') return { layer, order: fact.order };
    return { layer: this.flatten(layer), order: featureOrder(others.flat(), layer.lengths) };
  }

  flatten(layer: LiftedLayer): LiftedLayer {
    const known = this.#flattened.get(layer);
    if (known) return known;
    const flat = this.#make(layer.from, { kind: 'flatten', inputs: [layer] });
    this.#flattened.set(layer, flat);
    return flat;
  }

  /** Throws a ProblemError where the engine's own layer refuses its inputs or its parameters. */
  add(node: ForeignNode, made: NewLayer): LiftedLayer {
    return this.#make(node.name || node.outputs[0] || '', made);
  }

  input(name: string, params: Readonly<Record<string, number>>): LiftedLayer {
    return this.#make(name, { kind: 'input', params, inputs: [] });
  }

  /** The same layer with something more, in its place: nothing but the node that adds it may read it. */
  replace(layer: LiftedLayer, more: Pick<LiftedLayer, 'params' | 'weights'>): LiftedLayer {
    const whole = { ...layer, ...more };
    this.layers[this.layers.indexOf(layer)] = whole;
    return whole;
  }

  /** Takes back a layer that nothing reads. */
  drop(layer: LiftedLayer): void {
    this.layers.splice(this.layers.indexOf(layer), 1);
  }

  #make(from: string, { kind, params = {}, inputs, weights = new Map(), called = '' }: NewLayer): LiftedLayer {
    const type = typeOf(from, kind, params, inputs, weights);
    const [, C = 1, H = 1, W = 1] = type.dims.map(Number);
    const layer: LiftedLayer = {
      number: this.#next++,
      kind,
      params,
      inputs,
      weights,
      form: type.dims.length === 4 ? 'map' : 'vector',
      lengths: { N: this.#batch, C, H, W },
      from,
      called,
    };
    this.layers.push(layer);
    return layer;
  }
}

function typeOf(
  path: string,
  kind: string,
  raw: Readonly<Record<string, ParamValue>>,
  inputs: readonly LiftedLayer[],
  weights: ReadonlyMap<string, Float32Array>,
): TensorType {
  const definition = layerOf(kind)!;
  const { params, problems } = readParams(definition.params, raw, path);
  if (!params || problems.length > 0) throw new ProblemError(problems);
  const types = inputs.map(({ form, lengths }) => typeFrom(form, lengths));
  const [port] = definition.ports;
  const site = { path, params, inputs: port ? { [port.name]: types } : {} };
  const result = definition.shape(site);
  if (isProblem(result)) throw new ProblemError([result]);
  // An input has nothing to read, and its layer no weights.
  for (const [name, spec] of Object.entries(port ? definition.weights(site) : {})) {
    const wanted = spec!.dims.reduce((n, d) => n * d, 1);
    const found = weights.get(name)?.length ?? 0;
    if (found !== wanted) throw new ProblemError([problem('import.weights', path, { path, name, found, wanted })]);
  }
  return result;
}

const typeFrom = (form: LiftedLayer['form'], { C, H, W }: Lengths): TensorType =>
  form === 'map' ? f32('N', C, H, W) : f32('N', C);

/** The dense layer that a vector comes from, past what works number by number. */
function productBehind(vector: LiftedLayer): LiftedLayer | null {
  for (let layer: LiftedLayer | undefined = vector; layer?.form === 'vector'; layer = layer.inputs[0]) {
    if (layer.kind === 'dense') return layer;
  }
  return null;
}

/** What a layer makes of a map or of a signal: of as many axes. */
export const mapLike = ({ axes }: Computed, layer: LiftedLayer): Computed =>
  ofLayer(layer, axes.length === ROW.length ? ROW : MAP);

/** A map with rows and columns around it, as a layer. */
export function padWith(
  l: Lifter,
  node: ForeignNode,
  fact: Computed,
  [top, left, bottom, right]: Pads,
  fill: 'zero' | 'edge' | 'reflect',
): Computed {
  const params = { fill, top, left, bottom, right };
  return ofLayer(l.add(node, { kind: 'pad', params, inputs: [l.map(node, { ...fact, pads: null })] }));
}

/** A layer's output in its own order. */
export function ofLayer(layer: LiftedLayer, axes: Axes = layer.form === 'map' ? MAP : VECTOR): Computed {
  return { is: 'computed', layer, axes, order: null, pads: null };
}
