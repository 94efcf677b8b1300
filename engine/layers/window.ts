import { type Fix, type ParamValue, type Problem, problem } from '../base/diagnostics.ts';
import type { PaddingSpec, Size } from './layer.ts';
import { type Pads, resolvePads, span } from './padding.ts';
import { sizeText } from './shape-text.ts';

/** What slides: a convolution's kernel or a pool's. */
export interface Sliding {
  readonly kernel: Size;
  readonly stride: Size;
  readonly dilation: Size;
  readonly padding: PaddingSpec;
  /** Pools only: a last window that hangs over the edge counts. */
  readonly ceil: boolean;
}

export interface Placed {
  readonly pads: Pads;
  readonly output: Size;
}

/**
 * Positions of the window: ⌊(in + pads − span) / stride⌋ + 1, with ⌈ ⌉ in ceil mode, where PyTorch then drops a last
 * window that would start beyond the input and its left padding. Below 1 where the kernel does not fit.
 */
export function place(input: Size, sliding: Sliding): Placed {
  const { kernel, stride, dilation, padding, ceil } = sliding;
  const pads = resolvePads(padding, input, kernel, stride, dilation);
  return {
    pads,
    output: [
      positions(input[0], span(kernel[0], dilation[0]), stride[0], pads[0], pads[2], ceil),
      positions(input[1], span(kernel[1], dilation[1]), stride[1], pads[1], pads[3], ceil),
    ],
  };
}

function positions(input: number, reach: number, stride: number, before: number, after: number, ceil: boolean): number {
  const room = input + before + after - reach;
  if (room < 0) return 0;
  if (!ceil) return Math.floor(room / stride) + 1;
  const count = Math.ceil(room / stride) + 1;
  return (count - 1) * stride >= input + before ? count - 1 : count;
}

/** As `place`, or the problem that the kernel is larger than the padded input, with fixes. */
export function placeOrProblem(path: string, input: Size, sliding: Sliding): Placed | Problem {
  const placed = place(input, sliding);
  if (placed.output[0] >= 1 && placed.output[1] >= 1) return placed;
  const { kernel, dilation } = sliding;
  const [top, left, bottom, right] = placed.pads;
  const padded: Size = [input[0] + top + bottom, input[1] + left + right];
  const reach: Size = [span(kernel[0], dilation[0]), span(kernel[1], dilation[1])];
  const dilated = dilation[0] > 1 || dilation[1] > 1;
  return problem(
    dilated ? 'kernel.tooLargeDilated' : 'kernel.tooLarge',
    path,
    { kernel: sizeText(kernel), reach: sizeText(reach), input: sizeText(input), padded: sizeText(padded) },
    { field: 'kernel', fixes: fittingFixes(path, padded, placed.pads, sliding) },
  );
}

function fittingFixes(path: string, padded: Size, pads: Pads, sliding: Sliding): readonly Fix[] {
  const { kernel, dilation, padding } = sliding;
  const fixes: Fix[] = [];
  const set = (field: string, value: ParamValue): Fix['actions'] => [{ do: 'setParam', node: path, field, value }];
  if (padding !== 'same') fixes.push({ code: 'padding.same', values: {}, actions: set('padding', 'same') });
  const smaller: Size = [
    largestKernel(padded[0], kernel[0], dilation[0]),
    largestKernel(padded[1], kernel[1], dilation[1]),
  ];
  // A kernel no larger than its padding would see padding alone.
  if (smaller[0] > Math.max(pads[0], pads[2]) && smaller[1] > Math.max(pads[1], pads[3])) {
    fixes.push({
      code: 'kernel.shrink',
      values: { kernel: sizeText(smaller) },
      actions: set('kernel', sizeValue(smaller)),
    });
  }
  if ((dilation[0] > 1 || dilation[1] > 1) && kernel[0] <= padded[0] && kernel[1] <= padded[1]) {
    fixes.push({ code: 'dilation.one', values: {}, actions: set('dilation', 1) });
  }
  return fixes;
}

/** Largest kernel, odd where it must shrink, whose span fits. */
function largestKernel(room: number, kernel: number, dilation: number): number {
  const most = Math.floor((room - 1) / dilation) + 1;
  if (kernel <= most) return kernel;
  return most % 2 === 1 ? most : most - 1 || most;
}

/** A size as documents store it: one number where both sides agree. */
function sizeValue(size: Size): ParamValue {
  return size[0] === size[1] ? size[0] : [size[0], size[1]];
}
