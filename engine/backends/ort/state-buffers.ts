import { Tensor } from 'onnxruntime-node';
import type { State } from '../../ir/graph.ts';
import { elements } from '../../ir/types.ts';
import { nextName } from '../../onnx/lower/graph.ts';
import { type Layout, permute } from '../../onnx/lower/layout.ts';
import type { StateData } from '../backend.ts';

type Named = Readonly<Record<string, Tensor>>;

/**
 * The state twice: a step reads one set and writes the other, and `swap` makes the written one current. A step whose result is not to be kept is simply not
 * followed by a swap. States that no step changes exist once.
 */
export class StateBuffers {
  readonly #names: readonly string[];
  readonly #changed: readonly string[];
  readonly #layouts: ReadonlyMap<string, Layout>;
  readonly #block: number;
  #current: Named;
  #other: Named;
  #next: Named;
  #nextOther: Named;

  /** `layouts`: how the step has each state in memory; `read` and `write` are row-major. */
  constructor(
    states: readonly State[],
    changed: ReadonlySet<string>,
    layouts: ReadonlyMap<string, Layout>,
    block: number,
  ) {
    const empty = ({ value: { type } }: State): Tensor =>
      new Tensor('float32', new Float32Array(elements(type)), type.dims as readonly number[]);
    this.#layouts = layouts;
    this.#block = block;
    this.#names = states.map((s) => s.name);
    this.#changed = this.#names.filter((name) => changed.has(name));
    this.#current = Object.fromEntries(states.map((s) => [s.name, empty(s)]));
    this.#other = {
      ...this.#current,
      ...Object.fromEntries(states.filter((s) => changed.has(s.name)).map((s) => [s.name, empty(s)])),
    };
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
      this.#names.map((name) => {
        const { data, dims } = this.#tensor(name);
        const copy = new Float32Array(data.length);
        permute(data, copy, dims, this.#layouts.get(name)!, this.#block, true);
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
      permute(values, data, dims, this.#layouts.get(name)!, this.#block, false);
    }
  }

  #tensor(name: string): { readonly data: Float32Array; readonly dims: readonly number[] } {
    const tensor = this.#current[name];
    if (!tensor) throw new Error(`the step has no state ${name}`);
    return { data: tensor.data as Float32Array, dims: tensor.dims };
  }
}
