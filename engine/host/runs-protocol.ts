import { z } from 'zod';
import { folded, isFileName } from '../base/file-name.ts';
import { classSource } from '../settings/data.ts';
import { sweepAxis } from '../settings/sweep-axis.ts';
import { trainingSettings } from '../settings/training.ts';
import { wireProblem } from '../settings/wire-problem.ts';

/** What the engine says of runs on disk, of data sets, and of a training before it starts. */

const share = z.number().min(0).max(1);
const count = z.number().int().min(0);
const problems = z.array(wireProblem).readonly();

/** What a sweep writes beside the folders of its runs. */
const sweepFiles: ReadonlySet<string> = new Set(['sweep.json', 'sweep.svg', 'lock.json']);

/** A design's name within its sweep, and the name of its run's folder there: never a way out of the sweep's. */
export const designLabel = z.string().refine((label) => isFileName(label) && !sweepFiles.has(folded(label)), {
  error: 'a label names a folder inside the sweep: letters, digits, -, _ and . inside',
});

/** `interrupted`: `run.json` says that it is running, and no process writes it. `broken`: `run.json` cannot be read. */
const runStatus = z.enum(['running', 'interrupted', 'done', 'stopped', 'failed', 'broken']);

const runData = z.object({
  /** `digits`, or the folder's name. */
  name: z.string(),
  /** What `data.path` was. */
  source: z.string(),
  classes: z.array(z.string()).readonly(),
  height: count,
  width: count,
  channels: count,
  trainImages: count,
});

const runDevice = z.object({ id: z.string(), name: z.string(), threads: count });

/** What `run.json` says; null where a run that was recorded by an earlier version does not. */
const runFacts = z.object({
  /** ISO 8601. */
  created: z.string(),
  /** Spent on it so far, all sittings together. */
  seconds: z.number().nullable(),
  device: runDevice,
  data: runData,
  settings: trainingSettings,
  params: count.nullable(),
  /** Steps done, as far as is known on disk, of `steps`. */
  step: count,
  steps: count,
  epoch: count,
  /** Of the last step that is known. */
  loss: z.number().nullable(),
  accuracy: share.nullable(),
  bestEpoch: count.nullable(),
  /** Largest validation accuracy. */
  bestValAccuracy: share.nullable(),
  testAccuracy: share.nullable(),
  /** `id`: folder of the sweep. */
  sweep: z
    .object({ id: z.string(), series: z.string(), depth: z.number(), axis: sweepAxis.exactOptional() })
    .nullable(),
});
export type RunFacts = z.infer<typeof runFacts>;

export const runSummary = z.object({
  /** Folder: what `history`, `resume`, `evaluate` … take as `run`. */
  run: z.string(),
  name: z.string(),
  status: runStatus,
  /** Whether `export` and `predict` have weights to take. */
  hasCheckpoint: z.boolean(),
  /**
   * Where `resume` goes on: at the `beginning` where the run ended before its first checkpoint. Null for a run that is
   * done, goes on, or cannot go on.
   */
  resumesFrom: z.enum(['checkpoint', 'beginning']).nullable(),
  /**
   * The learning rate for a new run in its place, where its loss stopped being finite: resumed, it would end so again.
   * Null for any other.
   */
  anewAt: z.number().nullable(),
  /** Milliseconds since 1970 of the last change. */
  modified: z.number(),
  /** Null for a broken one. */
  facts: runFacts.nullable(),
  /** Why it failed, or what cannot be read. */
  problems,
});
export type RunSummary = z.infer<typeof runSummary>;

/** `interrupted`: it says that it is running, and no process writes it. */
export const sweepSummary = z.object({
  /** Folder: what `resumeSweep` takes, and `sweep.id` of its runs. */
  sweep: z.string(),
  status: z.enum(['running', 'interrupted', 'stopped', 'done']),
  /** Of which so many `points` are done. */
  designs: count,
  points: count,
});
export type SweepSummary = z.infer<typeof sweepSummary>;

/** Whether `resumeSweep` goes on with it. */
export const isUnfinished = ({ status }: Pick<SweepSummary, 'status'>): boolean =>
  status === 'interrupted' || status === 'stopped';

/** One value a row; null where a row has none. */
const column = z.array(z.number().nullable()).readonly();
const numbers = z.array(z.number()).readonly();

/**
 * The curves of a run, thinned to about `points` rows. Where rows were left out, each interval of steps gives two rows,
 * of its smallest and its largest value in each column, in the order in which they came: no peak is lost, and a value's
 * place is true to the interval. The last row is exact.
 */
