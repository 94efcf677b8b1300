import type { InferenceSession } from 'onnxruntime-node';
import { Tensor } from 'onnxruntime-node';
import type { TrainingStep } from '../../compile/training.ts';
import type { GraphInput } from '../../ir/graph.ts';
import { lowerGraph } from '../../onnx/lower/graph.ts';
import type { OnnxModel } from '../../onnx/wire/model.ts';
import type { CompileOptions, StateData, StepInputs, StepProfile, StepResult, TrainingExecutable } from '../backend.ts';
import { choosePlan } from './autotune.ts';
import { blockSize } from './block-size.ts';
import { runInPlace, withoutCopies } from './in-place.ts';
import { profileSteps } from './profile.ts';
import { createSession } from './session.ts';
import { StateBuffers } from './state-buffers.ts';

/** Compiles a step to one ONNX model and loads it. */
export async function compileTraining(step: TrainingStep, options: CompileOptions): Promise<TrainingExecutable> {
  const block = await blockSize();
  const plan = await choosePlan(step.graph, block, options);
  const lowered = lowerGraph(step.graph, {
    target: 'train',
    name: 'training step',
    states: 'inputs',
    block,
    choices: plan,
  });
  const model = withoutCopies(lowered);
  const session = await createSession(model, { threads: options.threads, optimize: 'basic' });
  const changed = new Set(step.graph.assigns.keys());
  const states = new StateBuffers(step.graph.states, changed, lowered.states, block);
  states.write(options.state);
  return new OrtTraining(step, model, session, states, options.threads, plan);
}

class OrtTraining implements TrainingExecutable {
  readonly depth = 1;
  readonly plan: Readonly<Record<string, string>>;
  readonly #step: TrainingStep;
  readonly #model: OnnxModel;
  readonly #session: InferenceSession;
  readonly #threads: number | undefined;
  readonly #states: StateBuffers;
  readonly #metrics: Tensor;
  /** Slots that must be finite for the new state to be kept. */
  readonly #guards: readonly number[];

  constructor(
    step: TrainingStep,
    model: OnnxModel,
    session: InferenceSession,
    states: StateBuffers,
    threads: number | undefined,
    plan: Readonly<Record<string, string>>,
  ) {
    this.plan = plan;
    this.#step = step;
    this.#model = model;
    this.#session = session;
    this.#threads = threads;
    this.#states = states;
    this.#metrics = new Tensor('float32', new Float32Array(step.metrics.length), [step.metrics.length]);
    this.#guards = ['loss', 'gradientNorm'].map((slot) => step.metrics.indexOf(slot)).filter((slot) => slot >= 0);
  }

  async run(inputs: StepInputs): Promise<StepResult> {
    const feeds = { ...this.#feeds(inputs), ...this.#states.inputs };
    const began = performance.now();
    await runInPlace(this.#session, feeds, this.#outputs());
    const milliseconds = performance.now() - began;
    const metrics = Float32Array.from(this.#metrics.data as Float32Array);
    const applied = this.#guards.every((slot) => Number.isFinite(metrics[slot]));
    if (applied) this.#states.swap();
    return { metrics, applied, milliseconds };
  }

  async readState(): Promise<StateData> {
    return this.#states.read();
  }

  async writeState(state: StateData): Promise<void> {
    this.#states.write(state);
  }

  /** The state stays as it is: the profiled steps all start from it. */
  async profile(inputs: StepInputs, steps: number): Promise<StepProfile> {
    const feeds = { ...this.#feeds(inputs), ...this.#states.inputs };
    return profileSteps(this.#model, this.#threads, steps, (session) => runInPlace(session, feeds, this.#outputs()));
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  #outputs(): Readonly<Record<string, Tensor>> {
    return { metrics: this.#metrics, ...this.#states.outputs };
  }

  #feeds(inputs: StepInputs): Readonly<Record<string, Tensor>> {
    return Object.fromEntries(this.#step.graph.inputs.map((input) => [input.name, feed(input, inputs)]));
  }
}

/** An input of the step as ONNX Runtime's tensor; the data is not copied. */
function feed({ name, value }: GraphInput, inputs: StepInputs): Tensor {
  const dims = value.type.dims as readonly number[];
  switch (name) {
    case 'images':
      return new Tensor('float32', inputs.images, dims);
    case 'labels':
      return new Tensor('int64', inputs.labels, dims);
    case 'learningRate':
      return new Tensor('float32', Float32Array.of(inputs.learningRate), dims);
    case 'step':
      return new Tensor('uint32', Uint32Array.of(inputs.step), dims);
    case 'seed':
      return new Tensor('uint32', Uint32Array.of(inputs.seed), dims);
    default:
      throw new Error(`the step has an input ${name} that nothing feeds`);
  }
}
