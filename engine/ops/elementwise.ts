import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import type { Elementwise, Tensor64 } from '../ir/op.ts';
import type { DType } from '../ir/types.ts';
import { sameDims } from '../ir/types.ts';
import { sumTo } from './compose.ts';
import { broadcastDims, broadcastMap } from './shape/broadcast.ts';
import { illTyped, typed } from './shape/expect.ts';

/** Attributes of an op that has none. */
export type NoAttrs = Readonly<Record<string, never>>;

/** x, y = f(x) and dy of a unary op: what its gradient rule may use. */
interface Unary<A> {
  readonly x: Value;
  readonly y: Value;
  readonly dy: Value;
  readonly attrs: A;
}

/** y = f(x) element by element, f32 to f32. */
export function unary<A = NoAttrs>(
  kind: string,
  f: (x: number, attrs: A) => number,
  dx: (b: Builder, values: Unary<A>) => Value,
): Elementwise<A> {
  return {
    kind,
    elementwise: true,
    infer: (_, inputs) => [typed(kind, inputs, 'f32')[0]],
    reference: (attrs, [x]: readonly [Tensor64]) => [{ dims: x.dims, data: x.data.map((v) => f(v, attrs)) }],
    gradient: (b, { inputs, outputs, attrs }, [dy]) => [dx(b, { x: inputs[0]!, y: outputs[0]!, dy: dy!, attrs })],
  };
}

/** The op, known to drop its gradient where its output is 0. */
export const clipping = <A>(op: Elementwise<A>): Elementwise<A> => ({ ...op, clipping: true });

/** dx = f(x, dy) element by element, the backward of a unary op in one pass. Not differentiated itself. */
export function unaryGradient<A = NoAttrs>(
  kind: string,
  f: (x: number, dy: number, attrs: A) => number,
): Elementwise<A> {
  return {
    kind,
    elementwise: true,
    infer(_, inputs) {
      const [x, dy] = typed(kind, inputs, 'f32', 'f32');
      if (!sameDims(x.dims, dy.dims)) illTyped(kind, 'x and dy differ in shape', inputs);
      return [x];
    },
    reference: (attrs, [x, dy]: readonly [Tensor64, Tensor64]) => [
      { dims: x.dims, data: x.data.map((v, i) => f(v, dy.data[i]!, attrs)) },
    ],
    gradient: 'none',
  };
}

/** a, b, y = f(a, b) and dy of a binary op. */
interface Binary {
  readonly a: Value;
  readonly b: Value;
  readonly y: Value;
  readonly dy: Value;
}

/**
 * y = f(a, b) with numpy's broadcasting, f32. The derivatives are of the broadcast operands: their sum over stretched
 * axes follows here.
 */
export function arithmetic(
  kind: string,
  f: (a: number, b: number) => number,
  derivatives: (builder: Builder, values: Binary) => readonly [Value, Value],
): Elementwise<NoAttrs> {
  return {
    kind,
    elementwise: true,
    infer(_, inputs) {
      const [a, b] = typed(kind, inputs, 'f32', 'f32');
      return [{ dtype: 'f32', dims: broadcastDims(kind, a.dims, b.dims) }];
    },
    reference: (_, inputs) => [broadcastMap(kind, inputs, f)],
    gradient(builder, { inputs, outputs }, [dy]) {
      const values: Binary = { a: inputs[0]!, b: inputs[1]!, y: outputs[0]!, dy: dy! };
      const [da, db] = derivatives(builder, values);
      return [sumTo(builder, da, values.a.type.dims), sumTo(builder, db, values.b.type.dims)];
    },
  };
}

/** f(a, b) as bool with numpy's broadcasting; both of one dtype out of `dtypes`. */
export function relation(
  kind: string,
  dtypes: readonly DType[],
  f: (a: number, b: number) => boolean,
): Elementwise<NoAttrs> {
  return {
    kind,
    elementwise: true,
    infer(_, inputs) {
      const dtype = inputs[0]?.dtype ?? 'f32';
      const [a, b] = typed(kind, inputs, dtype, dtype);
      if (!dtypes.includes(dtype)) illTyped(kind, `wants ${dtypes.join(' or ')}`, inputs);
      return [{ dtype: 'bool', dims: broadcastDims(kind, a.dims, b.dims) }];
    },
    reference: (_, inputs) => [broadcastMap(kind, inputs, (a, b) => (f(a, b) ? 1 : 0))],
    gradient: 'none',
  };
}
