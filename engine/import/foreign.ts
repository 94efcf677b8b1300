/**
 * An ONNX model of anybody's, plain: functions inlined, constants decoded, nodes in an order in which each one's
 * inputs are known, and nothing that leads to no output.
 */
export interface ForeignModel {
  /** Name and version of the program that wrote it; '' where it does not say. */
  readonly producer: string;
  /** Of ONNX's own operators. */
  readonly opset: number;
  readonly name: string;
  readonly nodes: readonly ForeignNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  /** What is fed: initialisers that are listed among the inputs, as older files have it, are none. */
  readonly inputs: readonly ForeignValue[];
  readonly outputs: readonly ForeignValue[];
}

export interface ForeignNode {
  /** `Conv`; with its domain where that is not ONNX's own: `com.microsoft.FusedConv`. */
  readonly op: string;
  /** As the file has it, often ''. */
  readonly name: string;
  /** Tensor names; '' is an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export type Attribute = number | string | readonly number[] | readonly string[] | Constant | SubGraph;

/** A branch or a loop's body, which nothing here looks into, and what a broken file has in the place of a value. */
export interface SubGraph {
  readonly subGraph: true;
}

/** Numbers of a file, row-major. Whole ones are exact up to 2^53. */
export interface Constant {
  readonly dims: readonly number[];
  /** Of an integer or boolean type. */
  readonly whole: boolean;
  readonly data: Float32Array | Float64Array;
}

export interface ForeignValue {
  readonly name: string;
  /** Text is a dimension with a name, '' one without. Null where the file says nothing of the shape. */
  readonly dims: readonly (number | string)[] | null;
}

/** How messages call a node that has no name: by what it makes. */
export const nodeName = ({ name, op, outputs }: ForeignNode): string =>
  name || `${op} → ${outputs.find(Boolean) ?? ''}`;

export const isConstant = (attribute: Attribute | undefined): attribute is Constant =>
  typeof attribute === 'object' && 'dims' in attribute;

export const constantOf = (dims: readonly number[], data: Float32Array | Float64Array, whole: boolean): Constant => ({
  dims,
  data,
  whole,
});

/** Whole numbers as a list, ONNX's way to hand shapes, axes and pads to an operator. */
export const wholeNumbers = (values: readonly number[], dims: readonly number[] = [values.length]): Constant =>
  constantOf(dims, Float64Array.from(values), true);
