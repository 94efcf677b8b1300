import type { StateData } from '../../backends/backend.ts';
import { ProblemError } from '../../base/diagnostics.ts';
import { compileInference } from '../../compile/inference.ts';
import type { Normalisation } from '../../data/normalisation.ts';
import type { Graph } from '../../ir/graph.ts';
import { RunFolder } from '../../train/run-folder.ts';
import type { RunRecord } from '../../train/run-record.ts';
import { shapedTensors } from '../../train/shaped-tensors.ts';
import { type OpenedDesign, openTrainable } from '../open-design.ts';
import { lostBest, lostCheckpoint } from '../runs/summary.ts';
import type { Emit } from './job.ts';

/** What a run learned: its design as an inference graph, with the weights and statistics of its best epoch. */
export interface LoadedRun {
  readonly path: string;
  readonly record: RunRecord;
  readonly design: OpenedDesign;
  readonly graph: Graph;
  readonly state: StateData;
  readonly normalisation: Normalisation;
  /** File that the state comes from. */
  readonly checkpoint: string;
}

/**
 * Reads the best checkpoint, or the last one where no epoch ended yet. Warns where it is the last one because the best
 * is lost.
 */
export function loadRun(path: string, emit: Emit): LoadedRun {
  const folder = new RunFolder(path);
  const record = folder.readRecord();
  const design = openTrainable({ kind: 'document', document: record.design, name: record.name });
  const graph = compileInference(design.analysis);
  const withoutBest = lostBest(folder, record);
  const name =
    folder.has('best.safetensors') && withoutBest.length === 0 ? 'best.safetensors' : 'checkpoint.safetensors';
  const lost = name === 'best.safetensors' ? [] : lostCheckpoint(folder, record);
  if (lost.length > 0) throw new ProblemError(lost);
  if (withoutBest.length > 0) emit({ type: 'warnings', problems: withoutBest });
  const checkpoint = folder.file(name);
  const state = shapedTensors(folder.readCheckpoint(name), graph.states, checkpoint);
  const { mean, standardDeviation: std } = record.data;
  return { path, record, design, graph, state, normalisation: { mean, std }, checkpoint };
}
