import type { Conv2dAttrs } from '../../../ops/conv2d.ts';
import type { Conv2dInputGradientAttrs } from '../../../ops/conv2d-input-gradient.ts';
import type { Conv2dWeightGradientAttrs } from '../../../ops/conv2d-weight-gradient.ts';
import { count } from '../../../ops/shape/tensor.ts';
import { stored } from '../expression.ts';
import { convDirectKernel, type DirectTile, type Gathering, type Taps } from '../kernels/conv-direct.ts';
import { convWeightColumnsKernel, type WeightTile } from '../kernels/conv-weight-columns.ts';
import type { Lowering } from './lowering.ts';

type Four = readonly [number, number, number, number];
const four = (dims: readonly number[]): Four => dims as unknown as Four;

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

function forwardGathering({ stride, dilation, pads, groups }: Conv2dAttrs, x: Four, w: Four, y: Four): Gathering {
  const [filters, perGroup, kh, kw] = w;
  const taps = (axis: 0 | 1): Taps => ({
    count: axis === 0 ? kh : kw,
    start: -pads[axis],
    spacing: dilation[axis],
    weightStart: 0,
    weightStep: 1,
  });
  return {
    name: 'conv2d',
    batch: x[0],
    groups,
    outputs: filters / groups,
    reduced: perGroup,
    positions: [y[2], y[3]],
    source: [x[2], x[3]],
    out: [y[2], y[3]],
    outStep: [1, 1],
    outStart: [0, 0],
    step: stride,
    taps: [taps(0), taps(1)],
    weightStrides: {
      output: perGroup * kh * kw,
      reduced: kh * kw,
      group: (filters / groups) * perGroup * kh * kw,
      row: kw,
    },
  };
}

/**
 * The taps that reach input positions a · stride + residue: those k with residue + pad − k · dilation divisible by the stride. They come in steps of
 * stride / gcd(stride, dilation), and read dy at a + (residue + pad − k · dilation) / stride.
 */
function residueTaps(kernel: number, stride: number, dilation: number, pad: number, residue: number): Taps {
  const every = stride / greatestDivisor(stride, dilation);
  for (let k = 0; k < Math.min(every, kernel); k++) {
    if ((residue + pad - k * dilation) % stride !== 0) continue;
    return {
      count: Math.ceil((kernel - k) / every),
      start: (residue + pad - k * dilation) / stride,
      spacing: -(every * dilation) / stride,
      weightStart: k,
      weightStep: every,
    };
  }
  return { count: 0, start: 0, spacing: 0, weightStart: 0, weightStep: 0 };
}

function inputGradientGatherings(
  { stride, dilation, pads, groups }: Conv2dAttrs,
  x: Four,
  w: Four,
  y: Four,
): readonly Gathering[] {
  const [filters, perGroup, kh, kw] = w;
  const residues = (axis: 0 | 1): readonly number[] =>
    Array.from({ length: Math.min(stride[axis], x[axis + 2]!) }, (_, r) => r);
  return residues(0).flatMap((top) =>
    residues(1).map(
      (left): Gathering => ({
        name: 'conv2dInputGradient',
        batch: x[0],
        groups,
        outputs: perGroup,
        reduced: filters / groups,
        positions: [Math.ceil((x[2] - top) / stride[0]), Math.ceil((x[3] - left) / stride[1])],
        source: [y[2], y[3]],
        out: [x[2], x[3]],
        outStep: stride,
        outStart: [top, left],
        step: [1, 1],
        taps: [
          residueTaps(kh, stride[0], dilation[0], pads[0], top),
          residueTaps(kw, stride[1], dilation[1], pads[1], left),
        ],
        weightStrides: {
          output: kh * kw,
          reduced: perGroup * kh * kw,
          group: (filters / groups) * perGroup * kh * kw,
          row: kw,
        },
      }),
    ),
  );
}

