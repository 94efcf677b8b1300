import { z } from 'zod';
import { folded } from '../base/file-name.ts';
import { dataSettings } from '../settings/data.ts';
import { evaluationSchema, runEvents } from '../settings/run-events.ts';
import { sweepAxis } from '../settings/sweep-axis.ts';
import { trainingSettings, wantedSettings } from '../settings/training.ts';
import { wireProblem } from '../settings/wire-problem.ts';
import { comparison, deviceInfo, importReport, profileReport } from './reports-protocol.ts';
import {
  dataFound,
  dataPart,
  dataPreview,
  designLabel,
  runHistory,
  runSummary,
  sweepPoint,
  sweepSummary,
  trainingCheck,
} from './runs-protocol.ts';

/**
 * Everything that crosses the engine's process boundary, in one place: calls with their parameters, what they answer,
 * and the messages that carry them. Arrivals are validated with these schemas; errors travel as data (problems: code,
 * values, node, fixes), never as prose.
 */

/** Where a design comes from: a template adapts to the data's sizes, a document must fit them. */
export const designSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('template'), spec: z.string() }),
  z.object({ kind: z.literal('document'), document: z.unknown(), name: z.string() }),
]);
export type DesignSource = z.infer<typeof designSource>;

const compute = z.object({
  device: z.string().default('auto'),
  threads: z.number().int().min(1).max(256).optional(),
  autotune: z.boolean().default(true),
});

const imageSize = z.object({
  height: z.number().int().positive(),
  width: z.number().int().positive(),
  channels: z.number().int().positive(),
});

/** By default as many as the float64 reference gets through in some seconds, four at most. */
const comparedImages = z.number().int().min(1).max(1000).optional();

const training = compute.extend({
  design: designSource,
  data: dataSettings,
  settings: wantedSettings,
  /** A run, a `.safetensors` file or an ONNX file whose weights it starts from, where they fit by name and size. */
  from: z.string().min(1).optional(),
  /** Run folder to make; null keeps nothing. */
  out: z.string().nullable(),
  checkpointEvery: z.number().int().min(1).optional(),
  layerMetricsEvery: z.number().int().min(1).default(10),
  /** Test on the test split when done. */
  test: z.boolean().default(false),
});

/** A file's bytes in base64: 24 MiB of them at most, so that some fit into a page's message. */
const LONGEST_IMAGE = 32 * 1024 * 1024;
/** A file, or the bytes of one that has no path here. */
const image = z.union([z.string(), z.object({ name: z.string().max(255), base64: z.base64().max(LONGEST_IMAGE) })]);

const runName = z.string().trim().min(1).max(200);

