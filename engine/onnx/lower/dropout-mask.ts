import type { DropoutMaskAttrs } from '../../ops/dropout-mask.ts';
import { dropoutThreshold } from '../../ops/dropout-mask.ts';
import { dataTypes } from '../wire/model.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';

/**
 * A product modulo 2³²: ONNX Runtime multiplies no u32, so it is taken in u64, where the product of two u32 fits,
 * and the cast back keeps the low half.
 */
function multiply(e: Emitter, x: string, factor: number): string {
  const wide = e.node('Cast', [x], { to: dataTypes.u64 });
  const product = e.node('Mul', [wide, e.constant('u64', [], [factor])]);
  return e.node('Cast', [product], { to: dataTypes.u32 });
}

const xor = (e: Emitter, a: string, b: string): string => e.node('BitwiseXor', [a, b]);

const shifted = (e: Emitter, x: string, bits: number): string =>
  xor(e, x, e.node('BitShift', [x, e.constant('u32', [], [bits])], { direction: 'RIGHT' }));

/** `mix32` of engine/base/random. */
function mix(e: Emitter, x: string): string {
  const first = multiply(e, shifted(e, x, 16), 0x7feb352d);
  return shifted(e, multiply(e, shifted(e, first, 15), 0x846ca68b), 16);
}

/**
 * `hash32(seed, step, salt, element)`: its first three values are scalars, only the last mix runs over the elements.
 */
export const dropoutMask: Lowering<DropoutMaskAttrs> = (e, { attrs, inputs: [seed, step] }) => {
  const start = e.constant('u32', [], [0x9e3779b9]);
  const values = [seed!.name, step!.name, e.constant('u32', [], [attrs.salt])];
  const stream = values.reduce((h, value) => mix(e, xor(e, h, value)), start);
  const size = attrs.dims.reduce((n, d) => n * d, 1);
  const counter = e.constant(
    'u32',
    [size],
    Array.from({ length: size }, (_, i) => (attrs.first ?? 0) + i),
  );
  const hash = mix(e, xor(e, stream, counter));
  const wide = e.node('Cast', [hash], { to: dataTypes.i64 });
  const kept = e.node('GreaterOrEqual', [wide, e.constant('i64', [], [dropoutThreshold(attrs.rate)])]);
  const mask = e.node('Where', [kept, e.scalar(1 / (1 - attrs.rate)), e.scalar(0)]);
  return [e.reshape(mask, attrs.dims)];
};
