import { ProblemError, problem } from '../../base/diagnostics.ts';
import { bytes } from '../../base/format.ts';
import { settingFix } from '../../base/setting-fix.ts';
import type { TrainingStep } from '../../compile/training.ts';
import type { Graph } from '../../ir/graph.ts';
import type { CompileOptions, StateData, StepInputs, StepProfile, StepResult, TrainingExecutable } from '../backend.ts';
import { chooseWays } from './autotune.ts';
import type { Device } from './device.ts';
import { IN_FLIGHT, LoadedProgram, OutOfMemoryError, planFor } from './loaded-program.ts';
import { lowerGraph } from './lower/graph.ts';
import { profileProgram } from './profile.ts';
import type { Program } from './program.ts';
import { splitBatch } from './split/index.ts';

/** Slots that must be finite for the new state to be kept. */
const guarded = ['loss', 'gradientNorm'];

/** Compiles a step to kernels and loads it with its state. */
export async function compileTraining(
  device: Device,
  step: TrainingStep,
  options: CompileOptions,
): Promise<TrainingExecutable> {
  const guards = guarded.map((slot) => step.metrics.indexOf(slot)).filter((slot) => slot >= 0);
  const split = ({ graph }: TrainingStep): Graph => splitBatch(graph, device.target.mostBytes);
  const graph = split(step);
  const choices = await chooseWays(device, graph, options);
  const lower = (g: Graph): Program => lowerGraph(g, { guards, target: device.target, choices });
  const loaded = await LoadedProgram.load(device, lower(graph)).catch(async (error: unknown) => {
    if (!(error instanceof OutOfMemoryError)) throw error;
    const hasRoom = (batch: number): Promise<boolean> =>
      device.hasRoomFor(planFor(device, lower(split(step.atBatch(batch)))).arenas);
    const fits = await greatestBelow(step.batch, hasRoom);
    const values = { batch: step.batch, bytes: bytes(error.bytes), ...(fits > 0 ? { fits } : {}) };
    throw new ProblemError([
      problem('device.noMemory', '', values, { field: 'batch', fixes: fits > 0 ? [settingFix('batch', fits)] : [] }),
    ]);
  });
  const executable = new WebgpuTraining(loaded);
  await executable.writeState(options.state);
  return executable;
}

/** The greatest number from 1 to below `limit` that holds, of those that hold up to somewhere; 0 where none does. */
async function greatestBelow(limit: number, holds: (n: number) => Promise<boolean>): Promise<number> {
  let [yes, no] = [0, limit];
  while (no - yes > 1) {
    const middle = (yes + no) >> 1;
    if (await holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

/**
 * The state lies on the device once: the last kernels of a step change it in place, and write nothing from the first step on whose loss or gradient norm is not
 * finite. The next step is submitted before the host has seen that: it changes nothing either.
 */
class WebgpuTraining implements TrainingExecutable {
  readonly depth = IN_FLIGHT;
  readonly plan: Readonly<Record<string, string>>;
  readonly #loaded: LoadedProgram;
  #underWay = 0;
  /** Whether the last step that ended was applied. */
  #isSound = false;
  #endedAt = 0;

  constructor(loaded: LoadedProgram) {
    this.plan = Object.fromEntries([...loaded.program.choices].map(([key, { chosen }]) => [key, chosen]));
    this.#loaded = loaded;
  }

  async run(inputs: StepInputs): Promise<StepResult> {
    const began = performance.now();
    if (this.#underWay === 0 && !this.#isSound) this.#setSound();
    this.#feed(inputs);
    this.#underWay++;
    try {
      const [metrics, sound] = await this.#loaded.run();
      const milliseconds = performance.now() - Math.max(began, this.#endedAt);
      this.#endedAt = performance.now();
      this.#isSound = sound?.[0] !== 0;
      return { metrics: metrics!, applied: this.#isSound, milliseconds };
    } finally {
      this.#underWay--;
    }
  }

  #setSound(): void {
    const { sound } = this.#loaded.program;
    if (sound) this.#loaded.write(sound, Uint32Array.of(1));
  }

  async readState(): Promise<StateData> {
    const state = new Map<string, Float32Array>();
    for (const slot of this.#loaded.program.states) state.set(slot.name, await this.#loaded.read(slot));
    return state;
  }

  async writeState(state: StateData): Promise<void> {
    const slots = new Map(this.#loaded.program.states.map((s) => [s.name, s]));
    for (const [name, values] of state) {
      const slot = slots.get(name);
      if (!slot) throw new Error(`the step has no state ${name}`);
      this.#loaded.write(slot, values);
    }
  }

  /** The profiled steps change the state, which is put back afterwards. */
  async profile(inputs: StepInputs, steps: number): Promise<StepProfile> {
    const before = await this.readState();
    this.#setSound();
    this.#feed(inputs);
    const measured = await profileProgram(this.#loaded, steps);
    await this.writeState(before);
    this.#isSound = false;
    return measured;
  }

  async dispose(): Promise<void> {
    this.#loaded.dispose();
  }

  #feed(inputs: StepInputs): void {
    for (const slot of this.#loaded.program.inputs) this.#loaded.write(slot, feed(slot.name, inputs));
  }
}

/** An input of the step as the device takes it: class indices are i32 there. */
function feed(name: string, inputs: StepInputs): Float32Array | Int32Array | Uint32Array {
  switch (name) {
    case 'images':
      return inputs.images;
    case 'labels':
      return Int32Array.from(inputs.labels, Number);
    case 'learningRate':
      return Float32Array.of(inputs.learningRate);
    case 'step':
      return Uint32Array.of(inputs.step);
    case 'seed':
      return Uint32Array.of(inputs.seed);
    default:
      throw new Error(`the step has an input ${name} that nothing feeds`);
  }
}
