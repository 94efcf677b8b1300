import type { TensorType } from '../../ir/types.ts';
import type { LocalResponseNormAttrs } from '../../ops/local-response-norm.ts';
import type { LocalResponseNormGradientAttrs } from '../../ops/local-response-norm-gradient.ts';
import type { Pads } from '../../ops/shape/window.ts';
import { float } from '../wire/model.ts';
import { padded } from './conv2d-weight-gradient.ts';
import type { Emitter } from './emitter.ts';
import { featureMap, type Lowering } from './lowering.ts';

/**
 * Mean over `size` neighbouring channels, those beyond the ends counting as 0: average pooling with channels as rows.
 * An exported file has those zeros written into its input, as average pools have their padding.
 */
function acrossChannels(e: Emitter, x: string, type: TensorType, size: number, mirrored: boolean): string {
  const [batch, channels, height, width] = featureMap(type);
  const [less, more] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
  const [before, after] = mirrored ? [more, less] : [less, more];
  const rows = e.reshape(x, [batch, 1, channels, height * width]);
  const window = { kernel_shape: [size, 1], strides: [1, 1], count_include_pad: 1 };
  const pads: Pads = [before, 0, after, 0];
  const means =
    e.target === 'export'
      ? e.node('AveragePool', [padded(e, rows, pads)], window)
      : e.node('AveragePool', [rows], { ...window, pads });
  return e.reshape(means, type.dims);
}

/** s = k + α·mean(x²). */
function divisors(e: Emitter, { alpha, k, size }: LocalResponseNormAttrs, x: string, type: TensorType): string {
  const squares = acrossChannels(e, e.node('Mul', [x, x]), type, size, false);
  return e.node('Add', [e.node('Mul', [squares, e.scalar(alpha)]), e.scalar(k)]);
}

/**
 * ONNX Runtime's LRN wants an odd size, and keeps a running sum over the channels, from which a large square that is
 * subtracted again leaves its rounding: where α/n is large beside k, s loses its digits and turns negative.
 */
export const localResponseNorm: Lowering<LocalResponseNormAttrs> = (e, { attrs, inputs: [x] }) => {
  const { size, alpha, beta, k } = attrs;
  if (size % 2 === 1 && alpha <= size * k)
    return [e.node('LRN', [x!.name], { size, alpha: float(alpha), beta: float(beta), bias: float(k) })];
  return [e.node('Mul', [x!.name, e.node('Pow', [divisors(e, attrs, x!.name, x!.type), e.scalar(-beta)])])];
};

/** dx = dy·s^−β − 2αβ · x · mean′(dy·y/s), mean′ over the channels that look at this one. */
export const localResponseNormGradient: Lowering<LocalResponseNormGradientAttrs> = (e, { attrs, inputs }) => {
  const [x, y, dy] = inputs.map((i) => i.name) as [string, string, string];
  const { size, alpha, beta } = attrs;
  const { type } = inputs[0]!;
  const s = divisors(e, attrs, x, type);
  const own = e.node('Mul', [dy, e.node('Pow', [s, e.scalar(-beta)])]);
  const shares = acrossChannels(e, e.node('Div', [e.node('Mul', [dy, y]), s]), type, size, true);
  const others = e.node('Mul', [e.node('Mul', [x, shares]), e.scalar(2 * alpha * beta)]);
  return [e.node('Sub', [own, others])];
};
