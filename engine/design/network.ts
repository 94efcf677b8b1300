import type { RawParams } from '../layers/layer.ts';

/** One layer of an expanded design: composites, repeats and expressions are gone. */
export interface NetworkNode {
  /** Stable ids joined by `/`, with the index of a repeat as its own step: `stage2/3/conv1`. */
  readonly path: string;
  readonly kind: string;
  /**
   * Literal values as written or as expressions evaluated; defaults not yet filled in, not yet validated against the
   * layer's schema.
   */
  readonly params: RawParams;
  /**
   * Paths of the nodes that feed each port, in stored order. Missing ports are absent; null is a wire whose source does
   * not exist.
   */
  readonly inputs: Readonly<Record<string, readonly (string | null)[]>>;
}

/** A composite instance in the tree of an expanded design: what the canvas collapses and the layer table groups by. */
export interface NetworkGroup {
  /** Path of the instance: `stage2` or `stage2/3`. */
  readonly path: string;
  /** Block's name. */
  readonly block: string;
  readonly params: RawParams;
}

/**
 * A design with every composite expanded: nodes in an order in which sources come before sinks wherever there is no
 * cycle.
 */
export interface Network {
  readonly name: string;
  readonly nodes: readonly NetworkNode[];
  readonly groups: readonly NetworkGroup[];
}
