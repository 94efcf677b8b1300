import type { Dim, DType } from '../../ir/types.ts';
import { stretchedStrides } from '../../ops/shape/broadcast.ts';
import { count, stridesOf } from '../../ops/shape/tensor.ts';
import type { Storage } from './program.ts';
import type { Helper } from './wgsl/module.ts';

/**
 * An element of a tensor as a formula over elements of stored tensors. Elementwise ops build such formulas instead of kernels; a kernel is
 * made where the number must exist in memory, so that chains of elementwise ops are one pass.
 */
export type Expression =
  | {
      readonly kind: 'load';
      readonly dtype: DType;
      readonly storage: Storage;
      readonly offset: number;
      /** Elements to step over along each axis of the tensor; 0 repeats. */
      readonly strides: readonly number[];
    }
  | { readonly kind: 'literal'; readonly dtype: DType; readonly value: number }
  /** The row-major index of the element in its tensor, u32. */
  | { readonly kind: 'index'; readonly dtype: DType; readonly strides: readonly number[] }
  /** What a kernel computes that has not been launched: it may compute a formula of its numbers as well. Of the tensor's own dims, and one object wherever it is in formulas. */
  | { readonly kind: 'product'; readonly dtype: DType }
  | {
      readonly kind: 'apply';
      readonly dtype: DType;
      readonly args: readonly Expression[];
      /** WGSL of the result from names of the arguments. `F`, `U`, `I` are f32, u32, i32 or vectors of four of them. */
      readonly formula: (...args: readonly string[]) => string;
      /** What it calls. */
      readonly helpers?: readonly Helper[] | undefined;
    };

/** A value of the graph on its way to kernels. */
export interface Tensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly expression: Expression;
}

export const concrete = (dims: readonly Dim[]): readonly number[] =>
  dims.map((d) => {
    if (d === 'N') throw new Error('the batch must be known before a graph is lowered to kernels');
    return d;
  });

/** A tensor that lies row-major in `storage`. */
export function stored(storage: Storage, dtype: DType, dims: readonly number[]): Tensor {
  return { dtype, dims, expression: { kind: 'load', dtype, storage, offset: 0, strides: stridesOf(dims) } };
}

/** Tensors of equal dims, f32, that lie one behind the other. */
export function sideBySide(
  storage: Storage,
  dims: readonly number[],
  tensors: number,
): readonly (Tensor & { readonly expression: Load })[] {
  const strides = stridesOf(dims);
  return Array.from({ length: tensors }, (_, i) => ({
    dtype: 'f32',
    dims,
    expression: { kind: 'load', dtype: 'f32', storage, offset: i * count(dims), strides },
  }));
}

/** The storage of a tensor that is there as a whole, row-major from its first element on; null where it is not. */
export function storageOf({ dims, expression: e }: Tensor): Storage | null {
  if (e.kind !== 'load' || e.offset !== 0) return null;
  const wanted = stridesOf(dims);
  return dims.every((d, axis) => d === 1 || e.strides[axis] === wanted[axis]) ? e.storage : null;
}

/** `tensor` stretched to `dims` by numpy's rule. */
export function stretched(tensor: Tensor, dims: readonly number[]): Expression {
  const along = (strides: readonly number[]): readonly number[] => {
    const repeats = stretchedStrides(tensor.dims, dims);
    const missing = dims.length - tensor.dims.length;
    return dims.map((_, axis) => (repeats[axis] === 0 ? 0 : strides[axis - missing]!));
  };
  return withLeaves(tensor.expression, (e) => ('strides' in e ? { ...e, strides: along(e.strides) } : e));
}

type Leaf = Exclude<Expression, { readonly kind: 'apply' }>;

/** A formula like this one with something else for each of its leaves, in their order. */
export function withLeaves(e: Expression, instead: (leaf: Leaf) => Expression): Expression {
  return e.kind === 'apply' ? { ...e, args: e.args.map((arg) => withLeaves(arg, instead)) } : instead(e);
}

export type Load = Extract<Expression, { readonly kind: 'load' }>;

/** The distinct loads of a formula. */
export function loadsOf(...expressions: readonly Expression[]): readonly Load[] {
  const found = new Map<string, Load>();
  const walk = (e: Expression): void => {
    if (e.kind === 'load') found.set(loadKey(e), e);
    if (e.kind === 'apply') for (const arg of e.args) walk(arg);
  };
  for (const e of expressions) walk(e);
  return [...found.values()];
}

export const loadKey = (e: Load): string => `${e.storage.id} ${e.offset} ${e.strides.join(',')}`;

/** Tensors that a kernel binds for formulas: one that is read in vectors of four and as scalars counts two, and a product one, which binds three at most and writes no second result. */
export function bindingsOf(...expressions: readonly Expression[]): number {
  const products = new Set(expressions.flatMap(productsOf)).size;
  return products + new Set(loadsOf(...expressions).map((l) => `${l.storage.id} ${l.strides.at(-1) === 0}`)).size;
}

/** Ops in a formula, the loads aside. */
export function sizeOf(e: Expression): number {
  return e.kind === 'apply' ? 1 + e.args.reduce((n, arg) => n + sizeOf(arg), 0) : 0;
}

/** Loads that read a number for (nearly) each element of `dims`; the others repeat and cost little. */
export function fullLoads(e: Expression, dims: readonly number[]): number {
  return loadsOf(e).filter((l) => dims.every((d, axis) => d === 1 || l.strides[axis] !== 0)).length;
}

/** What formulas call, each once. */
export function helpersOf(...expressions: readonly Expression[]): readonly Helper[] {
  const found = new Set<Helper>();
  const walk = (e: Expression): void => {
    if (e.kind !== 'apply') return;
    for (const helper of e.helpers ?? []) found.add(helper);
    for (const arg of e.args) walk(arg);
  };
  for (const e of expressions) walk(e);
  return [...found];
}

/** Whether a formula takes its element's index. */
export function usesIndex(e: Expression): boolean {
  return e.kind === 'index' || (e.kind === 'apply' && e.args.some(usesIndex));
}

type Product = Extract<Expression, { readonly kind: 'product' }>;

/** The products in a formula. */
export function productsOf(e: Expression): readonly Product[] {
  return e.kind === 'product' ? [e] : e.kind === 'apply' ? e.args.flatMap(productsOf) : [];
}

/** The formula with something else for its products. */
export function withProducts(e: Expression, instead: (product: Product) => Expression): Expression {
  if (e.kind === 'product') return instead(e);
  if (e.kind !== 'apply') return e;
  const args = e.args.map((arg) => withProducts(arg, instead));
  return args.every((arg, i) => arg === e.args[i]) ? e : { ...e, args };
}
