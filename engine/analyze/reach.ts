import type { Wiring } from './wiring.ts';

/** 1 where so, by node. */
export interface Reach {
  /**
   * Leads to a classifier, or, where there is none, to any end that is no auxiliary head: while a network is being
   * drawn its totals must be there.
   */
  readonly inference: Uint8Array;
  /** Leads to a head of any kind; without a classifier, all of it. */
  readonly training: Uint8Array;
}

/** Which nodes lead to which head, walking back from the ends. */
export function reach({ network: { nodes }, starts, sources, isRead, order }: Wiring): Reach {
  const hasClassifier = nodes.some((node) => node.kind === 'classifier');
  const inference = new Uint8Array(nodes.length);
  const training = new Uint8Array(nodes.length);
  for (let at = order.length - 1; at >= 0; at--) {
    const i = order[at]!;
    const { kind } = nodes[i]!;
    if (hasClassifier ? kind === 'classifier' : isRead[i] === 0 && kind !== 'auxiliaryHead') inference[i] = 1;
    if (inference[i] === 1 || kind === 'auxiliaryHead' || !hasClassifier) training[i] = 1;
    for (let w = starts[i]!; w < starts[i + 1]!; w++) {
      const source = sources[w]!;
      if (source < 0) continue;
      inference[source]! |= inference[i]!;
      training[source]! |= training[i]!;
    }
  }
  return { inference, training };
}
