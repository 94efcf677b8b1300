import type { AveragePoolAttrs } from '../../ops/average-pool.ts';
import { divisor } from '../../ops/average-pool.ts';
import type { AveragePoolGradientAttrs } from '../../ops/average-pool-gradient.ts';
import { type Pads, windowsOf } from '../../ops/shape/window.ts';
import { padded } from './conv2d-weight-gradient.ts';
import { concrete, featureMap, type Lowering } from './lowering.ts';
import { explicitPads } from './pool-window.ts';

/**
 * Where pads count, an exported file has them written into the input: some readers (OpenCV 4) do not look at
 * `count_include_pad`, and others (ONNX Runtime 1.20) put a Pad in front back into the pool and then do. What ceil mode
 * adds beyond the pads must not count, and ONNX would count it.
 */
export const averagePool: Lowering<AveragePoolAttrs> = (e, { attrs, inputs: [x], outputs }) => {
  const pads = explicitPads(x!.type, attrs);
  const window = { kernel_shape: attrs.kernel, strides: attrs.stride };
  const pool = (of: string, around: Pads, counted: 0 | 1): string =>
    e.node('AveragePool', [of], { ...window, pads: around, count_include_pad: counted });
  if (!attrs.countIncludePad || attrs.pads.every((p) => p === 0)) return [pool(x!.name, pads, 0)];
  if (e.target === 'train' && !attrs.ceil) return [pool(x!.name, pads, 1)];
  const beyond: Pads = [0, 0, Math.max(0, pads[2] - attrs.pads[2]), Math.max(0, pads[3] - attrs.pads[3])];
  if (e.target === 'train') return [pool(padded(e, x!.name, attrs.pads), beyond, 0)];
  const means = pool(padded(e, x!.name, addedUp(attrs.pads, beyond)), [0, 0, 0, 0], 1);
  if (beyond.every((p) => p === 0)) return [means];
  // The mean over whole windows, then over those parts of them that count.
  const [, , height, width] = featureMap(x!.type);
  const [, , rows, columns] = featureMap(outputs[0]!);
  const whole = attrs.kernel[0] * attrs.kernel[1];
  const shares = windowsOf(height, width, attrs).map((w) => whole / divisor(w, true));
  return [e.node('Mul', [means, e.constant('f32', [1, 1, rows, columns], shares)])];
};

const addedUp = (a: Pads, b: Pads): Pads => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];

/**
 * dy / divisor, spread over each window: the transpose of a sum over windows is ConvTranspose with a kernel of ones,
 * plane by plane.
 */
export const averagePoolGradient: Lowering<AveragePoolGradientAttrs> = (e, { attrs, inputs: [dy] }) => {
  const [batch, channels, height, width] = concrete(attrs.inputDims) as readonly [number, number, number, number];
  const [, , rows, columns] = featureMap(dy!.type);
  const [kh, kw] = attrs.kernel;
  const shares = windowsOf(height, width, attrs).map((w) => 1 / divisor(w, attrs.countIncludePad));
  const spread = e.node('Mul', [dy!.name, e.constant('f32', [1, 1, rows, columns], shares)]);
  const pads = explicitPads({ dtype: 'f32', dims: attrs.inputDims }, attrs);
  const unread = (size: number, windows: number, axis: 0 | 1, around: number): number =>
    size + around - attrs.stride[axis] * (windows - 1) - attrs.kernel[axis];
  const planes = e.node(
    'ConvTranspose',
    [
      e.reshape(spread, [batch * channels, 1, rows, columns]),
      e.constant('f32', [1, 1, kh, kw], Array(kh * kw).fill(1)),
    ],
    {
      strides: attrs.stride,
      pads,
      output_padding: [unread(height, rows, 0, pads[0] + pads[2]), unread(width, columns, 1, pads[1] + pads[3])],
    },
  );
  return [e.reshape(planes, [batch, channels, height, width])];
};
