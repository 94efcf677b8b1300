import { z } from 'zod';
import { dataSettings } from '../settings/data.ts';
import { evaluationSchema, runEvents } from '../settings/run-events.ts';
import { trainingSettings } from '../settings/training.ts';

/**
 * Everything that crosses the engine's process boundary, in one place: calls with their parameters, what they answer, and the messages that carry them.
 * Arrivals are validated with these schemas; errors travel as data (problems: code, values, node, fixes), never as prose.
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

export const calls = {
  /** Trains one design; events are `TrainEvent`s. */
  train: compute.extend({
    design: designSource,
    data: dataSettings,
    settings: trainingSettings,
    /** Run folder to make; null keeps nothing. */
    out: z.string().nullable(),
    checkpointEvery: z.number().int().min(1).optional(),
    layerMetricsEvery: z.number().int().min(1).default(10),
    /** Test on the test split when done. */
    test: z.boolean().default(false),
  }),
  /** Goes on with the run in a folder from its checkpoint. `maxSteps` and `epochs` may be raised. */
  resume: z.object({
    run: z.string(),
    epochs: z.number().int().min(1).optional(),
    maxSteps: z.number().int().min(1).optional(),
    checkpointEvery: z.number().int().min(1).optional(),
    test: z.boolean().default(false),
  }),
  /** Trains every design in turn with the same settings: training error against depth. */
  sweep: compute.extend({
    designs: z
      .array(z.object({ label: z.string(), series: z.string(), depth: z.number(), design: designSource }))
      .min(1),
    data: dataSettings,
    settings: trainingSettings,
    out: z.string().nullable(),
  }),
  evaluate: compute.extend({ run: z.string(), data: dataSettings.optional() }),
  predict: compute.extend({ run: z.string(), images: z.array(z.string()).min(1) }),
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
  /** Compares an ONNX file that Layerloom wrote with the float64 reference of the design and checkpoint it came from. */
  verify: z.object({
    file: z.string(),
    run: z.string(),
    data: dataSettings.optional(),
    images: comparedImages,
  }),
  devices: z.object({}),
} as const;

export type CallName = keyof typeof calls;
export type CallParams<C extends CallName> = z.infer<(typeof calls)[C]>;
/** What a caller may leave to the defaults. */
export type CallInput<C extends CallName> = z.input<(typeof calls)[C]>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
export const wireProblem = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  node: z.string(),
  field: z.string().exactOptional(),
  values: z.record(z.string(), scalar).readonly(),
  fixes: z.array(z.unknown()).readonly(),
});

export type WireProblem = z.infer<typeof wireProblem>;

const share = z.number().min(0).max(1);
const count = z.number().int().min(0);
const sweepPoint = z.object({
  label: z.string(),
  series: z.string(),
  depth: z.number(),
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

/** Which images two computations were compared on: of a data set's part, in the network's size. */
const comparedOn = z.object({
  data: z.string(),
  part: z.enum(['train', 'validation', 'test']),
  height: count,
  width: count,
  /** A network whose channels are no colours got another grey image in each. */
  onePerChannel: z.boolean(),
});
export type ComparedOn = z.infer<typeof comparedOn>;

const comparison = z.object({
  file: z.string(),
  bytes: count,
  nodes: count,
  weights: count,
  images: count,
  source: comparedOn,
  tolerance: z.number(),
  /** Largest |logit of ONNX Runtime − logit of the float64 reference|, and the same over the largest |logit|. */
  largestDifference: z.number(),
  relativeDifference: z.number(),
  largestLogit: z.number(),
});
export type Comparison = z.infer<typeof comparison>;

const deviceInfo = z.object({
  id: z.string(),
  backend: z.enum(['ort', 'webgpu']),
  name: z.string(),
  memoryBytes: z.number(),
  features: z.array(z.string()).readonly(),
});

/** What jobs report while they run. */
export const jobEvent = z.discriminatedUnion('type', [
  runEvents.start,
  runEvents.step,
  runEvents.epoch,
  runEvents.done,
  /** A data set's files are looked at. */
  z.object({ type: z.literal('loading'), phase: z.enum(['headers', 'pixels']), done: count, total: count }),
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

const layerProfile = z.object({
  path: z.string(),
  kind: z.string(),
  forwardMs: z.number(),
  backwardMs: z.number(),
  updateMs: z.number(),
  totalMs: z.number(),
  share: z.number(),
  flops: z.number(),
  gflopsPerSecond: z.number().nullable(),
  bytes: z.number(),
  intensity: z.number().nullable(),
  movedBytes: z.number(),
  gigabytesPerSecond: z.number().nullable(),
  bound: z.enum(['compute', 'memory']).nullable(),
  attained: z.number().nullable(),
  kernels: z.array(z.string()).readonly(),
});

/** What each call answers. */
export const results = {
  train: runEvents.done,
  resume: runEvents.done,
  sweep: z.object({ status: z.enum(['done', 'stopped']), points: z.array(sweepPoint).readonly() }),
  evaluate: evaluationSchema.extend({
    run: z.string(),
    checkpoint: z.string(),
    data: z.string(),
    classes: z.array(z.string()).readonly(),
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
        }),
      )
      .readonly(),
  }),
  profile: z.object({
    step: z.object({
      medianMs: z.number(),
      minMs: z.number(),
      imagesPerSecond: z.number(),
      metricsMs: z.number(),
      profiledMs: z.number(),
      otherMs: z.number(),
    }),
    layers: z.array(layerProfile).readonly(),
    memory: z.object({ predictedBytes: z.number(), measuredPeakBytes: z.number(), processPeakBytes: z.number() }),
    device: deviceInfo,
    roofline: z.object({ gflopsPerSecond: z.number(), gigabytesPerSecond: z.number() }),
  }),
  export: comparison,
  verify: comparison,
  devices: z.object({ devices: z.array(deviceInfo).readonly() }),
} as const satisfies Record<CallName, z.ZodType>;
export type CallResult<C extends CallName> = z.infer<(typeof results)[C]>;

/** To the engine. */
export const toEngine = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('call'),
    id: z.number().int(),
    name: z.enum(Object.keys(calls) as [CallName, ...CallName[]]),
    params: z.unknown(),
  }),
  /** Acknowledged at once, in effect at the step's end. */
  z.object({ type: z.literal('control'), id: z.number().int(), wanted: z.enum(['run', 'pause', 'stop']) }),
]);
export type ToEngine = z.infer<typeof toEngine>;

/** From the engine. Each call gets any number of events, then one result, problems or failure. */
export const fromEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('queued'), id: z.number().int(), ahead: z.number().int() }),
  z.object({ type: z.literal('event'), id: z.number().int(), event: jobEvent }),
  z.object({ type: z.literal('acknowledged'), id: z.number().int(), wanted: z.enum(['run', 'pause', 'stop']) }),
  z.object({ type: z.literal('result'), id: z.number().int(), result: z.unknown() }),
  z.object({ type: z.literal('problems'), id: z.number().int(), problems: z.array(wireProblem).readonly() }),
  /** A bug or a dead worker: the message is for the log and the report. */
  z.object({ type: z.literal('failure'), id: z.number().int(), message: z.string() }),
]);
export type FromEngine = z.infer<typeof fromEngine>;
