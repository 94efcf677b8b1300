import type { Conv2dAttrs } from '../../../ops/conv2d.ts';
import type { Four } from '../../../ops/shape/tensor.ts';
import type { Channels } from '../wgsl/channels.ts';
import type { Gathering, Taps } from '../wgsl/gathering.ts';

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** Into a tensor of its own, and so the following. */
export function forwardGathering(
  { stride, dilation, pads, groups }: Conv2dAttrs,
  x: Four,
  w: Four,
  y: Four,
  sourceChannels: Channels,
): Gathering {
  const [filters, perGroup, kh, kw] = w;
  const taps = (axis: 0 | 1): Taps => ({
    count: axis === 0 ? kh : kw,
    start: -pads[axis],
    spacing: dilation[axis],
    weightStart: 0,
    weightStep: 1,
  });
  return flattened({
    name: 'conv2d',
    batch: x[0],
    groups,
    outputs: filters / groups,
    reduced: perGroup,
    positions: [y[2], y[3]],
    source: [x[2], x[3]],
    sourceChannels,
    out: [y[2], y[3]],
    outStep: [1, 1],
    outChannels: { first: 0, all: filters },
    outStart: [0, 0],
    step: stride,
    taps: [taps(0), taps(1)],
    weightStrides: {
      output: perGroup * kh * kw,
      reduced: kh * kw,
      group: (filters / groups) * perGroup * kh * kw,
      row: kw,
    },
  });
}

/** A 1×1 kernel of stride 1 does not care where rows end: one row of all positions. */
function flattened(g: Gathering): Gathering {
  const [rows, columns] = g.positions;
  const single = g.taps.every((t) => t.count === 1 && t.start === 0);
  const alike = [g.source, g.out].every(([h, w]) => h === rows && w === columns);
  if (!single || !alike || g.step.some((s) => s !== 1)) return g;
  const row = [1, rows * columns] as const;
  return { ...g, positions: row, source: row, out: row };
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

export function inputGradientGatherings(
  { stride, dilation, pads, groups }: Conv2dAttrs,
  x: Four,
  w: Four,
  y: Four,
  sourceChannels: Channels,
): readonly Gathering[] {
  const [filters, perGroup, kh, kw] = w;
  const residues = (axis: 0 | 1): readonly number[] =>
    Array.from({ length: Math.min(stride[axis], x[axis + 2]!) }, (_, r) => r);
  return residues(0).flatMap((top) =>
    residues(1).map((left) =>
      flattened({
        name: 'conv2dInputGradient',
        batch: x[0],
        groups,
        outputs: perGroup,
        reduced: filters / groups,
        positions: [Math.ceil((x[2] - top) / stride[0]), Math.ceil((x[3] - left) / stride[1])],
        source: [y[2], y[3]],
        sourceChannels,
        out: [x[2], x[3]],
        outStep: stride,
        outChannels: { first: 0, all: x[1] },
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
