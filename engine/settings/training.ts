import { z } from 'zod';

const fraction = z.number().min(0).max(1);

/** v ← m·v + g (+ Nesterov's look-ahead); w ← w − η·v. Sutskever et al. 2013, in PyTorch's form. */
const sgd = z.object({
  kind: z.literal('sgd'),
  momentum: fraction.default(0.9),
  nesterov: z.boolean().default(false),
});

/** Kingma & Ba 2015, algorithm 1. Its weight decay is L2: added to the gradient. */
const adam = z.object({
  kind: z.literal('adam'),
  beta1: fraction.default(0.9),
  beta2: fraction.default(0.999),
  epsilon: z.number().positive().default(1e-8),
});

/** Loshchilov & Hutter 2019, algorithm 2: decay is decoupled from the gradient. */
const adamw = adam.extend({ kind: z.literal('adamw') });

/** Tieleman & Hinton 2012, in PyTorch's form (ε outside the root). */
const rmsprop = z.object({
  kind: z.literal('rmsprop'),
  alpha: fraction.default(0.99),
  epsilon: z.number().positive().default(1e-8),
  momentum: fraction.default(0),
});

export const optimizerSettings = z.discriminatedUnion('kind', [sgd, adam, adamw, rmsprop]);
export type OptimizerSettings = z.infer<typeof optimizerSettings>;

const scheduleSettings = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('constant') }),
  /** η · factor^⌊epoch / every⌋ */
  z.object({
    kind: z.literal('step'),
    every: z.number().int().positive().default(10),
    factor: z.number().positive().max(1).default(0.1),
  }),
  /** η · ½ (1 + cos(π t/T)) over the steps after the warm-up. Loshchilov & Hutter 2017, eq. 5 without restarts. */
  z.object({ kind: z.literal('cosine') }),
  /**
   * Rises from η/25 to η over the first 30 % by half a cosine, then falls to η/250,000 by another. Smith & Topin 2018,
   * in PyTorch's form.
   */
  z.object({ kind: z.literal('oneCycle') }),
]);

/**
 * `design`: what each layer says. The others replace it in every convolution and dense layer; zeroLastGamma starts each
 * residual branch at zero (Goyal et al. 2017, §5.1).
 */
export const initSettings = z.enum(['design', 'he', 'heFanIn', 'xavier', 'torch', 'zeroLastGamma']);
export type InitSettings = z.infer<typeof initSettings>;

/** Smaller ones move no weight, and below 1e-45 are 0 in 32 bits. */
const learningRate = z.number().positive({ abort: true }).min(1e-12).max(1000);

/** Everything that decides a run besides the design and the data. */
export const trainingSettings = z.object({
  epochs: z.number().int().min(1).max(100_000).default(10),
  /** Ends the run after so many steps, whatever the epochs say. */
  maxSteps: z.number().int().min(1).optional(),
  batch: z.number().int().min(1).max(65_536).default(64),
  learningRate: learningRate.default(0.1),
  optimizer: optimizerSettings.prefault({ kind: 'sgd' }),
  schedule: scheduleSettings.prefault({ kind: 'cosine' }),
  /** Steps over which the learning rate rises linearly to its value. */
  warmup: z.number().int().min(0).default(0),
  weightDecay: z.number().min(0).max(1).default(1e-4),
  /** Whether biases and norms decay too, as plain PyTorch does. */
  decayAll: z.boolean().default(false),
  labelSmoothing: z.number().min(0).max(0.999).default(0),
  /** Largest global gradient norm; larger gradients are scaled down to it. */
  clip: z.number().positive().optional(),
  init: initSettings.default('design'),
  shuffle: z.boolean().default(true),
  /** Stops after so many epochs without a better validation loss. */
  earlyStop: z.number().int().min(1).optional(),
  seed: z.number().int().min(0).max(0xffff_ffff).default(0),
});
export type TrainingSettings = z.infer<typeof trainingSettings>;

/** As they are asked for: without a learning rate the network decides it (`withRate`). */
export const wantedSettings = trainingSettings.extend({ learningRate: learningRate.exactOptional() });
export type WantedSettings = z.infer<typeof wantedSettings>;
export const defaultTraining: TrainingSettings = trainingSettings.parse({});
