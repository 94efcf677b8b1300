import { Tensor } from 'onnxruntime-node';
import type { State } from '../../ir/graph.ts';
import { elements } from '../../ir/types.ts';
import { nextName, type StatePlace } from '../../onnx/lower/graph.ts';
import { permute } from '../../onnx/lower/layout.ts';
import type { StateData } from '../backend.ts';

type Named = Readonly<Record<string, Tensor>>;

/**
 * The state twice: a step reads one set and writes the other, and `swap` makes the written one current. A step whose
 * result is not to be kept is simply not followed by a swap. States that no step changes exist once.
 */
export class StateBuffers {
  readonly #states: ReadonlyMap<string, State>;
  readonly #changed: readonly string[];
  readonly #places: ReadonlyMap<string, StatePlace>;
  readonly #block: number;
  #current: Named;
  #other: Named;
  #next: Named;
  #nextOther: Named;

  /** `places`: how the model has each state, in `block`s; `read` and `write` are row-major. */
  constructor(
    states: readonly State[],
    changed: ReadonlySet<string>,
    places: ReadonlyMap<string, StatePlace>,
    block: number,
  ) {
    const empty = ({ name, value: { type } }: State): Tensor =>
      new Tensor('float32', new Float32Array(elements(type)), places.get(name)!.dims);
    this.#places = places;
    this.#block = block;
    this.#states = new Map(states.map((s) => [s.name, s]));
    this.#changed = states.map((s) => s.name).filter((name) => changed.has(name));
    this.#current = Object.fromEntries(states.map((s) => [s.name, empty(s)]));
    const second = states.filter((s) => changed.has(s.name)).map((s) => [s.name, empty(s)] as const);
    this.#other = { ...this.#current, ...Object.fromEntries(second) };
    this.#next = this.#outputs(this.#other);
    this.#nextOther = this.#outputs(this.#current);
  }

  /** Under the names of the model's outputs. */
  #outputs(set: Named): Named {
    return Object.fromEntries(this.#changed.map((name) => [nextName(name), set[name]!]));
  }

  /** What the step reads, by state name. */
  get inputs(): Named {
    return this.#current;
  }

  /** What the step writes, by output name. */
  get outputs(): Named {
    return this.#next;
  }

  swap(): void {
    [this.#current, this.#other] = [this.#other, this.#current];
    [this.#next, this.#nextOther] = [this.#nextOther, this.#next];
  }

  /** Copies of the current state. */
  read(): StateData {
    return new Map(
      [...this.#states.keys()].map((name) => {
        const { data, dims } = this.#tensor(name);
        const copy = new Float32Array(data.length);
        permute(data, copy, dims, this.#places.get(name)!.layout, this.#block, true);
        return [name, copy];
      }),
    );
  }

  /** Unknown names and wrong sizes throw. */
  write(state: StateData): void {
    for (const [name, values] of state) {
      const { data, dims } = this.#tensor(name);
      if (data.length !== values.length)
        throw new Error(`state ${name} has ${data.length} elements, not ${values.length}`);
      permute(values, data, dims, this.#places.get(name)!.layout, this.#block, false);
    }
  }

  /** A state's memory and its logical dims. */
  #tensor(name: string): { readonly data: Float32Array; readonly dims: readonly number[] } {
    const state = this.#states.get(name);
    if (!state) throw new Error(`the step has no state ${name}`);
    return { data: this.#current[name]!.data as Float32Array, dims: state.value.type.dims as readonly number[] };
  }
}
