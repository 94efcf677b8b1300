import type { Graph } from '../../ir/graph.ts';
import type { CompileOptions, InferenceExecutable, StateData } from '../backend.ts';
import type { Device } from './device.ts';
import { LoadedProgram } from './loaded-program.ts';
import { withBatch } from './lower/batch.ts';
import { lowerGraph } from './lower/graph.ts';
import { splitBatch } from './split/index.ts';

/** A program for each batch size that comes, made at its first run. */
export async function compileInference(
  device: Device,
  graph: Graph,
  options: CompileOptions,
): Promise<InferenceExecutable> {
  return new WebgpuInference(device, graph, options.state);
}

/** Batch sizes whose programs are kept: full batches, and the last one of a set. */
const KEPT = 2;

class WebgpuInference implements InferenceExecutable {
  readonly #device: Device;
  readonly #graph: Graph;
  readonly #programs = new Map<number, LoadedProgram>();
  #state: StateData;

  constructor(device: Device, graph: Graph, state: StateData) {
    this.#device = device;
    this.#graph = graph;
    this.#state = state;
  }

  async run(images: Float32Array, batch: number): Promise<ReadonlyMap<string, Float32Array>> {
    const loaded = this.#programs.get(batch) ?? (await this.#load(batch));
    const input = loaded.program.inputs.find((i) => i.name === 'images');
    if (!input) throw new Error('an inference graph has the input images');
    loaded.write(input, images);
    const results = await loaded.run();
    return new Map(loaded.program.outputs.map(({ name }, i) => [name, results[i]!]));
  }

  async writeState(state: StateData): Promise<void> {
    this.#state = new Map([...this.#state, ...state]);
    for (const loaded of this.#programs.values()) writeStates(loaded, this.#state);
  }

  async dispose(): Promise<void> {
    for (const loaded of this.#programs.values()) loaded.dispose();
    this.#programs.clear();
  }

  async #load(batch: number): Promise<LoadedProgram> {
    const { target } = this.#device;
    const graph = splitBatch(withBatch(this.#graph, batch), target.mostBytes);
    const loaded = await LoadedProgram.load(this.#device, lowerGraph(graph, { guards: [], target }));
    writeStates(loaded, this.#state);
    this.#programs.set(batch, loaded);
    const [oldest] = this.#programs.keys();
    if (this.#programs.size > KEPT && oldest !== undefined) {
      this.#programs.get(oldest)!.dispose();
      this.#programs.delete(oldest);
    }
    return loaded;
  }
}

function writeStates(loaded: LoadedProgram, state: StateData): void {
  for (const slot of loaded.program.states) {
    const values = state.get(slot.name);
    if (!values) throw new Error(`no value was given for state ${slot.name}`);
    loaded.write(slot, values);
  }
}
