import { join } from 'node:path';
import { ProblemError } from '../../base/diagnostics.ts';
import { RunFolder } from '../../train/run-folder.ts';
import type { CallName, CallParams } from '../protocol.ts';
import { SweepFolder } from '../runs/sweep-folder.ts';

type Found = readonly string[];

const none = (): Found => [];

/** By call, what the engine opens because a run's or a sweep's files say so, and not because the call does. */
const recorded: { readonly [C in CallName]: (params: CallParams<C>) => Found } = {
  train: none,
  resume: ({ run, data }) => (data === undefined ? imagesOf(run) : []),
  sweep: ({ out, designs }) => (out === null ? [] : designs.map(({ label }) => join(out, label))),
  resumeSweep: ({ sweep, data }) => sweepPaths(sweep, data === undefined),
  evaluate: ({ run, data }) => (data ? [] : imagesOf(run)),
  predict: none,
  profile: none,
  export: ({ run, data }) => (data || run === undefined ? [] : imagesOf(run)),
  verify: ({ run, data }) => (data ? [] : imagesOf(run)),
  import: () => [],
  devices: none,
  runs: none,
  history: none,
  removeRun: none,
  renameRun: none,
  runImages: ({ run }) => imagesOf(run),
  previewData: none,
  checkTraining: none,
};

/**
 * Absolute paths, and those relative to the engine's working directory. None of what cannot be read: the engine says
 * what is wrong with it.
 */
export function recordedPaths<C extends CallName>(name: C, params: CallParams<C>): Found {
  try {
    return recorded[name](params).filter((path) => !path.startsWith('builtin:'));
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}

const imagesOf = (run: string): Found => [new RunFolder(run).readRecord().data.source];

/** The folder of a run may be a link to another place. */
function sweepPaths(sweep: string, withImages: boolean): Found {
  const { data, designs } = new SweepFolder(sweep).read();
  const runs = designs.map(({ label }) => join(sweep, label));
  return withImages ? [...runs, data.path] : runs;
}
