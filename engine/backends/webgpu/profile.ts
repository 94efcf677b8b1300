import type { CallTime, StepProfile } from '../backend.ts';
import type { LoadedProgram } from './loaded-program.ts';
import type { Dispatch } from './program.ts';

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
  const times: (readonly number[])[] = [];
  for (let step = 0; step < steps; step++) times.push(await loaded.time());
  const byCall = new Map<string, number[]>();
  for (const [i, { origin, op }] of dispatches.entries()) {
    const key = `${origin.phase} ${origin.path} ${op}`;
    byCall.set(key, [...(byCall.get(key) ?? []), i]);
  }
  const calls = [...byCall.values()].map((own): CallTime => {
    const { origin, op } = dispatches[own[0]!]!;
    return {
      path: origin.path,
      phase: origin.phase,
      op,
      milliseconds: median(times.map((step) => own.reduce((sum, i) => sum + step[i]!, 0))),
      bytes: own.reduce((sum, i) => sum + moved(dispatches[i]!), 0),
      kernels: [...new Set(own.map((i) => dispatches[i]!.kernel.name))],
    };
  });
  const stepMilliseconds = median(wall);
  return {
    stepMilliseconds,
    minMilliseconds: Math.min(...wall),
    calls,
    otherMilliseconds: stepMilliseconds - calls.reduce((sum, c) => sum + c.milliseconds, 0),
  };
}

/** Bytes of the tensors that a kernel reads or writes. */
const moved = ({ bindings }: Dispatch): number => bindings.reduce((sum, b) => sum + 4 * b.storage.elements, 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
