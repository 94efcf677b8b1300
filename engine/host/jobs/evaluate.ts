import { availableParallelism } from 'node:os';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { concurrently } from '../../data/concurrently.ts';
import type { DataSet } from '../../data/data-set.ts';
import { encodePng } from '../../data/image-file.ts';
import { sizeText } from '../../data/image-set.ts';
import { some } from '../../data/test-set.ts';
import type { DataSettings } from '../../settings/data.ts';
import { type Answer, evaluate as evaluateBatches } from '../../train/evaluate.ts';
import { chooseCompute } from './compute.ts';
import { lasting, openImages, openRecorded } from './images.ts';
import type { Job } from './job.ts';
import { type LoadedRun, loadRun } from './load-run.ts';
import { readAsTrained, recordedData } from './run-record.ts';

const BATCH = 64;
/** All cells together: of a hundred classes there are ten thousand. */
const MOST_EXAMPLES = 1000;
const EXAMPLE_SIDE = 96;

export const evaluate: Job<'evaluate'> = async (params, emit) => {
  const run = loadRun(params.run, emit);
  const { backend, threads } = await chooseCompute(params.device, params.threads);
  const recorded = recordedData(run.record, run.path);
  // The run's own images: those that it was not trained on.
  const isOwn = params.data !== undefined && lasting(params.data).path === recorded.path;
  const data =
    params.data && !isOwn
      ? await openImages(asTheRun(params.data, recorded, run), emit, {
          normalisation: run.normalisation,
          testClasses: run.record.data.classes,
        })
      : await openRecorded(run.record, recorded, null, emit);
  try {
    const changed = otherThanTrained(run, data);
    if (changed) throw new ProblemError([changed]);
    if (params.data && !isOwn) {
      const seen = seenOtherwise(data, recorded, params.data, run);
      if (seen.length > 0) emit({ type: 'warnings', problems: seen });
    }
    const batches = data.evaluationBatches('test', BATCH);
    const options = { threads, autotune: false, plan: run.record.plan, state: run.state };
    const executable = await backend.compileInference(run.graph, options);
    try {
      const total = data.counts.test;
      const answers: Answer[] = [];
      const result = await evaluateBatches(
        executable,
        batches,
        BATCH,
        data.classes.length,
        (done) => emit({ type: 'evaluated', done, total }),
        params.examples > 0 ? (answer) => answers.push(answer) : undefined,
      );
      if (!Number.isFinite(result.loss))
        throw new ProblemError([problem('evaluate.notFinite', run.path, { images: total })]);
      const { path, checkpoint } = run;
      const examples = params.examples > 0 ? { examples: await examplesOf(data, answers, params.examples) } : {};
      return { ...result, run: path, checkpoint, data: data.name, classes: data.classes, ...examples };
    } finally {
      await executable.dispose();
    }
  } finally {
    await data.dispose();
  }
};

/**
 * At most `perCell` images of every pair of a label and a prediction, the surest first; those of mistakes before
 * others.
 */
async function examplesOf(data: DataSet, answers: readonly Answer[], perCell: number) {
  const taken = new Map<string, number>();
  const wrong = ({ label, predicted }: Answer): number => (label === predicted ? 0 : 1);
  const chosen = [...answers]
    .sort((a, b) => wrong(b) - wrong(a) || b.probability - a.probability)
    .filter(({ label, predicted }) => {
      const cell = `${label} ${predicted}`;
      const before = taken.get(cell) ?? 0;
      taken.set(cell, before + 1);
      return before < perCell;
    })
    .slice(0, MOST_EXAMPLES);
  return concurrently(chosen, availableParallelism(), async ({ index, ...answer }) => {
    const { pixels, path } = await data.sample('test', index);
    return { ...answer, path, png: Buffer.from(await encodePng(pixels, data.shape, EXAMPLE_SIDE)).toString('base64') };
  });
}

/** Another data set in the run's size and colours, unless the person says otherwise. */
function asTheRun(data: DataSettings, recorded: DataSettings, { record }: LoadedRun): DataSettings {
  const { height, width, channels } = record.data;
  return { resize: { height, width }, grayscale: channels === 1, ...readAsTrained(data, recorded) };
}

/** Where other images are not what the run was trained on, they are made so; what nobody asked for is said. */
function seenOtherwise(
  { own, name, shape }: DataSet,
  recorded: DataSettings,
  asked: DataSettings,
  { path, record }: LoadedRun,
): readonly Problem[] {
  const { channels } = record.data;
  const warn = (code: Parameters<typeof problem>[0], values: Problem['values'] = {}): Problem =>
    problem(code, path, { data: name, ...values }, { severity: 'warning' });
  const isChosen = recorded.grayscale !== undefined || asked.grayscale !== undefined;
  const colours =
    isChosen || own.channels === channels
      ? []
      : ([channels === 1 ? 'evaluate.seenInColour' : 'evaluate.seenGray'] as const);
  const isScaled = recorded.resize === undefined && asked.resize === undefined && sizeText(own) !== sizeText(shape);
  return [
    ...colours.map((code) => warn(code)),
    ...(isScaled ? [warn('evaluate.scaled', { found: sizeText(own), size: sizeText(shape) })] : []),
  ];
}

/**
 * A run's own data set that has other classes or images than it was trained on, or a size that was asked for and that
 * the network does not take.
 */
function otherThanTrained({ record: { data: before }, path }: LoadedRun, data: DataSet): Problem | null {
  const { shape, classes, name } = data;
  const of = (size: typeof shape): string => `${sizeText(size)} × ${size.channels}`;
  if (of(shape) !== of(before))
    return problem('evaluate.otherSize', path, { data: name, before: of(before), now: of(shape) });
  if (classes.join('\n').normalize('NFC') === before.classes.join('\n').normalize('NFC')) return null;
  const values = { path: before.source, what: 'classes', before: some(before.classes), now: some(classes) };
  return problem('evaluate.dataChanged', before.source, values);
}
