import type { Storage } from '../program.ts';

/** Which channels of a tensor a kernel goes over: channel c of image n is the tensor's channel n · all + first + c. Several tensors may be joined in one. */
export interface Channels {
  readonly first: number;
  readonly all: number;
}

/** Channels of a tensor as kernels bind it. */
export interface Placed extends Channels {
  readonly storage: Storage;
}
