import { trainingMemory } from '../../analyze/memory.ts';
import type { StepInputs } from '../../backends/backend.ts';
import { Stream } from '../../base/random.ts';
import { compileTraining, type TrainingStep } from '../../compile/training.ts';
import { momentsOf } from '../../compile/update.ts';
import { elements } from '../../ir/types.ts';
import { profileReport } from '../../profile/report.ts';
import type { TrainingSettings } from '../../settings/training.ts';
import { initialState } from '../../train/initial-state.ts';
import { openResized, requireTrainable } from '../open-design.ts';
import { chooseCompute } from './compute.ts';
import type { Job } from './job.ts';
import { PeakMemory } from './peak-memory.ts';

/** Steps whose peak memory is taken before the profiler, which holds a second session, comes in. */
const MEMORY_STEPS = 3;

/** Profiles a training step on random images: a step's time does not depend on what the images show. */
export const profile: Job<'profile'> = async ({ design: source, input, classes, settings, steps, ...wanted }) => {
  const { backend, device, threads } = await chooseCompute(wanted.device, wanted.threads);
  const { analysis } = requireTrainable(openResized(source, { ...input, classes }));
  const step = compileTraining(analysis, settings);
  const state = initialState(step.graph, settings.seed);
  const memory = new PeakMemory();
  const executable = await backend.compileTraining(step, { threads, autotune: wanted.autotune, state });
  try {
    const inputs = randomInputs(step, settings);
    for (let i = 0; i < MEMORY_STEPS; i++) await executable.run(inputs);
    const peak = memory.read();
    const plain: number[] = [];
    for (let i = 0; i < steps; i++) plain.push((await executable.run(inputs)).milliseconds);
    const measured = await executable.profile(inputs, steps);
    const roofline = await backend.roofline(threads);
    const momentsPerWeight = momentsOf(settings.optimizer).length;
    const predicted = trainingMemory(analysis, { batch: settings.batch, momentsPerWeight });
    const bytes = {
      predictedBytes: predicted.total,
      measuredPeakBytes: peak.added,
      processPeakBytes: peak.process,
    };
    return profileReport(analysis, step, plain, measured, bytes, device, roofline);
  } finally {
    await executable.dispose();
  }
};

/** Normal noise, all of class 0: every design has that class. */
function randomInputs({ graph, batch }: TrainingStep, { learningRate, seed }: TrainingSettings): StepInputs {
  const stream = new Stream(seed);
  const { type } = graph.inputs.find((i) => i.name === 'images')!.value;
  const images = new Float32Array(elements(type, batch)).map(() => stream.normal());
  return { images, labels: new BigInt64Array(batch), learningRate, step: 0, seed };
}
