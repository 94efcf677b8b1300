/**
 * Element types of tensors in models: those of engine/ir and what casts pass through. Numbers are ONNX's
 * `TensorProto.DataType`.
 */
export const dataTypes = { f32: 1, i32: 6, i64: 7, bool: 9, f64: 11, u32: 12, u64: 13 } as const;
export type OnnxType = keyof typeof dataTypes;

/** A number where an attribute is a float; plain numbers are ints. */
export interface FloatAttribute {
  readonly float: number;
}
export const float = (value: number): FloatAttribute => ({ float: value });

export type Attribute = number | readonly number[] | string | FloatAttribute | readonly FloatAttribute[];
export type Attributes = Readonly<Record<string, Attribute>>;

export interface OnnxNode {
  readonly type: string;
  /** '' is ONNX itself; `com.microsoft` and `com.microsoft.nchwc` only ONNX Runtime knows. */
  readonly domain: string;
  readonly name: string;
  /** Tensor names; '' is an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** Constant of a model; `bytes` are little endian, row-major. */
export interface OnnxTensor {
  readonly name: string;
  readonly type: OnnxType;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

export interface OnnxValue {
  readonly name: string;
  /** `sequence` is a sequence of f32 tensors; its dims are unused. */
  readonly type: OnnxType | 'sequence';
  /** Text is a symbolic dimension. */
  readonly dims: readonly (number | string)[];
}

export interface OnnxModel {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Types of tensors between nodes that viewers like to show. */
  readonly values: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a file says that it was written by. */
export const producerName = 'Layerloom';
/**
 * ONNX operator set of every model: the first with `BitwiseXor` (dropout's hash) and axes of all reductions as inputs.
 */
export const opset = 18;
/** The IR version that came with opset 18 (ONNX 1.13). */
export const irVersion = 8;

export const bytesOfType = { f32: 4, i32: 4, i64: 8, bool: 1, f64: 8, u32: 4, u64: 8 } as const satisfies Record<
  OnnxType,
  number
>;

/** Numbers → little-endian bytes of that element type. Integers must be exact in float64. */
export function bytesOfNumbers(type: OnnxType, values: readonly number[] | Float32Array): Uint8Array {
  switch (type) {
    case 'f32':
      return viewBytes(Float32Array.from(values));
    case 'f64':
      return viewBytes(Float64Array.from(values));
    case 'i32':
      return viewBytes(Int32Array.from(values));
    case 'u32':
      return viewBytes(Uint32Array.from(values));
    case 'i64':
      return viewBytes(BigInt64Array.from(values as readonly number[], (v) => BigInt(v)));
    case 'u64':
      return viewBytes(BigUint64Array.from(values as readonly number[], (v) => BigInt(v)));
    case 'bool':
      return Uint8Array.from(values);
  }
}

/** The bytes under a typed array, not copied. */
export function viewBytes(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
