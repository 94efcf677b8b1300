import type { Call, Origin } from '../../ir/graph.ts';
import type { Dim } from '../../ir/types.ts';
import { type Attributes, bytesOfNumbers, type OnnxNode, type OnnxTensor, type OnnxType } from '../wire/model.ts';

/**
 * `train`: what ONNX Runtime's CPU provider runs, its own operators (`com.microsoft`, `com.microsoft.nchwc`) included.
 * `export`: ONNX alone.
 */
export type Target = 'train' | 'export';

/** What separates the parts of a node's name; paths hold none (ids are letters, digits, `_` and `-`, joined by `/`). */
export const nameSeparator = '|';

/** `phase|path|call|op` and the number of the node within the call: ONNX Runtime's profile is mapped back by it. */
function nodeName(origin: Origin, call: number, kind: string, index: number): string {
  return [origin.phase, origin.path, call, kind, index].join(nameSeparator);
}

/**
 * Collects ONNX nodes and constants. Tensor names are given out here; `engine/onnx/lower/graph.ts` renames those that
 * people see.
 */
export class Emitter {
  readonly target: Target;
  /** Floats in a block of ONNX Runtime's NCHWc layout on this machine; 0 uses no blocked layouts. */
  readonly block: number;
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly #constants = new Map<string, string>();
  readonly #views = new Map<string, string>();
  readonly #shared = new Map<string, string>();
  #prefix: { readonly origin: Origin; readonly call: number; readonly kind: string } | undefined;
  #index = 0;
  #next = 0;

  constructor(target: Target, block = 0) {
    this.target = target;
    this.block = block;
  }

  /** Nodes from here on belong to this call. */
  begin(call: Call, number: number): void {
    this.#prefix = { origin: call.origin, call: number, kind: call.op.kind };
    this.#index = 0;
  }

  /** Nodes from here on belong to no call. */
  end(): void {
    this.#prefix = undefined;
  }

  /** A fresh tensor name; no path or state begins like it. */
  fresh(): string {
    return `#${this.#next++}`;
  }

  /** Adds a node with one output and returns its name. */
  node(type: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
    return this.several(type, inputs, 1, attributes, domain)[0]!;
  }

  /** Adds a node with several outputs. */
  several(
    type: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Attributes = {},
    domain = '',
  ): readonly string[] {
    const names = Array.from({ length: outputs }, () => this.fresh());
    const at = this.#prefix;
    const name = at ? nodeName(at.origin, at.call, at.kind, this.#index++) : `${type}${this.nodes.length}`;
    this.nodes.push({ type, domain, name, inputs, outputs: names, attributes });
    return names;
  }

  /** A constant tensor; equal ones are stored once. */
  constant(type: OnnxType, dims: readonly number[], data: readonly number[]): string {
    return this.named(`${type} ${dims.join(',')} ${data.join(',')}`, type, dims, () => data);
  }

  /** A constant that `key` identifies: its data is only made once. */
  named(key: string, type: OnnxType, dims: readonly number[], data: () => readonly number[]): string {
    const known = this.#constants.get(key);
    if (known) return known;
    const name = `=${this.#constants.size}`;
    this.#constants.set(key, name);
    this.initializers.push({ name, type, dims, bytes: bytesOfNumbers(type, data()) });
    return name;
  }

  /** f32 scalar. */
  scalar(value: number): string {
    return this.constant('f32', [], [value]);
  }

  /** i64[n]: axes, shapes, pads. */
  ints(values: readonly number[]): string {
    return this.constant('i64', [values.length], values);
  }

  /** A shape for Reshape: the batch where it is symbolic is what the other dims leave. */
  shape(dims: readonly Dim[]): string {
    return this.ints(dims.map((d) => (d === 'N' ? -1 : d)));
  }

  reshape(x: string, dims: readonly Dim[]): string {
    return this.node('Reshape', [x, this.shape(dims)]);
  }

  /** A reshape that remembers what it is a view of. */
  view(x: string, dims: readonly Dim[]): string {
    const name = this.reshape(x, dims);
    this.#views.set(name, x);
    return name;
  }

  /** What a tensor made by `view` is a view of. */
  underlying(view: string): string | undefined {
    return this.#views.get(view);
  }

  /** A tensor that many calls share, made at its first use. */
  shared(key: string, make: () => string): string {
    const name = this.#shared.get(key) ?? make();
    this.#shared.set(key, name);
    return name;
  }
}
