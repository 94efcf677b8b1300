import { z } from 'zod';
import type { StateData } from '../backends/backend.ts';
import { ProblemError, problem } from '../base/diagnostics.ts';
import type { State } from '../ir/graph.ts';
import type { TensorFile } from './safetensors.ts';

/**
 * Where a run stands: with the state tensors it is all that a resume needs. No times, so that equal runs have equal
 * checkpoints.
 */
const progressSchema = z.object({
  /** Steps done. */
  step: z.number().int().nonnegative(),
  epoch: z.number().int().nonnegative(),
  /** Sums over the steps of the epoch under way. */
  epochLoss: z.number(),
  epochAccuracy: z.number(),
  epochSteps: z.number().int().nonnegative(),
  lastLoss: z.number(),
  lastAccuracy: z.number(),
  bestEpoch: z.number().int().nullable(),
  /** Validation accuracy, or minus the training loss where nothing is validated. */
  bestScore: z.number(),
  bestAccuracy: z.number().nullable(),
  bestLoss: z.number().nullable(),
  epochsSinceBestLoss: z.number().int().nonnegative(),
});
export type Progress = z.infer<typeof progressSchema>;

export function freshProgress(): Progress {
  return {
    step: 0,
    epoch: 0,
    epochLoss: 0,
    epochAccuracy: 0,
    epochSteps: 0,
    lastLoss: 0,
    lastAccuracy: 0,
    bestEpoch: null,
    bestScore: 0,
    bestAccuracy: null,
    bestLoss: null,
    epochsSinceBestLoss: 0,
  };
}

/** With a step more in the epoch under way. */
export const withStep = (p: Progress, { loss, accuracy }: Readonly<Record<'loss' | 'accuracy', number>>): Progress => ({
  ...p,
  epochLoss: p.epochLoss + loss,
  epochAccuracy: p.epochAccuracy + accuracy,
  epochSteps: p.epochSteps + 1,
  lastLoss: loss,
  lastAccuracy: accuracy,
});

/** State tensors in graph order, with the progress beside them. */
export function encodeCheckpoint(states: readonly State[], data: StateData, progress: Progress): TensorFile {
  const tensors = new Map(
    states.map((s) => [s.name, { dims: s.value.type.dims.map(Number), data: data.get(s.name)! }] as const),
  );
  return { tensors, metadata: { format: 'layerloom-checkpoint-1', progress: JSON.stringify(progress) } };
}

export function decodeProgress(metadata: Readonly<Record<string, string>>, path: string): Progress {
  try {
    return progressSchema.parse(JSON.parse(metadata['progress'] ?? ''));
  } catch {
    throw new ProblemError([
      problem('checkpoint.broken', path, { path, reason: 'it does not say how far the run was' }),
    ]);
  }
}
