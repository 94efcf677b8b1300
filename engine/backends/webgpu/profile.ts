import type { CallTime, StepProfile } from '../backend.ts';
import type { LoadedProgram } from './loaded-program.ts';

/** Steps before the measured ones. */
const WARM_UP = 2;

/**
 * Wall times of `steps` steps as trained, and the GPU's own times of each kernel in steps whose kernels are passes of their own. A call's time is the median over the
 * steps of the sum over its kernels.
 */
export async function profileProgram(loaded: LoadedProgram, steps: number): Promise<StepProfile> {
  const wall: number[] = [];
  for (let i = 0; i < WARM_UP + steps; i++) {
    const began = performance.now();
    await loaded.run();
    if (i >= WARM_UP) wall.push(performance.now() - began);
  }
  const { dispatches } = loaded.program;
  const byCall = new Map<string, { readonly time: Omit<CallTime, 'milliseconds'>; readonly perStep: number[] }>();
  for (let step = 0; step < steps; step++) {
    const times = await loaded.time();
    for (const [i, { origin, op }] of dispatches.entries()) {
      const key = `${origin.phase} ${origin.path} ${op}`;
      const entry = byCall.get(key) ?? {
        time: { path: origin.path, phase: origin.phase, op },
        perStep: new Array<number>(steps).fill(0),
      };
      byCall.set(key, entry);
      entry.perStep[step]! += times[i]!;
    }
  }
  const calls = [...byCall.values()].map(
    ({ time: { path, phase, op }, perStep }): CallTime => ({ path, phase, op, milliseconds: median(perStep) }),
  );
  const stepMilliseconds = median(wall);
  return {
    stepMilliseconds,
    minMilliseconds: Math.min(...wall),
    calls,
    otherMilliseconds: stepMilliseconds - calls.reduce((sum, c) => sum + c.milliseconds, 0),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