export const calls = {
  /** Trains one design; events are `TrainEvent`s. */
  train: training,
  /**
   * Goes on with the run in a folder from its checkpoint, from the beginning where it has none yet. `maxSteps` and
   * `epochs` may be raised. `data`: where its data set lies now, which must be the same.
   */
  resume: z.object({
    run: z.string(),
    data: z.string().min(1).optional(),
    epochs: z.number().int().min(1).optional(),
    maxSteps: z.number().int().min(1).optional(),
    checkpointEvery: z.number().int().min(1).optional(),
    test: z.boolean().default(false),
  }),
  /**
   * Trains every design in turn with the same settings, or with its own: error against depth, or against what the sweep
   * turns.
   */
  sweep: compute.extend({
    designs: z
      .array(
        z.object({
          label: designLabel,
          series: z.string(),
          depth: z.number(),
          axis: sweepAxis.exactOptional(),
          design: designSource,
          settings: wantedSettings.exactOptional(),
        }),
      )
      .min(1)
      .refine((designs) => new Set(designs.map(({ label }) => folded(label))).size === designs.length, {
        error: 'two designs have the same label',
      }),
    data: dataSettings,
    settings: wantedSettings,
    out: z.string().nullable(),
  }),
  /** Goes on with a sweep that was cut short. `data`: where its data set lies now, which must be the same. */
  resumeSweep: z.object({ sweep: z.string(), data: z.string().min(1).optional() }),
  /** `examples`: so many images of every cell of the confusion matrix at most, those of mistakes before others. */
  evaluate: compute.extend({
    run: z.string(),
    data: dataSettings.optional(),
    examples: z.number().int().min(0).max(100).default(0),
  }),
  predict: compute.extend({
    run: z.string(),
    images: z.array(image).min(1).max(1000),
    /** Whether to send back what the network was given of each. */
    seen: z.boolean().default(false),
    /** The processor by default: one image is done before a GPU is found. */
    device: z.string().default('cpu'),
  }),
  profile: compute.extend({
    design: designSource,
    input: imageSize.optional(),
    classes: z.number().int().min(2).optional(),
    settings: trainingSettings,
    steps: z.number().int().min(1).max(1000).default(5),
  }),
  export: z.object({
    /** Needed without `run`. */
    design: designSource.optional(),
    run: z.string().optional(),
    file: z.string(),
    foldBatchNorm: z.boolean().default(false),
    /** Images to compare on, and their data set; a run's own by default. */
    data: dataSettings.optional(),
    images: comparedImages,
    /** Initial weights, where there is no run. */
    seed: z.number().int().min(0).default(0),
  }),
  /**
   * Compares an ONNX file that Layerloom wrote with the float64 reference of the design and checkpoint it came from.
   */
  verify: z.object({
    file: z.string(),
    run: z.string(),
    data: dataSettings.optional(),
    images: comparedImages,
  }),
  /**
   * Opens an ONNX file of any program as a design. `output`: where to write it; null writes nothing. `inputs`: a JSON
   * file that names what is fed.
   */
  import: z.object({
    file: z.string(),
    output: z.string().nullable(),
    inputs: z.string().optional(),
    /** Of the input, where the file leaves a size open. */
    shape: z.array(z.number().int().min(1)).optional(),
  }),
  devices: z.object({}),
  /** The runs in a folder, and those of the sweeps in it; latest first. */
  runs: z.object({ folder: z.string() }),
  /** The curves of a run, of a running one as far as they are on disk: a second behind at most. */
  history: z.object({ run: z.string(), points: z.number().int().min(10).max(100_000).default(2000) }),
  /**
   * Deletes the files that Layerloom wrote, and the folder where nothing else is in it. Refused while the run is
   * written.
   */
  removeRun: z.object({ run: z.string() }),
  renameRun: z.object({ run: z.string(), name: runName }),
  /**
   * Images of a run's own data set, as it was read: the first `count` in turn of every class, or one at `at` of the way
   * through the part, 0 ≤ at < 1.
   */
  runImages: z.object({
    run: z.string(),
    part: dataPart,
    count: z.number().int().min(1).max(200).default(1),
    at: z.number().min(0).lt(1).optional(),
  }),
  /** A look at a data set; `samples` images, in turn of every class. */
  previewData: z.object({ data: dataSettings, samples: z.number().int().min(0).max(200).default(40) }),
  /** Whether `train` with these parameters would start, and what it would take. */
  checkTraining: training,
} as const;

export type CallName = keyof typeof calls;
/** Calls that take little and never wait behind a job on the device; the others run one at a time. */
export const lightCalls = [
  'predict',
  'devices',
  'runs',
  'history',
  'removeRun',
  'renameRun',
  'runImages',
  'previewData',
  'checkTraining',
] as const satisfies readonly CallName[];
export type LightCall = (typeof lightCalls)[number];
/** A call that computes at length: pages see it among the active jobs, and can attach to it. */
export type JobCall = Exclude<CallName, LightCall>;
export type CallParams<C extends CallName> = z.infer<(typeof calls)[C]>;
/** What a caller may leave to the defaults. */
export type CallInput<C extends CallName> = z.input<(typeof calls)[C]>;

const share = z.number().min(0).max(1);
const count = z.number().int().min(0);
/** What jobs report while they run. */
export const jobEvent = z.discriminatedUnion('type', [
  runEvents.start,
  runEvents.step,
  runEvents.epoch,
  runEvents.done,
  /** A data set's files are looked at. */
  z.object({ type: z.literal('loading'), phase: z.enum(['headers', 'pixels']), done: count, total: count }),
  /** What a data set was found to be, before the first step. */
  dataFound.extend({ type: z.literal('data') }),
  z.object({ type: z.literal('warnings'), problems: z.array(wireProblem).readonly() }),
  z.object({ type: z.literal('evaluated'), done: count, total: count }),
  /** A sweep starts its next design; the run's own events follow, then its point. */
  z.object({
    type: z.literal('design'),
    index: count,
    count,
    label: z.string(),
    series: z.string(),
    depth: z.number(),
    axis: sweepAxis.exactOptional(),
    /** Shares of the whole sweep, by multiplications: of the designs before it, and its own. */
    before: share,
    own: share,
  }),
  sweepPoint.extend({ type: z.literal('point') }),
  /** A profile's stages: compiling, steps as training runs them, and the same under the device's profiler. */
  z.object({
    type: z.literal('profiling'),
    stage: z.enum(['compile', 'steps', 'profiler']),
    /** Of the stage's steps. */
    done: count,
    total: count,
  }),
  /** An export's stages. */
  z.object({ type: z.literal('stage'), stage: z.enum(['write', 'structure', 'weights', 'run', 'reference']) }),
]);
export type JobEvent = z.infer<typeof jobEvent>;

