import { closeSync, fstatSync, lstatSync, readdirSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { dataSetName } from '../../data/sources/index.ts';
import { firstIssue } from '../../settings/first-issue.ts';
import { tenth } from '../../settings/learning-rate.ts';
import { runEvents } from '../../settings/run-events.ts';
import { eventOf } from '../../train/metrics-file.ts';
import { openPlainFile } from '../../train/plain-file.ts';
import { RunFolder } from '../../train/run-folder.ts';
import type { RunRecord } from '../../train/run-record.ts';
import { type RunFacts, type RunSummary, runSummary, type SweepSummary } from '../runs-protocol.ts';
import { SweepFolder } from './sweep-folder.ts';

/** Enough for the last step of a net of some thousand layers. */
const TAIL_BYTES = 1 << 18;

/**
 * The runs in `folder`, and in the folders in it, latest first; the one that it is itself. One that cannot be read is
 * among them, with what is wrong. Links are not followed.
 */
export function listRuns(folder: string): readonly RunSummary[] {
  if (isRun(folder)) return [summarise(folder)];
  return foldersIn(folder)
    .flatMap((path) => (isRun(path) ? [path] : foldersIn(path).filter(isRun)))
    .map(summarise)
    .sort((a, b) => (b.facts?.created ?? '').localeCompare(a.facts?.created ?? '') || b.modified - a.modified);
}

/** The sweeps in `folder`; the one that it is itself. */
export function listSweeps(folder: string): readonly SweepSummary[] {
  if (isRun(folder)) return [];
  return [folder, ...foldersIn(folder)].flatMap((path) => new SweepFolder(path).summary() ?? []);
}

/**
 * Held to the protocol: one record with numbers that nothing can be reckoned with (2⁵³ images) would cost a page its
 * whole list.
 */
export function summarise(path: string): RunSummary {
  const summary = summaryOf(path);
  const { error } = runSummary.safeParse(summary);
  if (!error) return summary;
  const file = new RunFolder(path).file('run.json');
  const broken = problem('run.broken', file, { path: file, reason: firstIssue(error) });
  return { ...summary, status: 'broken', resumesFrom: null, facts: null, problems: [broken] };
}

function summaryOf(path: string): RunSummary {
  const folder = new RunFolder(path);
  const damage = folder.checkpointProblems('checkpoint.safetensors');
  const hasCheckpoint = folder.has('checkpoint.safetensors') && damage.length === 0;
  const shared = { run: path, hasCheckpoint, modified: modifiedAt(folder) };
  try {
    const record = folder.readRecord();
    const status = record.status === 'running' && !folder.isWritten ? 'interrupted' : record.status;
    const damages = [...damage, ...lostCheckpoint(folder, record)];
    const anewAt = rateAfterBreak(record);
    return {
      ...shared,
      name: record.name,
      status,
      resumesFrom:
        damages.length > 0 || anewAt !== null || !hasOpenEnd(status)
          ? null
          : hasCheckpoint
            ? 'checkpoint'
            : 'beginning',
      anewAt,
      problems: [...(record.problems ?? []), ...damages, ...lostBest(folder, record)],
      facts: factsOf(folder, record, status === 'running'),
    };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return {
      ...shared,
      name: basename(path),
      status: 'broken',
      resumesFrom: null,
      anewAt: null,
      problems: [...error.problems, ...damage, ...folder.checkpointProblems('best.safetensors')],
      facts: null,
    };
  }
}

/**
 * The learning rate for a new run in place of one whose loss stopped being finite, which would end so again; null for
 * any other.
 */
export function rateAfterBreak({ status, problems, settings }: RunRecord): number | null {
  const broke = status === 'failed' ? problems?.find(({ code }) => code === 'train.notFinite') : undefined;
  if (!broke) return null;
  const { fits } = broke.values;
  return typeof fits === 'number' ? fits : tenth(settings.learningRate);
}

/** Whether a run ended before its end. */
const hasOpenEnd = (status: RunSummary['status']): boolean =>
  status === 'interrupted' || status === 'stopped' || status === 'failed';

/** A run whose record tells of a checkpoint that is not there: it was taken away by hand. */
export function lostCheckpoint(folder: RunFolder, { summary }: RunRecord): readonly Problem[] {
  if (summary.step === undefined || folder.has('checkpoint.safetensors')) return [];
  const path = folder.file('checkpoint.safetensors');
  return [problem('checkpoint.lost', path, { path, step: summary.step })];
}

/**
 * Why the weights of the best epoch cannot be had, of a run that kept some and has a checkpoint to stand in for them,
 * which must not be silent.
 */
export function lostBest(folder: RunFolder, { summary }: RunRecord): readonly Problem[] {
  const path = folder.file('best.safetensors');
  const values = { path, step: summary.step ?? 0 };
  const as = { severity: 'warning' } as const;
  if (!folder.has('checkpoint.safetensors') || folder.checkpointProblems('checkpoint.safetensors').length > 0)
    return [];
  if (folder.has('best.safetensors'))
    return folder
      .checkpointProblems('best.safetensors')
      .map((p) => problem('checkpoint.bestBroken', path, { ...values, reason: String(p.values['reason']) }, as));
  return typeof summary.bestEpoch === 'number' ? [problem('checkpoint.bestLost', path, values, as)] : [];
}

export function stepsPerEpoch({ data, settings }: RunRecord): number {
  return Math.max(1, Math.floor(data.trainImages / settings.batch));
}

function factsOf(folder: RunFolder, record: RunRecord, live: boolean): RunFacts {
  const { data, settings, summary, sweep } = record;
  const perEpoch = stepsPerEpoch(record);
  const planned = perEpoch * settings.epochs;
  const latest = live ? lastStep(folder.file('metrics.jsonl')) : null;
  const step = latest?.step ?? summary.step ?? 0;
  return {
    created: record.created,
    seconds: summary.seconds ?? null,
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
    loss: latest?.loss ?? summary.loss ?? null,
    accuracy: latest?.accuracy ?? summary.accuracy ?? null,
    bestEpoch: summary.bestEpoch ?? null,
    bestValAccuracy: summary.bestValAccuracy ?? null,
    testAccuracy: summary.testAccuracy ?? null,
    sweep: sweep ? { id: dirname(folder.path), ...sweep } : null,
  };
}

const stepLine = runEvents.step.pick({ type: true, step: true, loss: true, accuracy: true });

/** Steps done by the last step that is on disk, and its numbers; null where there is none yet. */
function lastStep(path: string): { readonly step: number; readonly loss: number; readonly accuracy: number } | null {
  for (const line of tail(path).split('\n').reverse()) {
    if (!line.startsWith('{"type":"step"')) continue;
    const found = stepLine.safeParse(eventOf(line)).data;
    if (found) return { ...found, step: found.step + 1 };
  }
  return null;
}

/** The end of a file; empty where it cannot be read. */
function tail(path: string): string {
  try {
    const file = openPlainFile(path);
    try {
      const { size } = fstatSync(file);
      const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
      readSync(file, bytes, 0, bytes.length, size - bytes.length);
      return bytes.toString();
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
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
    (name) => lstatSync(folder.file(name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return Math.max(...times);
}