export const runHistory = z.object({
  summary: runSummary,
  /** The document that the run trains. */
  design: z.unknown(),
  stepsPerEpoch: count,
  steps: z.object({
    /** Rows before thinning. */
    count,
    step: numbers,
    loss: numbers,
    accuracy: numbers,
    top5: numbers,
    learningRate: numbers,
    gradientNorm: numbers,
    imagesPerSecond: numbers,
    /** `loss/<head>`, `accuracy/<head>`, `top5/<head>`. */
    heads: z.record(z.string(), column).readonly(),
  }),
  epochs: z.object({
    count,
    epoch: numbers,
    /** Steps done at its end. */
    step: numbers,
    loss: numbers,
    accuracy: numbers,
    valLoss: column,
    valAccuracy: column,
    seconds: numbers,
  }),
  /** The steps that report them, thinned further so that a net of a thousand layers does not fill the line. */
  layers: z.object({
    count,
    step: numbers,
    /** `gradientNorm/<layer>`, `updateRatio/<layer>`, `residualRatio/<add>`. */
    columns: z.record(z.string(), column).readonly(),
  }),
  /** What the curves lack, and why. */
  problems,
});
export type RunHistory = z.infer<typeof runHistory>;

export const dataPart = z.enum(['train', 'validation', 'test']);

/** What a data set was found to be. */
export const dataFound = z.object({
  name: z.string(),
  height: count,
  width: count,
  channels: count,
  /** Images of each part, and of each class in it. */
  counts: z.object({ train: count, validation: count, test: count }),
  /** `IDX files …`, `a folder of images for each class`. */
  form: z.string(),
  /** The folder that its files lie in. */
  at: z.string(),
  /** How a folder of images is read, as `--parts`, `--classes-from` and `--exclude` say it; null for other forms. */
  layout: z.object({ parts: z.string(), classesFrom: classSource, exclude: z.array(z.string()).readonly() }).nullable(),
  /** Parts that are taken from the training images at random. */
  heldOut: z.array(dataPart).readonly(),
  classes: z.array(z.object({ name: z.string(), train: count, validation: count, test: count })).readonly(),
});
export type DataFound = z.infer<typeof dataFound>;

export const dataPreview = dataFound.extend({
  samples: z
    .array(
      z.object({
        part: dataPart,
        /** Index into `classes`. */
        label: count,
        /** The file, where it has one of its own. */
        path: z.string().nullable(),
        /** Base64, at most 96 pixels a side. */
        png: z.string(),
      }),
    )
    .readonly(),
  warnings: problems,
});
export type DataPreview = z.infer<typeof dataPreview>;

/**
 * What would come of a training: errors keep it from starting, warnings do not. Facts are null where an error leaves
 * them unknown.
 */
export const trainingCheck = z.object({
  problems,
  facts: z.object({
    device: z.object({ id: z.string(), name: z.string() }).nullable(),
    data: dataPreview.pick({ name: true, height: true, width: true, channels: true, counts: true }).nullable(),
    classes: count.nullable(),
    params: count.nullable(),
    steps: count.nullable(),
    stepsPerEpoch: count.nullable(),
    /** Of a step, beside the memory that the device has. */
    memory: z.object({ predictedBytes: z.number(), deviceBytes: z.number() }).nullable(),
    /** What the run writes at most, beside what is free where it goes; null for a run that is not kept. */
    disk: z.object({ neededBytes: z.number(), freeBytes: z.number() }).nullable(),
  }),
});
export type TrainingCheck = z.infer<typeof trainingCheck>;

export const sweepPoint = z.object({
  label: designLabel,
  series: z.string(),
  /** The number of layers; with an axis the place on it, counted from 0. */
  depth: z.number(),
  axis: sweepAxis.exactOptional(),
  params: count,
  /** `failed`: the loss stopped being finite; the errors are then null. */
  status: z.enum(['done', 'failed']),
  /** Loss and share of wrong answers over the training images of the last epoch, as they were trained on. */
  trainingLoss: z.number().nullable(),
  trainingError: share.nullable(),
  /** At the end of the last epoch; null where nothing is held out. */
  validationLoss: z.number().nullable(),
  validationError: share.nullable(),
  seconds: z.number(),
  run: z.string().nullable(),
});
export type SweepPoint = z.infer<typeof sweepPoint>;
