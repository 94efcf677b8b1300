import { z } from 'zod';

/** What a run reports while it trains, as it stands in `metrics.jsonl` and travels to whoever watches. */

const share = z.number().min(0).max(1);
const count = z.number().int().min(0);

/** Of the inference network on a part of a data set. */
export const evaluationSchema = z.object({
  images: count,
  /** Mean cross-entropy, without label smoothing. */
  loss: z.number(),
  /** Fraction whose largest logit is the label's; of equal logits the first counts. */
  accuracy: share,
  /** Null where there are five classes or fewer, any of which are the top five. */
  top5: share.nullable(),
  /** Rows are true classes, columns predicted ones. */
  confusion: z.array(z.array(count).readonly()).readonly(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** In this order: start, (step | epoch)…, done. */
export const runEvents = {
  start: z.object({
    type: z.literal('start'),
    run: z.string().nullable(),
    name: z.string(),
    device: z.string(),
    steps: count,
    stepsPerEpoch: count,
    epochs: count,
    batch: count,
    trainImages: count,
    validationImages: count,
    params: count,
    /** At its peak. */
    learningRate: z.number(),
    /** First step to come: more than 0 after a resume. */
    fromStep: count,
    /** Names of `layers` in step events. */
    layerMetrics: z.array(z.string()).readonly(),
    /** Seconds that compiling the step took. */
    compileSeconds: z.number(),
  }),
  step: z.object({
    type: z.literal('step'),
    epoch: count,
    step: count,
    /** What the step minimised: Σ weight · loss over the heads. */
    loss: z.number(),
    /** Of the main head, on this batch. */
    accuracy: share,
    top5: share,
    learningRate: z.number(),
    gradientNorm: z.number(),
    ms: z.number(),
    imagesPerSecond: z.number(),
    secondsLeft: z.number(),
    /** `loss/<head>`, `accuracy/<head>`, `top5/<head>`. */
    heads: z.record(z.string(), z.number()).readonly(),
    /**
     * `gradientNorm/<layer>`, `updateRatio/<layer>`, `residualRatio/<add>`: in the order of `layerMetrics`, on the
     * steps that report them.
     */
    layers: z.array(z.number()).readonly().exactOptional(),
  }),
  epoch: z.object({
    type: z.literal('epoch'),
    epoch: count,
    step: count,
    /** Means over the epoch's steps. */
    loss: z.number(),
    accuracy: share,
    valLoss: z.number().nullable(),
    valAccuracy: share.nullable(),
    best: z.boolean(),
    seconds: z.number(),
  }),
  done: z.object({
    type: z.literal('done'),
    status: z.enum(['done', 'stopped']),
    /** Why it ended before its last epoch. */
    reason: z.enum(['finished', 'maxSteps', 'earlyStop', 'stopRequested']),
    run: z.string().nullable(),
    steps: count,
    loss: z.number(),
    accuracy: share,
    bestEpoch: count.nullable(),
    bestValAccuracy: share.nullable(),
    seconds: z.number(),
    imagesPerSecond: z.number(),
    test: evaluationSchema.nullable(),
  }),
} as const;
export type RunEvent = z.infer<(typeof runEvents)[keyof typeof runEvents]>;