const sweepResult = z.object({ status: z.enum(['done', 'stopped']), points: z.array(sweepPoint).readonly() });

/** What each call answers. */
export const results = {
  train: runEvents.done,
  resume: runEvents.done,
  sweep: sweepResult,
  resumeSweep: sweepResult,
  evaluate: evaluationSchema.extend({
    run: z.string(),
    checkpoint: z.string(),
    data: z.string(),
    classes: z.array(z.string()).readonly(),
    /** Of a cell that has more than were asked for, those of which the network was surest. */
    examples: z
      .array(
        z.object({
          /** Indices into `classes`. */
          label: count,
          predicted: count,
          probability: share,
          /** The file, where it has one of its own. */
          path: z.string().nullable(),
          /** Base64, at most 96 pixels a side. */
          png: z.string(),
        }),
      )
      .readonly()
      .exactOptional(),
  }),
  predict: z.object({
    run: z.string(),
    checkpoint: z.string(),
    predictions: z
      .array(
        z.object({
          image: z.string(),
          /** Likeliest first. */
          classes: z.array(z.object({ name: z.string(), probability: share })).readonly(),
          /** Bytes [C, H, W]. */
          seen: imageSize.extend({ base64: z.string() }).exactOptional(),
        }),
      )
      .readonly(),
    /** Images that could not be read, while others could. */
    failed: z.array(z.object({ image: z.string(), problems: z.array(wireProblem).readonly() })).readonly(),
  }),
  profile: profileReport,
  export: comparison,
  verify: comparison,
  import: importReport,
  devices: z.object({ devices: z.array(deviceInfo).readonly() }),
  runs: z.object({ runs: z.array(runSummary).readonly(), sweeps: z.array(sweepSummary).readonly() }),
  history: runHistory,
  /** `left`: what else lies in the folder, which therefore stays. */
  removeRun: z.object({ left: z.array(z.string()).readonly() }),
  renameRun: runSummary,
  runImages: z.object({
    /** Of the data set's pixels: of 16 bits the images are only to look at. */
    bits: z.union([z.literal(8), z.literal(16)]),
    images: z.array(z.object({ class: z.string(), path: z.string().nullable(), png: z.string() })).readonly(),
  }),
  previewData: dataPreview,
  checkTraining: trainingCheck,
} as const satisfies Record<CallName, z.ZodType>;
export type CallResult<C extends CallName> = z.infer<(typeof results)[C]>;

/** What a job's owner wants of it. */
export const wanted = z.enum(['run', 'pause', 'stop']);
export type Wanted = z.infer<typeof wanted>;

/** To the engine. */
export const toEngine = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('call'),
    id: z.number().int(),
    name: z.enum(Object.keys(calls) as [CallName, ...CallName[]]),
    params: z.unknown(),
  }),
  /** Acknowledged at once, in effect at the step's end. */
  z.object({ type: z.literal('control'), id: z.number().int(), wanted }),
]);
export type ToEngine = z.infer<typeof toEngine>;

/** From the engine. Each call gets any number of events, then one result, problems, cancelled or failure. */
export const fromEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('queued'), id: z.number().int(), ahead: z.number().int() }),
  /** Its turn has come. */
  z.object({ type: z.literal('started'), id: z.number().int() }),
  z.object({ type: z.literal('event'), id: z.number().int(), event: jobEvent }),
  z.object({ type: z.literal('acknowledged'), id: z.number().int(), wanted }),
  z.object({ type: z.literal('result'), id: z.number().int(), result: z.unknown() }),
  z.object({ type: z.literal('problems'), id: z.number().int(), problems: z.array(wireProblem).readonly() }),
  /** It was stopped before it began, or a light call before it was done. */
  z.object({ type: z.literal('cancelled'), id: z.number().int() }),
  /** A bug or a dead worker: the message is for the log and the report. */
  z.object({ type: z.literal('failure'), id: z.number().int(), message: z.string() }),
]);
export type FromEngine = z.infer<typeof fromEngine>;
