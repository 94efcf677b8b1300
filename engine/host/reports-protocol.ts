import { z } from 'zod';

/**
 * What the engine found out by running something: two computations compared, a step profiled, the devices there are.
 */

const count = z.number().int().min(0);

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

export const comparison = z.object({
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

/** What an import found, and what the file and the design compute alike. */
export const importReport = z.object({
  file: z.string(),
  producer: z.string(),
  opset: count,
  /** Of the file that lead to its output, idioms of several as one. */
  nodes: count,
  layers: count,
  name: z.string(),
  /** The files that were written; null where nothing was to be. */
  design: z.string().nullable(),
  weights: z.string().nullable(),
  parameters: count,
  multiplies: count,
  images: count,
  /** Largest |file − design|, both in ONNX Runtime; null where it does not run the file, and `reason` says why. */
  difference: z.number().nullable(),
  reason: z.string(),
  /** Largest |file − float64 reference of the design|; null where that would take too long. */
  referenceDifference: z.number().nullable(),
  /** Largest number of the output, and the share of it that is allowed. */
  largest: z.number(),
  tolerance: z.number(),
  /** Of the design in ONNX Runtime, as the file has them. */
  outputs: z
    .array(z.object({ name: z.string(), dims: z.array(count).readonly(), data: z.array(z.number()).readonly() }))
    .readonly(),
});
export type ImportReport = z.infer<typeof importReport>;

export const deviceInfo = z.object({
  id: z.string(),
  backend: z.enum(['ort', 'webgpu']),
  name: z.string(),
  memoryBytes: z.number(),
  features: z.array(z.string()).readonly(),
});

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

const plannedBuffer = z.object({
  bytes: z.number(),
  tensors: z
    .array(
      z.object({
        label: z.string(),
        offset: z.number(),
        bytes: z.number(),
        first: z.number(),
        last: z.number(),
        isPart: z.boolean(),
      }),
    )
    .readonly(),
});

export const profileReport = z.object({
  step: z.object({
    medianMs: z.number(),
    minMs: z.number(),
    imagesPerSecond: z.number(),
    metricsMs: z.number(),
    profiledMs: z.number(),
    otherMs: z.number(),
    host: z.object({ kernels: z.number(), ms: z.number() }).nullable(),
  }),
  layers: z.array(layerProfile).readonly(),
  memory: z.object({ predictedBytes: z.number(), measuredPeakBytes: z.number(), processPeakBytes: z.number() }),
  buffers: z.array(plannedBuffer).readonly().nullable(),
  device: deviceInfo,
  roofline: z.object({ gflopsPerSecond: z.number(), gigabytesPerSecond: z.number() }),
});
