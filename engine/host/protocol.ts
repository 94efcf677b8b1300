import { z } from 'zod';
import { dataSettings } from '../settings/data.ts';
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
    designs: z.array(z.object({ label: z.string(), series: z.string(), depth: z.number(), design: designSource })).min(1),
    data: dataSettings,
    settings: trainingSettings,
    out: z.string().nullable(),
  }),
  evaluate: z.object({ run: z.string(), data: dataSettings.optional(), threads: z.number().int().min(1).optional() }),
  predict: z.object({ run: z.string(), image: z.string(), threads: z.number().int().min(1).optional() }),
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
    /** Images to compare on, and their data set; a run's own test images by default. */
    data: dataSettings.optional(),
    images: z.number().int().min(1).max(1000).default(4),
    seed: z.number().int().min(0).default(0),
  }),
  /** Compares an ONNX file that Layerloom wrote with the float64 reference of the design and checkpoint it came from. */
  verify: z.object({
    file: z.string(),
    run: z.string(),
    data: dataSettings.optional(),
    images: z.number().int().min(1).max(1000).default(4),
  }),
  devices: z.object({}),
} as const;

export type CallName = keyof typeof calls;
export type CallParams<C extends CallName> = z.infer<(typeof calls)[C]>;
/** What a caller may leave to the defaults. */
export type CallInput<C extends CallName> = z.input<(typeof calls)[C]>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const wireProblem = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  node: z.string(),
  field: z.string().exactOptional(),
  values: z.record(z.string(), scalar).readonly(),
  fixes: z.array(z.unknown()).readonly(),
});

/** To the engine. */
export const toEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id: z.number().int(), name: z.enum(Object.keys(calls) as [CallName, ...CallName[]]), params: z.unknown() }),
  /** Acknowledged at once, in effect at the step's end. */
  z.object({ type: z.literal('control'), id: z.number().int(), wanted: z.enum(['run', 'pause', 'stop']) }),
]);
export type ToEngine = z.infer<typeof toEngine>;

/** From the engine. Each call gets any number of events, then one result, problems or failure. */
export const fromEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('queued'), id: z.number().int(), ahead: z.number().int() }),
  z.object({ type: z.literal('event'), id: z.number().int(), event: z.unknown() }),
  z.object({ type: z.literal('acknowledged'), id: z.number().int(), wanted: z.enum(['run', 'pause', 'stop']) }),
  z.object({ type: z.literal('result'), id: z.number().int(), result: z.unknown() }),
  z.object({ type: z.literal('problems'), id: z.number().int(), problems: z.array(wireProblem).readonly() }),
  /** A bug or a dead worker: the message is for the log and the report. */
  z.object({ type: z.literal('failure'), id: z.number().int(), message: z.string() }),
]);
export type FromEngine = z.infer<typeof fromEngine>;
