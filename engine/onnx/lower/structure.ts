import type { CastAttrs } from '../../ops/cast.ts';
import type { ConcatAttrs } from '../../ops/concat.ts';
import type { ConstantAttrs } from '../../ops/constant.ts';
import type { ExpandAttrs } from '../../ops/expand.ts';
import type { FillAttrs } from '../../ops/fill.ts';
import type { PadAttrs } from '../../ops/pad.ts';
import type { ReshapeAttrs } from '../../ops/reshape.ts';
import type { SliceAttrs } from '../../ops/slice.ts';
import type { TransposeAttrs } from '../../ops/transpose.ts';
import { dataTypes } from '../wire/model.ts';
import { direct } from './elementwise.ts';
import type { Lowering } from './lowering.ts';

export const cast = direct<CastAttrs>('Cast', ({ to }) => ({ to: dataTypes[to] }));
export const concat = direct<ConcatAttrs>('Concat', ({ axis }) => ({ axis }));
export const transpose = direct<TransposeAttrs>('Transpose', ({ perm }) => ({ perm }));

export const constant: Lowering<ConstantAttrs> = (e, { attrs }) => [e.constant(attrs.dtype, attrs.dims, attrs.data)];

export const fill: Lowering<FillAttrs> = (e, { attrs }) => [
  e.node('Expand', [e.scalar(attrs.value), e.ints(attrs.dims)]),
];

export const reshape: Lowering<ReshapeAttrs> = (e, { attrs, inputs: [x] }) => [e.reshape(x!.name, attrs.dims)];

/** A symbolic batch stays what it is: ONNX stretches by the numpy rule, where 1 asks for nothing. */
export const expand: Lowering<ExpandAttrs> = (e, { attrs, inputs: [x] }) => [
  e.node('Expand', [x!.name, e.ints(attrs.dims.map((d) => (d === 'N' ? 1 : d)))]),
];

export const slice: Lowering<SliceAttrs> = (e, { attrs, inputs: [x] }) => [
  e.node('Slice', [x!.name, e.ints(attrs.starts), e.ints(attrs.ends), e.ints(attrs.axes), e.ints(attrs.steps)]),
];

export const pad: Lowering<PadAttrs> = (e, { attrs, inputs: [x] }) => [
  e.node('Pad', [x!.name, e.ints([...attrs.before, ...attrs.after]), e.scalar(attrs.value)], { mode: 'constant' }),
];