/** Multiply-adds count two. */
const convolutionFlops = (w: Four, y: Four): number => 2 * count(y) * w[1] * w[2] * w[3];

/** Threads of a workgroup: fewer positions than it has would leave some idle. */
const WORKGROUP = 64;

/** As large a tile as leaves the device's threads all busy: a larger one reads less for each product. */
function directTile(g: Gathering, busy: number): DirectTile {
  const channels = g.outputs >= 8 ? 8 : g.outputs >= 4 ? 4 : g.outputs;
  const columns = g.batch * g.positions[0] * g.positions[1];
  const threads = columns * Math.ceil(g.outputs / channels) * g.groups;
  const positions = [4, 2].find((p) => threads / p >= busy && columns >= WORKGROUP * p) ?? 1;
  return { channels, positions };
}

export const conv2d: Lowering<Conv2dAttrs> = (e, { attrs, inputs: [x, w, bias], outputs: [y] }) => {
  const g = forwardGathering(attrs, four(x!.dims), four(w!.dims), four(y!.dims));
  const out = e.tensor('f32', y!.dims);
  const [source, weight] = [e.stored(x!), e.stored(w!)];
  const launch = convDirectKernel(g, directTile(g, e.busy), source, weight, bias ? e.stored(bias) : null, out.storage);
  e.launch(launch, convolutionFlops(four(w!.dims), four(y!.dims)));
  return [out];
};

export const conv2dInputGradient: Lowering<Conv2dInputGradientAttrs> = (
  e,
  { attrs, inputs: [dy, w], outputs: [dx] },
) => {
  const gatherings = inputGradientGatherings(attrs, four(dx!.dims), four(w!.dims), four(dy!.dims));
  const out = e.tensor('f32', dx!.dims);
  const [source, weight] = [e.stored(dy!), e.stored(w!)];
  const flops = convolutionFlops(four(w!.dims), four(dy!.dims)) / gatherings.length;
  for (const g of gatherings)
    e.launch(convDirectKernel(g, directTile(g, e.busy), source, weight, null, out.storage), flops);
  return [out];
};

/** More threads than keep the device busy would only make more partial sums. */
function weightTile(x: Four, w: Four, y: Four, groups: number, busy: number): WeightTile {
  const filters = Math.min(4, w[0] / groups);
  const channels = w[1] % 16 === 0 ? 4 : w[1] % 8 === 0 ? 2 : 1;
  const threads = Math.ceil(w[0] / groups / filters) * groups * (w[1] / channels) * w[2] * w[3];
  return {
    filters,
    channels,
    splits: Math.max(1, Math.min(Math.floor((4 * busy) / threads), x[0] * Math.ceil(y[2] / 4), 64)),
  };
}

export const conv2dWeightGradient: Lowering<Conv2dWeightGradientAttrs> = (
  e,
  { attrs, inputs: [x, dy], outputs: [dw] },
) => {
  const [xDims, wDims, yDims] = [four(x!.dims), four(dw!.dims), four(dy!.dims)];
  const tile = weightTile(xDims, wDims, yDims, attrs.groups, e.busy);
  const [n, c, h, w] = xDims;
  const last = e.tensor('f32', [n, h, w, c]);
  e.map(
    [n, c, h * w],
    [
      {
        expression: stored(e.stored(x!), 'f32', [n, c, h * w]).expression,
        storage: last.storage,
        offset: 0,
        strides: [c * h * w, 1, c],
      },
    ],
  );
  const parts = e.tensor('f32', [tile.splits, ...wDims]);
  const shapes = { x: xDims, weight: wDims, y: yDims, window: attrs };
  const launch = convWeightColumnsKernel(shapes, tile, last.storage, e.stored(dy!), parts.storage);
  e.launch(launch, convolutionFlops(wDims, yDims));
  return tile.splits === 1 ? [e.as(parts, wDims)] : e.sum(parts.dims, [0], [{ tensor: parts, scale: 1 }]);
};
