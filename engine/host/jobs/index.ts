import type { CallName } from '../protocol.ts';
import { checkTraining } from './check-training.ts';
import { devices } from './devices.ts';
import { evaluate } from './evaluate.ts';
import { exportOnnx } from './export.ts';
import { importOnnx } from './import/import.ts';
import type { Job } from './job.ts';
import { predict } from './predict.ts';
import { previewData } from './preview-data.ts';
import { profile } from './profile.ts';
import { resume } from './resume.ts';
import { runImages } from './run-images.ts';
import { history, removeRun, renameRun, runs } from './runs.ts';
import { resumeSweep, sweep } from './sweep.ts';
import { train } from './train.ts';
import { verify } from './verify.ts';

/** What each call of the protocol does. */
export const jobs = {
  train,
  resume,
  sweep,
  resumeSweep,
  evaluate,
  predict,
  profile,
  export: exportOnnx,
  verify,
  import: importOnnx,
  devices,
  runs,
  history,
  removeRun,
  renameRun,
  runImages,
  previewData,
  checkTraining,
} as const satisfies { readonly [C in CallName]: Job<C> };
