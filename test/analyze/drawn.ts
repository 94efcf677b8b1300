import type { Analysis } from '../../engine/analyze/analysis.ts';
import { analyze } from '../../engine/analyze/analyze.ts';
import type { Network, NetworkNode } from '../../engine/design/network.ts';
import type { RawParams } from '../../engine/layers/layer.ts';

/**
 * Path, kind, parameters, sources; without sources a node follows the one before it, and `null` leaves it unconnected.
 */
export type Drawn = readonly [path: string, kind: string, params?: RawParams, ...sources: (string | null)[]];

export function networkOf(...lines: readonly Drawn[]): Network {
  const nodes = lines.map(([path, kind, params = {}, ...sources], i): NetworkNode => {
    const before = i > 0 && kind !== 'input' ? [lines[i - 1]![0]] : [];
    const from = sources.length > 0 ? sources.filter((s) => s !== null) : before;
    return { path, kind, params, inputs: from.length > 0 ? { in: from } : {} };
  });
  return { name: 'drawn', nodes, groups: [] };
}

export const analyzed = (...lines: readonly Drawn[]): Analysis => analyze(networkOf(...lines));

/** A small net with one of most things that counters disagree about: 4 × 4 × 2 → 5 classes. */
export const small: readonly Drawn[] = [
  ['input', 'input', { height: 4, width: 4, channels: 2 }],
  ['conv', 'conv2d', { filters: 3 }],
  ['norm', 'batchNorm'],
  ['relu', 'relu'],
  ['max', 'maxPool'],
  ['average', 'averagePool'],
  ['global', 'globalAveragePool'],
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 5 }],
  ['head', 'classifier'],
];
