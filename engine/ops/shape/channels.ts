import type { Tensor64 } from '../../ir/op.ts';
import type { TensorType } from '../../ir/types.ts';
import { sameDims } from '../../ir/types.ts';
import { illTyped } from './expect.ts';
import { count } from './tensor.ts';

/** Throws unless x is [N, C, …] and each of `vectors` is [C]. */
export function expectPerChannel(kind: string, x: TensorType, ...vectors: readonly TensorType[]): void {
  const channels = x.dims[1];
  if (channels === undefined || vectors.some((v) => !sameDims(v.dims, [channels])))
    illTyped(kind, 'wants one number a channel', [x, ...vectors]);
}

/** [N, C, …] seen as N · C runs of `plane` elements; run r belongs to channel r mod C. */
export function runsOf({ dims }: Tensor64): {
  readonly channels: number;
  readonly plane: number;
  readonly perChannel: number;
} {
  const channels = dims[1]!;
  const plane = count(dims.slice(2));
  return { channels, plane, perChannel: dims[0]! * plane };
}

/** Σ f(element's index) over each channel. */
export function channelSums(x: Tensor64, f: (at: number, channel: number) => number): Float64Array {
  const { channels, plane } = runsOf(x);
  const sums = new Float64Array(channels);
  for (let at = 0; at < x.data.length; at++) {
    const channel = Math.floor(at / plane) % channels;
    sums[channel] = sums[channel]! + f(at, channel);
  }
  return sums;
}

/** x with each element replaced by f(element, its channel, its index). */
export function mapChannels(x: Tensor64, f: (value: number, channel: number, at: number) => number): Tensor64 {
  const { channels, plane } = runsOf(x);
  return { dims: x.dims, data: x.data.map((v, at) => f(v, Math.floor(at / plane) % channels, at)) };
}
