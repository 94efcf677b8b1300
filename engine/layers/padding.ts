import type { PaddingSpec, Size } from './layer.ts';

/** Added rows and columns: top, left, bottom, right, as ONNX orders them. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

/** Rows or columns that a dilated kernel spans: d(k − 1) + 1. */
export function span(kernel: number, dilation: number): number {
  return dilation * (kernel - 1) + 1;
}

/**
 * `same` is ONNX's SAME_UPPER: output = ⌈in / stride⌉, an odd remainder goes to the bottom and right.
 * `torch` is ⌊span / 2⌋ on all sides, which PyTorch users write as padding=k//2: at stride 2 and even inputs it puts
 * the remainder on the top and left.
 */
export function resolvePads(padding: PaddingSpec, input: Size, kernel: Size, stride: Size, dilation: Size): Pads {
  if (padding === 'valid') return [0, 0, 0, 0];
  if (typeof padding === 'number') return [padding, padding, padding, padding];
  if (padding === 'torch') {
    const rows = span(kernel[0], dilation[0]) >> 1;
    const columns = span(kernel[1], dilation[1]) >> 1;
    return [rows, columns, rows, columns];
  }
  if (padding === 'same') {
    const rows = sameTotal(input[0], kernel[0], stride[0], dilation[0]);
    const columns = sameTotal(input[1], kernel[1], stride[1], dilation[1]);
    return [rows >> 1, columns >> 1, rows - (rows >> 1), columns - (columns >> 1)];
  }
  return padding;
}

/** The last of ⌈in / s⌉ windows ends at (⌈in / s⌉ − 1)·s + span; what lies past the input is padding. */
function sameTotal(input: number, kernel: number, stride: number, dilation: number): number {
  const output = Math.ceil(input / stride);
  return Math.max((output - 1) * stride + span(kernel, dilation) - input, 0);
}
