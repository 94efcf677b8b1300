import type { Cost } from './layer.ts';

/** A layer without multiplications, biases or norms that keeps nothing for backward. */
export const freeOfCost: Cost = { multiplies: [], biasAdds: 0, normalized: 0, keeps: [] };

/** No multiplications, but backward needs tensors. */
export function keeping(...keeps: Cost['keeps']): Cost {
  return { ...freeOfCost, keeps };
}

/** The output is the input as it is. */
export const viewCost: Cost = { ...freeOfCost, view: true };
