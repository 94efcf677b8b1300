import type { Storage } from '../program.ts';

/** Dims [N, C, rows, columns] of a map, [O, C/groups, rows, columns] of a convolution's weight. */
export type Four = readonly [number, number, number, number];

/** Which channels of a tensor a kernel goes over: channel c of image n is the tensor's channel n · all + first + c. Several tensors may be joined in one. */
export interface Channels {
  readonly first: number;
  readonly all: number;
}

/** Channels of a tensor as kernels bind it. */
export interface Placed extends Channels {
  readonly storage: Storage;
}
