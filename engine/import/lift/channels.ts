import type { Constant, ForeignNode } from '../foreign.ts';
import { VECTOR } from './axes.ts';
import type { Computed } from './fact.ts';
import { type Lifter, ofLayer } from './lifter.ts';

type Numbers = Float32Array | Float64Array;

/** A layer whose channels are one axis of the file's tensor, and how numbers of each channel go into its order. */
export interface Channelwise {
  readonly fact: Computed;
  readonly arrange: (numbers: Numbers) => Float32Array;
}

/** For what has a number a channel, the tensor's second axis: those of a flattened map are its numbers. */
export function channelwise(l: Lifter, node: ForeignNode, fact: Computed): Channelwise {
  const { layer, axes } = fact;
  const [, channels = []] = axes;
  const isFlat =
    layer.form === 'map' && axes.length === 2 && channels.some((own) => own !== 'C' && layer.lengths[own] > 1);
  if (!isFlat && !fact.order) return { fact, arrange: (numbers) => Float32Array.from(numbers) };
  const { layer: flat, order } = l.vector(node, fact);
  const arrange = (numbers: Numbers): Float32Array => {
    if (!order) return Float32Array.from(numbers);
    const result = new Float32Array(numbers.length);
    for (const [i, place] of order.entries()) result[place] = numbers[i]!;
    return result;
  };
  return { fact: { ...ofLayer(flat, VECTOR), order }, arrange };
}

/**
 * A constant that is added to or multiplied with a tensor, as one number a channel; null where it differs within a
 * channel. The constant's axes are counted from the last, as ONNX broadcasts.
 */
export function perChannel({ dims, data }: Constant, { layer, axes }: Computed): Float32Array | null {
  const { lengths } = layer;
  if (data.length === 1) return new Float32Array(lengths.C).fill(data[0]!);
  if (dims.length > axes.length) return null;
  const wide = dims.findIndex((d) => d !== 1);
  const axis = axes[axes.length - dims.length + wide];
  const isChannel = axis?.filter((own) => lengths[own] !== 1).join() === 'C';
  return isChannel && dims[wide] === lengths.C && data.length === lengths.C ? Float32Array.from(data) : null;
}
