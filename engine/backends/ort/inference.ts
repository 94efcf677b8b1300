import type { InferenceSession } from 'onnxruntime-node';
import { Tensor } from 'onnxruntime-node';
import type { Graph } from '../../ir/graph.ts';
import { lowerGraph } from '../../onnx/lower/graph.ts';
import { stateTensors } from '../../onnx/state-tensors.ts';
import type { CompileOptions, InferenceExecutable, StateData } from '../backend.ts';
import { createSession } from './session.ts';

/**
 * Weights are constants of the model, so that ONNX Runtime folds batch norms into convolutions and lays weights out for
 * its kernels; a new state therefore makes a new session, at its first run.
 */
export async function compileInference(graph: Graph, options: CompileOptions): Promise<InferenceExecutable> {
  return new OrtInference(graph, options);
}

class OrtInference implements InferenceExecutable {
  readonly #graph: Graph;
  readonly #threads: number | undefined;
  #state: StateData;
  #session: InferenceSession | undefined;

  constructor(graph: Graph, options: CompileOptions) {
    this.#graph = graph;
    this.#threads = options.threads;
    this.#state = options.state;
  }

  async run(images: Float32Array, batch: number): Promise<ReadonlyMap<string, Float32Array>> {
    this.#session ??= await this.#load();
    const input = this.#graph.inputs.find((i) => i.name === 'images');
    if (!input) throw new Error('an inference graph has the input images');
    const dims = input.value.type.dims.map((d) => (d === 'N' ? batch : d));
    const results = await this.#session.run({ images: new Tensor('float32', images, dims) });
    return new Map(this.#graph.outputs.map(({ name }) => [name, results[name]!.data as Float32Array]));
  }

  async writeState(state: StateData): Promise<void> {
    this.#state = new Map([...this.#state, ...state]);
    await this.dispose();
  }

  async dispose(): Promise<void> {
    await this.#session?.release();
    this.#session = undefined;
  }

  async #load(): Promise<InferenceSession> {
    const states = stateTensors(this.#graph, this.#state);
    const model = lowerGraph(this.#graph, { target: 'export', name: 'inference', states });
    return createSession(model, { threads: this.#threads, optimize: 'all' });
  }
}
