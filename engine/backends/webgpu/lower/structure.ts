import { hash32 } from '../../../base/random.ts';
import type { CastAttrs } from '../../../ops/cast.ts';
import type { ConcatAttrs } from '../../../ops/concat.ts';
import type { ConstantAttrs } from '../../../ops/constant.ts';
import { type DropoutMaskAttrs, dropoutThreshold } from '../../../ops/dropout-mask.ts';
import type { FillAttrs } from '../../../ops/fill.ts';
import type { PadAttrs } from '../../../ops/pad.ts';
import { count, stridesOf } from '../../../ops/shape/tensor.ts';
import type { SliceAttrs } from '../../../ops/slice.ts';
import type { TransposeAttrs } from '../../../ops/transpose.ts';
import { bindingsOf, type Expression, stored, stretched, type Tensor } from '../expression.ts';
import { MOST_TAKEN, type Vector, vectorsKernel } from '../kernels/vectors.ts';
import type { Storage } from '../program.ts';
import { float, mix32 } from '../wgsl/text.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';
import { type Joined, placedAt } from './places.ts';

/** One number is written into the kernels that use it. */
export const constant: Lowering<ConstantAttrs> = (e, { attrs: { dtype, data }, outputs: [y] }) =>
  data.length === 1
    ? [{ dtype, dims: y!.dims, expression: { kind: 'literal', dtype, value: data[0]! } }]
    : [e.constant(dtype, y!.dims, data)];

export const fill: Lowering<FillAttrs> = (_, { attrs: { value }, outputs: [y] }) => [
  { dtype: 'f32', dims: y!.dims, expression: { kind: 'literal', dtype: 'f32', value } },
];

/** Nothing moves where the tensor lies row-major. A single number stays the formula that it is, or where it lies. */
export const reshape: Lowering<unknown> = (e, { inputs: [x], outputs: [y] }) => {
  const { expression } = x!;
  if (expression.kind === 'literal') return [{ ...x!, dims: y!.dims }];
  if (expression.kind !== 'index' && x!.dims.length === 0 && count(y!.dims) === 1)
    return [{ dtype: x!.dtype, dims: y!.dims, expression: stretched(x!, y!.dims) }];
  return [stored(e.stored(x!), x!.dtype, y!.dims)];
};

/** Another way of stepping through a tensor in memory: a view, no kernel. */
function viewed(
  e: Emitter,
  x: Tensor,
  dims: readonly number[],
  change: (strides: readonly number[]) => { readonly strides: readonly number[]; readonly skip: number },
): readonly Tensor[] {
  const { expression } = e.latest(x).expression.kind === 'load' ? e.latest(x) : stored(e.stored(x), x.dtype, x.dims);
  if (expression.kind !== 'load') throw new Error('a stored tensor is a load');
  const { strides, skip } = change(expression.strides);
  return [{ dtype: x.dtype, dims, expression: { ...expression, strides, offset: expression.offset + skip } }];
}

export const transpose: Lowering<TransposeAttrs> = (e, { attrs: { perm }, inputs: [x], outputs: [y] }) =>
  viewed(e, x!, y!.dims, (strides) => ({ strides: perm.map((axis) => strides[axis]!), skip: 0 }));

export const slice: Lowering<SliceAttrs> = (e, { attrs, inputs: [x], outputs: [y] }) =>
  viewed(e, x!, y!.dims, (given) => {
    const strides = [...given];
    let skip = 0;
    for (const [i, axis] of attrs.axes.entries()) {
      skip += attrs.starts[i]! * given[axis]!;
      strides[axis] = given[axis]! * attrs.steps[i]!;
    }
    return { strides, skip };
  });

export const expand: Lowering<unknown> = (e, { inputs: [x], outputs: [y] }) => [
  { dtype: x!.dtype, dims: y!.dims, expression: stretched(e.latest(x!), y!.dims) },
];

