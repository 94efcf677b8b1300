import { type Folded, foldBatchNorm } from '../../compile/fold-batch-norm.ts';
import type { Graph } from '../../ir/graph.ts';
import type { CompileOptions, InferenceExecutable, StateData } from '../backend.ts';
import type { Choices } from '../tuning.ts';
import { chooseWays } from './autotune.ts';
import type { Device } from './device.ts';
import { LoadedProgram } from './loaded-program.ts';
import { withBatch } from './lower/batch.ts';
import { lowerGraph } from './lower/graph.ts';
import { splitBatch } from './split/index.ts';

/** A program for each batch size that comes, made at its first run. Batch norms are folded into convolutions when a state is written. */
export async function compileInference(
  device: Device,
  graph: Graph,
  options: CompileOptions,
): Promise<InferenceExecutable> {
  return new WebgpuInference(device, graph, options);
}

/** Batch sizes whose programs are kept: full batches, and the last one of a set. */
const KEPT = 2;

class WebgpuInference implements InferenceExecutable {
  readonly #device: Device;
  /** As it was given; the programs run it folded. */
  readonly #graph: Graph;
  readonly #options: CompileOptions;
  readonly #programs = new Map<number, LoadedProgram>();
  #state: StateData;
  #folded: Folded;

  constructor(device: Device, graph: Graph, options: CompileOptions) {
    this.#device = device;
    this.#graph = graph;
    this.#options = options;
    this.#state = options.state;
    this.#folded = foldBatchNorm(graph, options.state);
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
    this.#folded = foldBatchNorm(this.#graph, this.#state);
    for (const loaded of this.#programs.values()) writeStates(loaded, this.#folded.state);
  }

  async dispose(): Promise<void> {
    for (const loaded of this.#programs.values()) loaded.dispose();
    this.#programs.clear();
  }

  async #load(batch: number): Promise<LoadedProgram> {
    const { target } = this.#device;
    const graph = splitBatch(withBatch(this.#folded.graph, batch), target.mostBytes);
    const choices = await this.#choose(graph);
    const loaded = await LoadedProgram.load(this.#device, lowerGraph(graph, { guards: [], target, choices }));
    writeStates(loaded, this.#folded.state);
    this.#programs.set(batch, loaded);
    const [oldest] = this.#programs.keys();
    if (this.#programs.size > KEPT && oldest !== undefined) {
      this.#programs.get(oldest)!.dispose();
      this.#programs.delete(oldest);
    }
    return loaded;
  }

  /** Measures for the first batch size alone: others, as the last batch of a set, are not worth it. */
  #choose(graph: Graph): Promise<Choices> {
    const autotune = this.#options.autotune && this.#programs.size === 0;
    return chooseWays(this.#device, graph, { ...this.#options, autotune });
  }
}

function writeStates(loaded: LoadedProgram, state: StateData): void {
  for (const slot of loaded.program.states) {
    const values = state.get(slot.name);
    if (!values) throw new Error(`no value was given for state ${slot.name}`);
    loaded.write(slot, values);
  }
}
