import type { Analysis } from '../analyze/analysis.ts';

/**
 * Slots of a step's metrics vector (`TrainingStep.metrics`) that belong to a head: `loss/<head>`, `accuracy/<head>`,
 * `top5/<head>`.
 */
export const isHeadSlot = (name: string): boolean => /^(loss|accuracy|top5)\//.test(name);

/** Slots that belong to a layer or a residual block; reported every few steps. */
export const isLayerSlot = (name: string): boolean => /^(gradientNorm|updateRatio|residualRatio)\//.test(name);

/** Path of the classifier: its accuracy is the run's, whatever auxiliary heads stand beside it. */
export function mainHead(analysis: Analysis): string {
  return analysis.nodes.find((n) => n.node.kind === 'classifier')?.node.path ?? '';
}