/** Each part is written where it goes, if it is not there already; vectors, as metrics are, several by a kernel. */
export const concat: Lowering<ConcatAttrs> = (e, { attrs: { axis }, inputs, outputs: [y] }) => {
  const own = (): Joined => {
    const home = { storage: e.storage(count(y!.dims)), offset: 0, strides: stridesOf(y!.dims) };
    return { ...placedAt(home, y!.dtype, y!.dims), home };
  };
  const { home, ...joined } = e.wishes.joined ?? own();
  const { storage, strides } = home;
  const parts = inputs.map((part) => e.latest(part));
  const starts = startsOf(parts.map((part) => part.dims[axis]!));
  if (y!.dims.length === 1) {
    concatVectors(
      e,
      parts.map(({ expression, dims }, i) => ({ expression, start: home.offset + starts[i]!, length: dims[0]! })),
      storage,
    );
    return [joined];
  }
  for (const [i, { dims, expression }] of parts.entries()) {
    const offset = home.offset + starts[i]! * strides[axis]!;
    const isThere = expression.kind === 'load' && expression.storage === storage && expression.offset === offset;
    if (!isThere) e.map(dims, [{ expression, storage, offset, strides }]);
  }
  return [joined];
};

const startsOf = (lengths: readonly number[]): readonly number[] => {
  let end = 0;
  return lengths.map((length) => (end += length) - length);
};

/** As many by a kernel as it can bind. */
function concatVectors(e: Emitter, vectors: readonly Vector[], result: Storage): void {
  let some: Vector[] = [];
  const launch = (): void => {
    if (some.length > 0) e.launch(vectorsKernel('concat', some, result));
    some = [];
  };
  for (const vector of vectors) {
    if (bindingsOf(...[...some, vector].map((v) => v.expression)) > MOST_TAKEN) launch();
    some.push(vector);
  }
  launch();
}

/** The value everywhere, then the tensor inside. */
export const pad: Lowering<PadAttrs> = (e, { attrs: { before, value }, inputs: [x], outputs: [y] }) => {
  const padded = e.tensor('f32', y!.dims);
  const strides = stridesOf(y!.dims);
  const offset = before.reduce((sum, n, axis) => sum + n * strides[axis]!, 0);
  if (count(x!.dims) < count(y!.dims)) {
    const expression: Expression = { kind: 'literal', dtype: 'f32', value };
    e.map(y!.dims, [{ expression, storage: padded.storage, offset: 0, strides }]);
  }
  e.map(x!.dims, [{ expression: e.latest(x!).expression, storage: padded.storage, offset, strides }]);
  return [padded];
};

const convert: Readonly<Record<'f32' | 'u32' | 'i64' | 'bool', (x: string, zero: string) => string>> = {
  f32: (x) => `F(${x})`,
  u32: (x) => `U(${x})`,
  i64: (x) => `I(${x})`,
  bool: (x, zero) => `select(U(0), U(1), ${x} != ${zero})`,
};
const zeros = { f32: 'F(0)', u32: 'U(0)', i64: 'I(0)', bool: 'U(0)' } as const;

export const cast: Lowering<CastAttrs> = (e, { attrs: { to }, inputs: [x], outputs: [y] }) => [
  to === x!.dtype ? x! : e.apply(to, y!.dims, [x!], (a) => convert[to](a, zeros[x!.dtype])),
];

/** Only a formula: the mask is never stored, backward draws it again. The stream's part of the hash is one thread's work of a kernel of its own. */
export const dropoutMask: Lowering<DropoutMaskAttrs> = (
  e,
  { attrs: { dims, rate, salt, first = 0 }, inputs: [seed, step] },
) => {
  const start = `U(${hash32()}u)`;
  const mix = (h: string, value: string): string => `mix32(${h} ^ ${value})`;
  const stream = e.apply('u32', [], [seed!, step!], (s, t) => mix(mix(mix(start, s), t), `U(${salt}u)`), {
    helpers: [mix32],
  });
  const key = stored(e.stored(stream), 'u32', []);
  const index: Tensor = { dtype: 'u32', dims, expression: { kind: 'index', dtype: 'u32', strides: stridesOf(dims) } };
  const kept = float(1 / (1 - rate));
  return [
    e.apply(
      'f32',
      dims,
      [key, index],
      (h, i) =>
        `select(F(0), F(${kept}), ${mix(h, first ? `(${i} + U(${first}u))` : i)} >= U(${Math.min(dropoutThreshold(rate), 0xffff_ffff)}u))`,
      { helpers: [mix32] },
    ),
  ];
};
