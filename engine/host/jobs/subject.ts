import type { StateData } from '../../backends/backend.ts';
import { compileInference } from '../../compile/inference.ts';
import type { Normalisation } from '../../data/normalisation.ts';
import type { Graph } from '../../ir/graph.ts';
import { initialState } from '../../train/initial-state.ts';
import { type OpenedDesign, openTrainable } from '../open-design.ts';
import type { DesignSource } from '../protocol.ts';
import type { Emit } from './job.ts';
import { loadRun } from './load-run.ts';

/** What is exported and verified: an inference graph with its weights. */
export interface Subject {
  readonly design: OpenedDesign;
  readonly graph: Graph;
  readonly state: StateData;
  /** Of the run; unknown without one. */
  readonly classes: readonly string[];
  readonly normalisation: Normalisation | null;
}

export function subjectOfRun(
  path: string,
  emit: Emit,
): { readonly subject: Subject; readonly run: ReturnType<typeof loadRun> } {
  const run = loadRun(path, emit);
  const { design, graph, state, normalisation } = run;
  return { subject: { design, graph, state, classes: run.record.data.classes, normalisation }, run };
}

/** A design before training, with the weights that a run of this seed would start from. */
export function untrainedSubject(source: DesignSource, seed: number): Subject {
  const design = openTrainable(source);
  const graph = compileInference(design.analysis);
  return { design, graph, state: initialState(graph, seed), classes: [], normalisation: null };
}
