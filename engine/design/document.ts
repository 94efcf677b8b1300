import type { ParamValue } from '../base/diagnostics.ts';

/** `=4*filters`: evaluated by engine/base/expression over the parameters in scope (and `index` under a repeat). */
export type Expression = `=${string}`;

/** One drawn node. */
export interface DocumentNode {
  /** Unique in its definition; letters, digits, `_` and `-`. Part of paths, weight names and ONNX names. */
  readonly id: string;
  /**
   * A layer's kind (`conv2d`), `block:<name>`, `blockInput` or `blockOutput` (inside a block), or an expression that
   * yields one (`=activation`).
   */
  readonly kind: string;
  readonly params?: Readonly<Record<string, ParamValue>>;
  /** Ids of the sources by port, in stored order: the wire is kept by the node it enters. */
  readonly inputs?: Readonly<Record<string, readonly string[]>>;
  /** Chains the node n times on its first port; `index` counts from 0 in its parameters. 0 makes it a wire. */
  readonly repeat?: number | Expression;
  /** False makes the node a wire: its first input passes through. */
  readonly when?: boolean | Expression;
}

export interface BlockParam {
  readonly title?: string;
  readonly help?: string;
  /**
   * `size`: rows and columns, one number for both or a pair (`[1, 7]`), for kernels and strides. `list`: any number of
   * numbers, of which expressions take one by `widths[index]`.
   */
  readonly type: 'number' | 'boolean' | 'text' | 'size' | 'list';
  readonly default: ParamValue;
  /** For text: what may be chosen. */
  readonly options?: readonly string[];
  /** For numbers, and each number of a size or a list. */
  readonly min?: number;
  readonly max?: number;
}

/**
 * A composite: built-in ones (engine/blocks) and the users' own have this same form. Its ports are its `blockInput`
 * nodes (port = id); it has one `blockOutput`.
 */
export interface BlockDefinition {
  readonly title: string;
  readonly help?: string;
  readonly params: Readonly<Record<string, BlockParam>>;
  readonly nodes: readonly DocumentNode[];
}

/** Definitions by name: the built-in blocks. */
export type Library = Readonly<Record<string, BlockDefinition>>;

/** Colours of what people write on the canvas; themes say what they look like. */
export type MarkColour = 'grey' | 'yellow' | 'green' | 'blue' | 'purple' | 'red';

/** A text on the canvas. */
export interface Note {
  readonly id: string;
  readonly text: string;
  readonly colour: MarkColour;
  readonly position: readonly [x: number, y: number];
  readonly size: readonly [width: number, height: number];
}

/** Nodes that belong together, with a title and a colour behind them. */
export interface NodeGroup {
  readonly id: string;
  readonly title: string;
  readonly colour: MarkColour;
  readonly nodes: readonly string[];
}

/** View state: all of it by definition ('' is the design). */
export interface DocumentView {
  readonly positions: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>>;
  readonly notes?: Readonly<Record<string, readonly Note[]>>;
  readonly groups?: Readonly<Record<string, readonly NodeGroup[]>>;
}

/** A whole `.loom.json`. The design itself is like a block without ports: it has parameters (`classes`), and nodes. */
export interface LoomDocument {
  readonly format: 'layerloom';
  readonly version: 1;
  readonly name: string;
  readonly description?: string;
  readonly params: Readonly<Record<string, BlockParam>>;
  readonly nodes: readonly DocumentNode[];
  /** Definitions of this document; a name here hides the built-in block of that name. */
  readonly blocks: Readonly<Record<string, BlockDefinition>>;
  /** Positions, notes and groups, apart from meaning. */
  readonly view?: DocumentView;
}
