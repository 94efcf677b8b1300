import { trainingMemory } from '../../analyze/memory.ts';
import type { StepInputs } from '../../backends/backend.ts';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { Stream } from '../../base/random.ts';
import { compileTraining, type TrainingStep } from '../../compile/training.ts';
import { momentsOf } from '../../compile/update.ts';
import { elements } from '../../ir/types.ts';
import { profileReport } from '../../profile/report.ts';
import type { TrainingSettings } from '../../settings/training.ts';
import { initialState } from '../../train/initial-state.ts';
import { openResized, requireTrainable } from '../open-design.ts';
import { chooseCompute, memoryDevice } from './compute.ts';
import type { Job } from './job.ts';
import { processorProblems } from './memory-checks.ts';
import { PeakMemory } from './peak-memory.ts';

/** Steps whose peak memory is taken before the profiler, which holds a second session, comes in. */
const MEMORY_STEPS = 3;

/**
 * Profiles a training step on random images: a step's time does not depend on what the images show. A stop takes effect
 * between steps and ends in `engine.cancelled`.
 */
export const profile: Job<'profile'> = async (
  { design: source, input, classes, settings, steps, ...wanted },
  emit,
  control,
) => {
  const goOn = (stage: 'compile' | 'steps' | 'profiler', done: number, total: number): void => {
    if (control.wanted() === 'stop') throw new ProblemError([problem('engine.cancelled', '')]);
    emit({ type: 'profiling', stage, done, total });
  };
  const { backend, device, threads } = await chooseCompute(wanted.device, wanted.threads);
  const { analysis } = requireTrainable(openResized(source, { ...input, classes }));
  const tooMuch = processorProblems(analysis, settings, device).filter(({ severity }) => severity === 'error');
  if (tooMuch.length > 0) throw new ProblemError(tooMuch);
  goOn('compile', 0, 1);
  const step = compileTraining(analysis, settings);
  const state = initialState(step.graph, settings.seed);
  const memory = new PeakMemory();
  const executable = await backend.compileTraining(step, { threads, autotune: wanted.autotune, state });
  try {
    const inputs = randomInputs(step, settings);
    const all = MEMORY_STEPS + steps;
    for (let i = 0; i < MEMORY_STEPS; i++) {
      goOn('steps', i, all);
      await executable.run(inputs);
    }
    const peak = memory.read();
    const plain: number[] = [];
    for (let i = 0; i < steps; i++) {
      goOn('steps', MEMORY_STEPS + i, all);
      plain.push((await executable.run(inputs)).milliseconds);
    }
    goOn('profiler', 0, steps);
    const measured = await executable.profile(inputs, steps);
    const roofline = await backend.roofline(threads);
    const momentsPerWeight = momentsOf(settings.optimizer).length;
    const predicted = trainingMemory(analysis, {
      batch: settings.batch,
      momentsPerWeight,
      device: memoryDevice(device),
    });
    const onGpu = measured.buffers?.reduce((sum, buffer) => sum + buffer.bytes, 0);
    const bytes = {
      predictedBytes: predicted.total,
      measuredPeakBytes: onGpu ?? peak.added,
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
