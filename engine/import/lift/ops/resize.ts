import { number, text } from '../attributes.ts';
import type { Lift } from '../index.ts';
import { mapLike } from '../lifter.ts';
import { refusal } from '../refusal.ts';
import { sizeValue } from '../window.ts';

/**
 * X, then scales (opset 10), or a region, scales and sizes. Enlarges a whole number of times: nearest by any rule that
 * takes the number whose pixel an output lies in, linear with pixels that reach half a step from their centres.
 */
export const resize: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const layer = l.map(node, x);
  const { H, W } = layer.lengths;
  const scales = l.optional(node, node.inputs.length === 2 ? 1 : 2)?.data;
  const sizes = l.optional(node, 3)?.data;
  const factors = sizes ? [...sizes].map((n, axis) => n / [layer.lengths.N, layer.lengths.C, H, W][axis]!) : scales;
  const whole = [...(factors ?? [])].slice(-2);
  if (whole.length !== 2 || whole.some((s) => !Number.isInteger(s) || s < 1))
    throw refusal(node, 'import.scale', { scales: whole.join(' × ') });
  const mode = text(node, 'mode', 'nearest');
  const centres = text(node, 'coordinate_transformation_mode', 'half_pixel');
  const interpolation = mode === 'nearest' ? 'nearest' : 'bilinear';
  const isRight =
    mode === 'nearest'
      ? isOwnPixel(centres, text(node, 'nearest_mode', 'round_prefer_floor'), whole)
      : mode === 'linear' && (centres === 'half_pixel' || centres === 'pytorch_half_pixel');
  if (!isRight || number(node, 'antialias', 0) !== 0)
    throw refusal(node, 'import.resize', { mode, coordinates: centres });
  const params = { scale: sizeValue(whole), interpolation };
  return mapLike(x, l.add(node, { kind: 'resize', params, inputs: [layer] }));
};

/**
 * From ⌊o / s⌋. By half pixels, o lies less than half a step from that centre, so that both ways of rounding find it.
 */
function isOwnPixel(centres: string, rounding: string, scales: readonly number[]): boolean {
  if (centres === 'asymmetric')
    return rounding === 'floor' || (rounding === 'round_prefer_floor' && scales.every((s) => s <= 2));
  return (centres === 'half_pixel' || centres === 'pytorch_half_pixel') && rounding.startsWith('round');
}

/** Opset 7 to 9: scales as an attribute or an input, pixels that begin at their first output. */
export const upsample: Lift = (l, node) => {
  const attributes = {
    ...node.attributes,
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  };
  const given = node.attributes['scales'];
  if (!Array.isArray(given)) return resize(l, { ...node, attributes });
  const x = l.computed(node, 0);
  const whole = given.slice(-2).map(Number);
  if (text(node, 'mode', 'nearest') !== 'nearest' || whole.some((s) => !Number.isInteger(s) || s < 1))
    throw refusal(node, 'import.scale', { scales: whole.join(' × ') });
  const params = { scale: sizeValue(whole), interpolation: 'nearest' };
  return mapLike(x, l.add(node, { kind: 'resize', params, inputs: [l.map(node, x)] }));
};
