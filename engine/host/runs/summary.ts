import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { dataSetName } from '../../data/sources/index.ts';
import { RunFolder, type RunRecord } from '../../train/run-folder.ts';
import type { RunFacts, RunSummary } from '../runs-protocol.ts';

/** Enough for the last step of a net of some thousand layers. */
const TAIL_BYTES = 1 << 18;

/** The runs in `folder`, and in the folders in it, latest first. One that cannot be read is among them, with what is wrong. Links are not followed. */
export function listRuns(folder: string): readonly RunSummary[] {
  return foldersIn(folder)
    .flatMap((path) => (isRun(path) ? [path] : foldersIn(path).filter(isRun)))
    .map(summarise)
    .sort((a, b) => (b.facts?.created ?? '').localeCompare(a.facts?.created ?? '') || b.modified - a.modified);
}

export function summarise(path: string): RunSummary {
  const folder = new RunFolder(path);
  const hasCheckpoint = folder.has('checkpoint.safetensors');
  const shared = { run: path, hasCheckpoint, modified: modifiedAt(folder) };
  try {
    const record = folder.readRecord();
    const status = record.status === 'running' && !folder.isWritten ? 'interrupted' : record.status;
    const problems = record.problems ?? [];
    return { ...shared, name: record.name, status, problems, facts: factsOf(folder, record, status === 'running') };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { ...shared, name: basename(path), status: 'broken', problems: error.problems, facts: null };
  }
}

export function stepsPerEpoch({ data, settings }: RunRecord): number {
  return Math.max(1, Math.floor(data.trainImages / settings.batch));
}

function factsOf(folder: RunFolder, record: RunRecord, live: boolean): RunFacts {
  const { data, settings, summary, sweep } = record;
  const perEpoch = stepsPerEpoch(record);
  const planned = perEpoch * settings.epochs;
  const latest = live ? lastStep(folder.file('metrics.jsonl')) : null;
  const number = (name: string): number | null => {
    const value = summary[name];
    return typeof value === 'number' ? value : null;
  };
  const step = latest?.step ?? number('step') ?? 0;
  return {
    created: record.created,
    seconds: number('seconds'),
    device: record.device,
    data: {
      name: dataSetName(data.source),
      source: data.source,
      classes: data.classes,
      height: data.height,
      width: data.width,
      channels: data.channels,
      trainImages: data.trainImages,
    },
    settings,
    params: record.params ?? null,
    step,
    steps: Math.min(planned, settings.maxSteps ?? planned),
    epoch: Math.floor(step / perEpoch),
    loss: latest?.loss ?? number('loss'),
    accuracy: latest?.accuracy ?? number('accuracy'),
    bestEpoch: number('bestEpoch'),
    bestValAccuracy: number('bestValAccuracy'),
    testAccuracy: number('testAccuracy'),
    sweep: sweep ? { id: dirname(folder.path), ...sweep } : null,
  };
}

/** Steps done by the last step that is on disk, and its numbers; null where there is none yet. */
function lastStep(path: string): { readonly step: number; readonly loss: number; readonly accuracy: number } | null {
  for (const line of tail(path).split('\n').reverse()) {
    if (!line.startsWith('{"type":"step"') || !line.endsWith('}')) continue;
    const { step, loss, accuracy } = JSON.parse(line) as Record<'step' | 'loss' | 'accuracy', number>;
    return { step: step + 1, loss, accuracy };
  }
  return null;
}

function tail(path: string): string {
  if (!existsSync(path)) return '';
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString();
  } finally {
    closeSync(file);
  }
}

const isRun = (path: string): boolean => {
  const folder = new RunFolder(path);
  return folder.has('run.json') || folder.has('checkpoint.safetensors') || folder.has('metrics.jsonl');
};

function foldersIn(path: string): readonly string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((e) => e.isDirectory() && !e.name.startsWith('.')).map(({ name }) => join(path, name));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new ProblemError([problem('file.cannotRead', path, { path, reason: code ?? message })]);
  }
}

function modifiedAt(folder: RunFolder): number {
  const times = (['run.json', 'metrics.jsonl', 'checkpoint.safetensors'] as const).map(
    (name) => statSync(folder.file(name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return Math.max(...times);
}
