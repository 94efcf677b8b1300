import { sinksOf, type Wiring } from './wiring.ts';

export interface Reach {
  /** By node: leads to a classifier, or, where there is no head at all, anywhere. */
  readonly inference: readonly boolean[];
  /** By node: leads to a head of any kind, or there is none. */
  readonly training: readonly boolean[];
}

/**
 * Which nodes lead to which head. Without a classifier a node counts for inference unless auxiliary heads are all it leads to: while a network is being
 * drawn its totals must be there.
 */
export function reach({ network: { nodes }, sources, order }: Wiring): Reach {
  const sinks = sinksOf(sources);
  const hasClassifier = nodes.some((node) => node.kind === 'classifier');
  const inference = nodes.map(() => false);
  const training = nodes.map(() => false);
  for (let at = order.length - 1; at >= 0; at--) {
    const i = order[at]!;
    const { kind } = nodes[i]!;
    const readers = sinks[i]!;
    const ends = hasClassifier ? kind === 'classifier' : readers.length === 0 && kind !== 'auxiliaryHead';
    inference[i] = ends || readers.some((r) => inference[r]);
    training[i] = inference[i] || kind === 'auxiliaryHead' || readers.some((r) => training[r]);
  }
  return { inference, training };
}
