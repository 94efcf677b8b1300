import type { PaddingSpec, Size } from '../layers/layer.ts';
import { resolvePads, span } from '../layers/padding.ts';
import type { AnalyzedNode } from './analysis.ts';

/**
 * A side of a sliding window's output: ⌊(input + before + after − span) / stride⌋ + 1,
 * span = dilation·(kernel − 1) + 1.
 */
export interface Side {
  readonly input: number;
  readonly before: number;
  readonly after: number;
  readonly kernel: number;
  readonly dilation: number;
  readonly span: number;
  readonly stride: number;
  readonly output: number;
}

/** How a layer's output size comes about. */
export type ShapeRule =
  /** `ceil`: the quotient is rounded up, and a last window that would begin in the padding is dropped. */
  | { readonly rule: 'window'; readonly rows: Side; readonly columns: Side; readonly ceil: boolean }
  /** The channels of what is concatenated. */
  | { readonly rule: 'concat'; readonly channels: readonly number[] }
  /** Rows, columns and channels laid out as one vector. */
  | { readonly rule: 'flatten'; readonly factors: readonly [rows: number, columns: number, channels: number] }
  | { readonly rule: 'pooled'; readonly from: Size }
  /** As what comes in. */
  | { readonly rule: 'kept' }
  /** As the layer's own parameters say. */
  | { readonly rule: 'set' };

/**
 * The rule and its numbers; null where the shape is not known. Derived from types and the layer's window, so that a new
 * layer has one too.
 */
export function shapeRule({ site, layer, params, type }: AnalyzedNode): ShapeRule | null {
  if (!site || !layer || !type) return null;
  const inputs = Object.values(site.inputs).flat();
  const [source] = inputs;
  if (!source) return { rule: 'set' };
  const from = source.dims.slice(1).map(Number);
  const to = type.dims.slice(1).map(Number);
  const window = layer.window(site);
  if (typeof window === 'object' && window.ownSize) return { rule: 'set' };
  if (typeof window === 'object') {
    const { kernel, stride, dilation } = window;
    const size: Size = [from[1]!, from[2]!];
    const padding = (params?.['padding'] ?? 'valid') as PaddingSpec;
    const pads = resolvePads(padding, size, kernel, stride, dilation);
    const side = (axis: 0 | 1): Side => ({
      input: size[axis],
      before: pads[axis],
      after: pads[axis + 2]!,
      kernel: kernel[axis],
      dilation: dilation[axis],
      span: span(kernel[axis], dilation[axis]),
      stride: stride[axis],
      output: to[axis + 1]!,
    });
    return { rule: 'window', rows: side(0), columns: side(1), ceil: params?.['ceil'] === true };
  }
  const channels = inputs.map(({ dims }) => Number(dims[1]));
  if (channels.length > 1 && channels.reduce((sum, count) => sum + count, 0) === to[0])
    return { rule: 'concat', channels };
  if (from.join() === to.join()) return { rule: 'kept' };
  if (from.length === 3 && to.length === 1) return { rule: 'flatten', factors: [from[1]!, from[2]!, from[0]!] };
  if (from.length === 3 && window === 'global') return { rule: 'pooled', from: [from[1]!, from[2]!] };
  return { rule: 'set' };
}
