import { type Problem, problem } from '../base/diagnostics.ts';
import type { TensorType } from '../ir/types.ts';
import type { PoolWindow } from '../ops/shape/window.ts';
import { acceptedMap, isProblem, mapOf, mapType, needMap, type OneInput } from './feature-map.ts';
import type { BooleanParam, PaddingParam, PaddingSpec, ParamSchema, Size, SizeParam, Window } from './layer.ts';
import { only } from './ports.ts';
import { sizeText } from './shape-text.ts';
import { type Placed, place, placeOrProblem, type Sliding } from './window.ts';

/** Parameters of the sliding pools. */
export const poolParams = {
  kernel: {
    type: 'size',
    title: 'Kernel',
    help: 'Rows × columns of the window.',
    default: 2,
    min: 1,
    max: 1024,
  } satisfies SizeParam,
  stride: {
    type: 'size',
    title: 'Stride',
    help: 'Step of the window; 2 halves the map, 1 keeps it (with same padding, as in an Inception module).',
    default: 2,
    min: 1,
    max: 1024,
  } satisfies SizeParam,
  padding: {
    type: 'padding',
    title: 'Padding',
    help: 'same: output = ⌈input / stride⌉; torch: ⌊kernel / 2⌋ on all sides; valid: none; or numbers.',
    default: 'valid',
  } satisfies PaddingParam,
  ceil: {
    type: 'boolean',
    title: 'Round up',
    rare: true,
    help: 'Counts a last window that hangs over the edge: ⌈ ⌉ in place of ⌊ ⌋, as GoogLeNet and SqueezeNet do.',
    default: false,
  } satisfies BooleanParam,
} as const satisfies ParamSchema;

interface PoolParams {
  readonly kernel: Size;
  readonly stride: Size;
  readonly padding: PaddingSpec;
  readonly ceil: boolean;
}
interface PoolSite extends OneInput {
  readonly params: PoolParams;
}

const sliding = (p: PoolParams): Sliding => ({ ...p, dilation: [1, 1] });

/**
 * [N, C, H', W'], or the problem: a vector, a kernel that does not fit, padding as large as the kernel (which ONNX and
 * PyTorch refuse).
 */
export function poolShape(site: PoolSite, layer: string): TensorType | Problem {
  const map = needMap(site, layer);
  if (isProblem(map)) return map;
  const placed = placeOrProblem(site.path, map.size, sliding(site.params));
  if (isProblem(placed)) return placed;
  return paddingAlone(site.path, placed, site.params.kernel) ?? mapType(map.channels, placed.output);
}

function paddingAlone(path: string, { pads }: Placed, kernel: Size): Problem | null {
  const [top, left, bottom, right] = pads;
  if (Math.max(top, bottom) < kernel[0] && Math.max(left, right) < kernel[1]) return null;
  const values = { pads: pads.join(', '), kernel: sizeText(kernel) };
  const action = { do: 'setParam', node: path, field: 'padding', value: 'same' } as const;
  return problem('pool.paddingTooLarge', path, values, {
    field: 'padding',
    fixes: [{ code: 'padding.same', values: {}, actions: [action] }],
  });
}

/** As if the padding were `same`, which fits any kernel. */
export function poolAssumed({ inputs, params }: PoolSite): TensorType | null {
  const map = mapOf(only(inputs.in));
  return map && mapType(map.channels, place(map.size, { ...sliding(params), padding: 'same' }).output);
}

export function poolWindow(site: PoolSite): Window {
  const { kernel, stride } = site.params;
  const [top, left] = place(acceptedMap(site).size, sliding(site.params)).pads;
  return { kernel, stride, dilation: [1, 1], padTopLeft: [top, left] };
}

/** What the pooling ops take. */
export function poolAttrs(site: PoolSite): PoolWindow {
  const { kernel, stride, ceil } = site.params;
  return { kernel, stride, ceil, pads: place(acceptedMap(site).size, sliding(site.params)).pads };
}
