import { Builder } from '../../../engine/ir/builder.ts';
import type { Graph, Origin } from '../../../engine/ir/graph.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { reluGradient } from '../../../engine/ops/activations.ts';
import { conv2dInputGradient } from '../../../engine/ops/conv2d-input-gradient.ts';
import { conv2dWeightGradient } from '../../../engine/ops/conv2d-weight-gradient.ts';

type Dims = readonly [number, number, number, number];

export interface Layer {
  readonly x: Dims;
  readonly w: Dims;
  readonly y: Dims;
  readonly stride?: 1 | 2;
  readonly groups?: number;
}

/**
 * A convolution's weight gradient, and its input gradient with the mask of the ReLU that made its input, the latter
 * perhaps of a layer of its own.
 */
export function gradientsOf({ x, w, y, stride = 1, groups = 1 }: Layer, path = 'conv'): Graph {
  const b = new Builder();
  const pad = w[2] >> 1;
  const window = { stride: [stride, stride], dilation: [1, 1], pads: [pad, pad, pad, pad], groups } as const;
  const [input, dy] = [b.input('x', f32(...x)), b.input('dy', f32(...y))];
  const backward = (own: string): Origin => ({ path: own, phase: 'backward' });
  b.at(backward('conv'), () => b.output('dw', b.one(conv2dWeightGradient, { ...window, weightDims: w }, input, dy)));
  const dx = b.at(backward(path), () =>
    b.one(conv2dInputGradient, { ...window, inputDims: x }, dy, b.input('w', f32(...w))),
  );
  b.output('dx', b.one(reluGradient, {}, input, dx));
  return b.build();
}
