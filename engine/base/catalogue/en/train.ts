/** Problems of training settings, runs, checkpoints, export and the command line. */
export const trainProblems = {
  'run.notFound': 'There is no run in {path}: it has no run.json. Give the folder that train printed.',
} as const;
