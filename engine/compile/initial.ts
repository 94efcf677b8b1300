import type { Analysis } from '../analyze/analysis.ts';
import type { Initial } from '../ir/graph.ts';
import type { InitSettings } from '../settings/training.ts';
import { residualBlocks } from './residuals.ts';

/**
 * The run's initialiser laid over what the layers say: see `initSettings`. Weights given element by element stay as
 * they are.
 */
export function initialOf(
  analysis: Analysis,
  init: InitSettings,
): (path: string, weight: string, byLayer: Initial) => Initial {
  if (init === 'design') return (_path, _weight, byLayer) => byLayer;
  if (init === 'zeroLastGamma') {
    const last = new Set(residualBlocks(analysis).map((r) => r.branch));
    return (path, weight, byLayer) => (weight === 'gamma' && last.has(path) ? { kind: 'constant', value: 0 } : byLayer);
  }
  return (_path, weight, byLayer) => (weight === 'weight' && 'fanIn' in byLayer ? { ...byLayer, kind: init } : byLayer);
}
