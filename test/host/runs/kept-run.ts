import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Emit } from '../../../engine/host/jobs/job.ts';
import { resume } from '../../../engine/host/jobs/resume.ts';
import { runs } from '../../../engine/host/jobs/runs.ts';
import { train } from '../../../engine/host/jobs/train.ts';
import { type CallInput, type CallResult, calls, results } from '../../../engine/host/protocol.ts';
import type { RunSummary } from '../../../engine/host/runs-protocol.ts';
import { alwaysRun, type RunControl } from '../../../engine/train/events.ts';
import { RunFolder } from '../../../engine/train/run-folder.ts';

const document: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/designs/tiny.loom.json'), 'utf8'),
);

/** Of everything random something: dropout, augmentation, shuffling. An epoch has 5 steps. */
export const few: CallInput<'train'> = {
  design: { kind: 'document', document, name: 'tiny' },
  data: { path: 'builtin:digits', validation: 0.1, augment: { crop: 1, flip: true } },
  settings: { epochs: 2, batch: 256, optimizer: { kind: 'adam' }, learningRate: 0.01 },
  device: 'cpu',
  threads: 1,
  autotune: false,
  checkpointEvery: 2,
  out: null,
};

export const STEPS = 10;

/** Trains in this process, as the engine's worker thread does. */
export const trainInto = async (out: string, change: Partial<CallInput<'train'>> = {}, control = alwaysRun) =>
  results.train.parse(await train(calls.train.parse({ ...few, out, ...change }), () => {}, control));

export const goOn = async (
  run: string,
  change: Partial<CallInput<'resume'>> = {},
  control = alwaysRun,
  emit: Emit = () => {},
) => results.resume.parse(await resume(calls.resume.parse({ run, checkpointEvery: 2, ...change }), emit, control));

/** Keeps the codes of what a job warns of. */
export function warnings(): { readonly codes: string[]; readonly emit: Emit } {
  const codes: string[] = [];
  return {
    codes,
    emit: (event) => {
      if (event.type === 'warnings') codes.push(...event.problems.map(({ code }) => code));
    },
  };
}

/** Held to the protocol: what breaks it would cost a page its whole list. */
export const list = async (folder: string): Promise<readonly RunSummary[]> => {
  const found: CallResult<'runs'> = await runs(calls.runs.parse({ folder }), () => {}, alwaysRun);
  return results.runs.parse(found).runs;
};

/** Stops after so many steps. */
export function stopAfter(steps: number): RunControl {
  let done = 0;
  return { wanted: () => (done++ < steps ? 'run' : 'stop') };
}

/** What a run learned, to the byte, and its metrics without what the clock says. */
export function outcome(run: string): object {
  const folder = new RunFolder(run);
  const clock = new Set(['ms', 'imagesPerSecond', 'secondsLeft', 'seconds']);
  const state = (name: 'checkpoint.safetensors' | 'best.safetensors'): object => ({
    ...folder.readCheckpoint(name).metadata,
    bytes: createHash('sha256')
      .update(readFileSync(folder.file(name)))
      .digest('hex'),
  });
  const lines = readFileSync(folder.file('metrics.jsonl'), 'utf8').trimEnd().split('\n');
  return {
    checkpoint: state('checkpoint.safetensors'),
    best: state('best.safetensors'),
    metrics: lines.map((line): unknown => JSON.parse(line, (key, value: unknown) => (clock.has(key) ? 0 : value))),
  };
}
