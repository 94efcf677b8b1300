import { type Problem, problem } from '../base/diagnostics.ts';
import type { TensorType } from '../ir/types.ts';
import { featureCount } from './feature-map.ts';
import { shapeText } from './shape-text.ts';

/**
 * The problem that some inputs are vectors and others feature maps; else null. Flattening the maps mends it, for layers
 * that need `equal` inputs only where the map has as many numbers as each vector.
 */
export function mixedKinds(path: string, types: readonly TensorType[], equal: boolean): Problem | null {
  const vector = types.findIndex((type) => type.dims.length === 2);
  const maps = types.flatMap((type, index) => (type.dims.length === 2 ? [] : [{ type, index }]));
  const [map] = maps;
  if (vector < 0 || !map) return null;
  const values = {
    input: map.index + 1,
    shape: shapeText(map.type),
    other: vector + 1,
    otherShape: shapeText(types[vector]!),
  };
  const actions = maps.map(
    ({ index }) => ({ do: 'insertBefore', node: path, port: 'in', index, kind: 'flatten', params: {} }) as const,
  );
  const features = featureCount(map.type);
  const mends = !equal || types.every((type) => featureCount(type) === features);
  const fixes = mends ? [{ code: 'flatten.insert', values: { features }, actions } as const] : [];
  return problem('input.mixed', path, values, { field: 'in', fixes });
}
