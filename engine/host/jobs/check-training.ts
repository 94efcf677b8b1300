import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Analysis } from '../../analyze/analysis.ts';
import type { TrainingMemory } from '../../analyze/memory.ts';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { bytes } from '../../base/format.ts';
import { batchProblems, emptyPart } from '../../data/data-set.ts';
import type { Peek } from '../../data/peek.ts';
import { withRate } from '../../settings/learning-rate.ts';
import { RunFolder } from '../../train/run-folder.ts';
import { spanOf } from '../../train/schedule.ts';
import { misfits, type OpenedDesign, openDesign } from '../open-design.ts';
import type { CallParams } from '../protocol.ts';
import type { TrainingCheck } from '../runs-protocol.ts';
import { chooseCompute } from './compute.ts';
import type { Job } from './job.ts';
import { memoryOf, memoryProblems } from './memory-checks.ts';
import { peekAt, previewFacts } from './preview-data.ts';
import { settingsChecks } from './settings-checks.ts';

type Params = CallParams<'checkTraining'>;
type Facts = TrainingCheck['facts'];

/** Of a step's line in `metrics.jsonl`, and of a layer's numbers in it. */
const STEP_BYTES = 450;
const LAYER_BYTES = 20;

/**
 * Looks at everything that `train` would look at before its first step, and at what it would need; nothing is written,
 * and no pixel is read.
 */
export const checkTraining: Job<'checkTraining'> = async (params, emit) => {
  const problems: Problem[] = [];
  /** What a check gives, or null and its problems. */
  const attempt = async <T>(check: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...error.problems);
      return null;
    }
  };
  const compute = await attempt(() => chooseCompute(params.device, params.threads));
  const data = await attempt(() => peekAt(params.data, emit));
  const images = data && { name: data.name, ...data.shape, classes: data.classes.length };
  const design = await attempt(() => openDesign(params.design, images ?? {}));
  if (design) problems.push(...design.problems);
  if (design && images) problems.push(...misfits(design.analysis, images));
  if (data) problems.push(...dataProblems(data, params));
  const memory = design && hasNoError(design) ? memoryOf(design.analysis, params.settings, compute?.device) : null;
  const deviceBytes = compute?.device.memoryBytes;
  if (memory && deviceBytes !== undefined) problems.push(...memoryProblems(memory, deviceBytes, params.settings.batch));
  const span = data && spanOf(data.counts.train, params.settings);
  if (design) problems.push(...settingsChecks(design.analysis, withRate(params.settings, [design.analysis]), span));
  const disk = memory && span && design ? diskOf(memory, span.totalSteps, design.analysis, params) : null;
  problems.push(...outProblems(params.out, disk));
  return {
    problems,
    facts: {
      device: compute && { id: compute.device.id, name: compute.device.name },
      data: data && previewFacts(data),
      classes: data?.classes.length ?? null,
      params: memory && (design?.analysis.training.params ?? null),
      steps: span?.totalSteps ?? null,
      stepsPerEpoch: span?.stepsPerEpoch ?? null,
      memory: memory && deviceBytes !== undefined ? { predictedBytes: memory.total, deviceBytes } : null,
      disk,
    },
  };
};

const hasNoError = ({ problems }: OpenedDesign): boolean => problems.every((p) => p.severity !== 'error');

function dataProblems(data: Peek, { settings: { batch }, data: { augment }, test }: Params): readonly Problem[] {
  const noTest = test && data.counts.test === 0 ? [emptyPart(data.name, 'test')] : [];
  return [...data.warnings, ...batchProblems(data, { batch, augment }), ...noTest];
}

/** A checkpoint, the one that replaces it, the best weights, and a line a step. */
function diskOf(
  { weights, moments }: TrainingMemory,
  steps: number,
  analysis: Analysis,
  { out, layerMetricsEvery }: Params,
): Facts['disk'] {
  if (out === null) return null;
  const { bavail, bsize } = statfsSync(existingFolder(out));
  const layers = analysis.nodes.filter((n) => n.parameters > 0).length;
  const metrics = steps * (STEP_BYTES + (layers * LAYER_BYTES) / layerMetricsEvery);
  return { neededBytes: 2 * (weights + moments) + weights + Math.ceil(metrics), freeBytes: bavail * bsize };
}

function outProblems(out: string | null, disk: Facts['disk']): readonly Problem[] {
  if (out === null) return [];
  if (new RunFolder(out).has('run.json')) return [problem('run.exists', out, { path: out })];
  if (!disk || disk.neededBytes <= disk.freeBytes) return [];
  const values = { path: out, needed: bytes(disk.neededBytes), free: bytes(disk.freeBytes) };
  return [problem('run.littleSpace', out, values, { severity: 'warning' })];
}

function existingFolder(path: string): string {
  const whole = resolve(path);
  return existsSync(whole) ? whole : existingFolder(dirname(whole));
}
