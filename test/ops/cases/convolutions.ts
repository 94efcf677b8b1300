import type { Conv2dAttrs } from '../../../engine/ops/conv2d.ts';
import { windowCount } from '../../../engine/ops/shape/window.ts';
import type { OpCase } from '../cases.ts';
import { normal, of } from './make.ts';

type Four = readonly [number, number, number, number];

/** A convolution by its dims; stride 1, no dilation, pads or groups unless said. */
interface Shape extends Partial<Conv2dAttrs> {
  readonly name: string;
  readonly x: Four;
  readonly w: Four;
}

const shapes: readonly Shape[] = [
  { name: '3×3 same', x: [2, 3, 7, 11], w: [5, 3, 3, 3], pads: [1, 1, 1, 1] },
  { name: '3×3 same, channels of a block size', x: [1, 16, 5, 11], w: [32, 16, 3, 3], pads: [1, 1, 1, 1] },
  { name: '1×1', x: [2, 7, 5, 3], w: [3, 7, 1, 1] },
  { name: '1×1 to one filter, batch 1', x: [1, 5, 6, 6], w: [1, 5, 1, 1] },
  { name: '1×1 stride 2, odd input', x: [2, 3, 7, 5], w: [5, 3, 1, 1], stride: [2, 2] },
  { name: '1×1 stride 2, even input', x: [2, 3, 8, 6], w: [5, 3, 1, 1], stride: [2, 2] },
  { name: '3×3 stride 2, odd input', x: [2, 5, 9, 11], w: [5, 5, 3, 3], stride: [2, 2], pads: [1, 1, 1, 1] },
  { name: '3×3 stride 2, even input', x: [1, 3, 8, 6], w: [5, 3, 3, 3], stride: [2, 2], pads: [1, 1, 1, 1] },
  { name: '3×3 stride 2, same upper', x: [1, 3, 8, 6], w: [5, 3, 3, 3], stride: [2, 2], pads: [0, 0, 1, 1] },
  { name: '3×3 valid stride 2, last row unread', x: [1, 2, 8, 6], w: [3, 2, 3, 3], stride: [2, 2] },
  { name: '7×7 stride 2 stem', x: [1, 3, 15, 13], w: [2, 3, 7, 7], stride: [2, 2], pads: [3, 3, 3, 3] },
  { name: '5×5 same', x: [1, 2, 7, 11], w: [5, 2, 5, 5], pads: [2, 2, 2, 2] },
  { name: '1×7 row', x: [1, 3, 5, 9], w: [2, 3, 1, 7], pads: [0, 3, 0, 3] },
  { name: '7×1 column', x: [1, 3, 9, 5], w: [2, 3, 7, 1], pads: [3, 0, 3, 0] },
  { name: '2×2 even kernel, pads at the end', x: [2, 3, 5, 5], w: [3, 3, 2, 2], pads: [0, 0, 1, 1] },
  { name: 'asymmetric pads, unequal strides', x: [1, 3, 7, 9], w: [5, 3, 3, 2], stride: [2, 3], pads: [2, 0, 1, 1] },
  { name: 'stride 3 beyond the kernel', x: [1, 2, 10, 11], w: [3, 2, 2, 2], stride: [3, 3] },
  { name: 'dilation 2', x: [1, 3, 9, 11], w: [5, 3, 3, 3], dilation: [2, 2], pads: [2, 2, 2, 2] },
  {
    name: 'dilation 3×1, stride 2',
    x: [1, 2, 11, 7],
    w: [2, 2, 3, 3],
    stride: [2, 2],
    dilation: [3, 1],
    pads: [3, 1, 3, 1],
  },
  { name: '3 groups', x: [2, 6, 5, 5], w: [9, 2, 3, 3], pads: [1, 1, 1, 1], groups: 3 },
  { name: '2 groups of 7 filters', x: [1, 8, 5, 6], w: [14, 4, 3, 3], pads: [1, 1, 1, 1], groups: 2 },
  { name: 'depthwise', x: [2, 5, 7, 11], w: [5, 1, 3, 3], pads: [1, 1, 1, 1], groups: 5 },
  {
    name: 'depthwise stride 2, multiplier 2',
    x: [1, 3, 7, 13],
    w: [6, 1, 3, 3],
    stride: [2, 2],
    pads: [1, 1, 1, 1],
    groups: 3,
  },
  { name: 'whole-input kernel', x: [2, 3, 5, 4], w: [7, 3, 5, 4] },
  { name: 'pads wider than the kernel', x: [1, 2, 3, 3], w: [2, 2, 2, 2], pads: [3, 3, 3, 3] },
];

/** With enough outputs a group for tiles, their edges ragged: for kernels, too large for finite differences. */
const wide: readonly Shape[] = [
  { name: '3×3, 17 to 37 channels', x: [2, 17, 9, 7], w: [37, 17, 3, 3], pads: [1, 1, 1, 1] },
  { name: '3×3, 32 to 20 channels, batch 1', x: [1, 32, 7, 5], w: [20, 32, 3, 3], pads: [1, 1, 1, 1] },
  { name: '3×3 stride 2, odd input, wide', x: [2, 29, 9, 11], w: [30, 29, 3, 3], stride: [2, 2], pads: [1, 1, 1, 1] },
  { name: '7×7 stride 2 stem, wide', x: [2, 3, 27, 25], w: [18, 3, 7, 7], stride: [2, 2], pads: [3, 3, 3, 3] },
  { name: '1×1, 20 to 33 channels', x: [3, 20, 6, 4], w: [33, 20, 1, 1] },
  { name: '1×1, odd plane', x: [2, 16, 5, 5], w: [130, 16, 1, 1] },
  { name: '1×1 stride 2, wide', x: [2, 18, 7, 7], w: [40, 18, 1, 1], stride: [2, 2] },
  {
    name: '2 groups, dilation 2',
    x: [1, 32, 9, 8],
    w: [36, 16, 3, 3],
    dilation: [2, 2],
    pads: [2, 2, 2, 2],
    groups: 2,
  },
  { name: '1×1 stride 2, many filters', x: [1, 17, 5, 7], w: [270, 17, 1, 1], stride: [2, 2] },
  { name: '5×4 without padding', x: [1, 16, 8, 9], w: [19, 16, 5, 4] },
];

function casesOf({ name, x, w, ...given }: Shape, i: number): readonly OpCase[] {
  const attrs: Conv2dAttrs = { stride: [1, 1], dilation: [1, 1], pads: [0, 0, 0, 0], groups: 1, ...given };
  const along = (axis: 0 | 1): number =>
    windowCount(
      x[axis + 2]!,
      w[axis + 2]!,
      attrs.stride[axis],
      attrs.dilation[axis],
      attrs.pads[axis],
      attrs.pads[axis + 2]!,
    );
  const y: Four = [x[0], w[0], along(0), along(1)];
  return [
    of('conv2d', name, 3000 + i, attrs, normal(...x), normal(...w)),
    ...(i % 3 === 0 ? [of('conv2d', `${name}, bias`, 3100 + i, attrs, normal(...x), normal(...w), normal(w[0]))] : []),
    of('conv2dInputGradient', name, 3200 + i, { ...attrs, inputDims: x }, normal(...y), normal(...w)),
    of('conv2dWeightGradient', name, 3300 + i, { ...attrs, weightDims: w }, normal(...x), normal(...y)),
  ];
}

export const convolutionCases: readonly OpCase[] = shapes.flatMap(casesOf);
export const wideConvolutionCases: readonly OpCase[] = wide.flatMap(casesOf);
