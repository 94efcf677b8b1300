import type { StateData } from '../backends/backend.ts';
import type { State } from '../ir/graph.ts';
import type { TrainJob } from './job.ts';
import { decodeProgress, encodeCheckpoint, type Progress } from './progress.ts';
import { shapedTensors } from './shaped-tensors.ts';

const EVERY_SECONDS = 60;

/** The last state of a run and its best, in memory and in its folder where it has one. */
export class Checkpoints {
  readonly #job: Pick<TrainJob, 'folder' | 'checkpointEvery'>;
  readonly #states: readonly State[];
  /** What the network itself consists of. */
  readonly #network: readonly State[];
  #best: StateData | null = null;
  #bestIsWritten = true;
  #writtenAt = performance.now();

  constructor(job: Pick<TrainJob, 'folder' | 'checkpointEvery'>, states: readonly State[]) {
    this.#job = job;
    this.#states = states;
    this.#network = states.filter((s) => s.role !== 'moment');
  }

  /** Weights and statistics of the best epoch; null before one ended. */
  get best(): StateData | null {
    return this.#best;
  }

  /**
   * What the folder has, checked against the design; null for a start from nothing. Drops the metrics that come again.
   */
  restore(): { readonly state: StateData; readonly progress: Progress } | null {
    const { folder } = this.#job;
    if (!folder?.has('checkpoint.safetensors')) {
      folder?.cutMetrics(0);
      return null;
    }
    const file = folder.readCheckpoint();
    const path = folder.file('checkpoint.safetensors');
    const state = shapedTensors(file, this.#states, path);
    const progress = decodeProgress(file.metadata, path);
    folder.cutMetrics(progress.step);
    if (folder.has('best.safetensors') && folder.checkpointProblems('best.safetensors').length === 0) {
      const best = folder.readCheckpoint('best.safetensors');
      this.#best = shapedTensors(best, this.#network, folder.file('best.safetensors'));
      return { state, progress };
    }
    // What is lost cannot be what others have to beat.
    return { state, progress: { ...progress, bestEpoch: null, bestScore: 0, bestAccuracy: null } };
  }

  /** Takes a copy of `state` as the best so far; it is written with the next checkpoint. */
  keepBest(state: StateData): void {
    this.#best = new Map(this.#network.map((s) => [s.name, state.get(s.name)!.slice()]));
    this.#bestIsWritten = false;
  }

  isDue(step: number): boolean {
    const { checkpointEvery } = this.#job;
    if (checkpointEvery !== undefined && step % checkpointEvery === 0) return true;
    return performance.now() - this.#writtenAt > EVERY_SECONDS * 1000;
  }

  /** Writes the best state first, so that no checkpoint tells of one that is not there. */
  write(state: StateData, progress: Progress): void {
    const { folder } = this.#job;
    if (!folder) return;
    if (this.#best && !this.#bestIsWritten) {
      folder.writeCheckpoint(encodeCheckpoint(this.#network, this.#best, progress), 'best.safetensors');
    }
    this.#bestIsWritten = true;
    folder.writeCheckpoint(encodeCheckpoint(this.#states, state, progress));
    this.#writtenAt = performance.now();
  }
}
