import type { Analysis } from '../analyze/analysis.ts';
import type { OptimizerSettings, TrainingSettings, WantedSettings } from './training.ts';

/**
 * By what decides it. SGD with batch norm: He et al. 2015, section 3.4; without: see docs/measurements.md; the others
 * divide by the gradient's size.
 */
export const defaultRates = { normed: 0.1, plain: 0.02, adaptive: 0.001 } as const;

export type RateReason = keyof typeof defaultRates;

/** What the learning rate is chosen by where nobody chose one. */
export function rateReason(optimizer: OptimizerSettings['kind'], normed: boolean): RateReason {
  if (optimizer !== 'sgd') return 'adaptive';
  return normed ? 'normed' : 'plain';
}

/** Whether batch norms keep the activations in scale. */
export const isNormed = ({ nodes }: Analysis): boolean => nodes.some(({ node }) => node.kind === 'batchNorm');

/** The settings with a learning rate that suits all of the networks, where none was asked for. */
export function withRate(settings: WantedSettings, networks: readonly Analysis[]): TrainingSettings {
  const chosen = defaultRates[rateReason(settings.optimizer.kind, networks.every(isNormed))];
  return { ...settings, learningRate: settings.learningRate ?? chosen };
}

/** What to try where the loss broke: the usual rate if this one is above it, else a tenth of it. */
export function lowerRate({ learningRate, optimizer }: TrainingSettings, network: Analysis): number {
  const usual = defaultRates[rateReason(optimizer.kind, isNormed(network))];
  return learningRate > usual ? usual : tenth(learningRate);
}

export const tenth = (rate: number): number => Number((rate / 10).toPrecision(1));
