import { f32, sameType } from '../ir/types.ts';
import { isProblem } from './feature-map.ts';
import { layerOf } from './index.ts';
import { readParams } from './params.ts';

const examples = { map: f32('N', 32, 64, 64), vector: f32('N', 32) } as const;

/**
 * Whether a new layer of that kind has a shape behind a feature map or a vector, and does something there: a flatten of
 * a vector does not.
 */
export function takes(kind: string, what: keyof typeof examples): boolean {
  const layer = layerOf(kind);
  const { params } = readParams(layer?.params ?? {}, {}, '');
  if (!layer || !params || layer.ports.length === 0) return false;
  const input = examples[what];
  const inputs = Object.fromEntries(
    layer.ports.map(({ name, min }) => [name, Array.from({ length: min }, () => input)]),
  );
  const site = { path: '', params, inputs };
  const shape = layer.shape(site);
  if (isProblem(shape)) return false;
  return !(layer.category === 'shape' && layer.cost(site, shape).view && sameType(shape, input));
}
