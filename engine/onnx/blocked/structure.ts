import { sameDims } from '../../ir/types.ts';
import type { ConcatAttrs } from '../../ops/concat.ts';
import type { ExpandAttrs } from '../../ops/expand.ts';
import type { ReduceSumAttrs } from '../../ops/reduce-sum.ts';
import type { Four } from '../../ops/shape/tensor.ts';
import type { SliceAttrs } from '../../ops/slice.ts';
import { blockable, nchwc } from '../lower/layout.ts';
import { concrete } from '../lower/lowering.ts';
import { affine, planeMeans } from './depthwise.ts';
import { blocked, type FastLowering, made } from './fast.ts';

/** Along channels, maps of whole blocks lie one behind the other as plain ones do. */
export const concat: FastLowering<ConcatAttrs> = (e, { attrs, inputs }) => {
  const fits =
    attrs.axis === 1 && inputs.every((x) => blockable(x.type, e.block)) && inputs.some((x) => x.has('blocked'));
  return fits
    ? blocked(
        e.node(
          'Concat',
          inputs.map((x) => x.in('blocked')),
          { axis: 1 },
        ),
      )
    : null;
};

/**
 * Blocks of channels lie behind each other as channels of plain maps do; to cut along other axes, a block's channels
 * are an axis of their own.
 */
export const slice: FastLowering<SliceAttrs> = (
  e,
  { attrs: { axes, starts, ends, steps }, inputs: [x], outputs: [y] },
) => {
  const { block } = e;
  if (!x!.has('blocked') || !blockable(x!.type, block)) return null;
  const along = axes.indexOf(1);
  if (along >= 0 && (steps[along] !== 1 || starts[along]! % block !== 0 || ends[along]! % block !== 0)) return null;
  const [n, c, h, w] = concrete(x!.type.dims) as Four;
  const inBlocks = (at: readonly number[]): string => e.ints(at.map((v, i) => (i === along ? v / block : v)));
  const view = e.reshape(x!.in('blocked'), [n, c / block, h, w, block]);
  const cut = e.node('Slice', [view, inBlocks(starts), inBlocks(ends), e.ints(axes), e.ints(steps)]);
  return blocked(e.reshape(cut, y!.dims));
};

/** A map less one number a channel. */
export const sub: FastLowering<unknown> = (e, { inputs: [x, offset] }) => {
  const [, channels] = concrete(x!.type.dims);
  if (!x!.has('blocked') || !blockable(x!.type, e.block) || !sameDims(offset!.type.dims, [1, channels!, 1, 1]))
    return null;
  const ones = e.named(`ones ${channels}`, 'f32', [channels!], () => Array<number>(channels!).fill(1));
  const bias = e.reshape(e.node('Neg', [offset!.name]), [channels!]);
  return blocked(affine(e, x!.in('blocked'), channels!, ones, { bias }));
};

/** One pixel a channel over the whole map: nearest-neighbour upsampling. */
export const expand: FastLowering<ExpandAttrs> = (e, { inputs: [x], outputs: [y] }) => {
  if (!blockable(y!, e.block) || !sameDims(x!.type.dims, [...y!.dims.slice(0, 2), 1, 1])) return null;
  const [, , height, width] = concrete(y!.dims) as Four;
  return blocked(e.node('Upsample', [x!.in('blocked')], { scales: [1, 1, height, width], mode: 'nearest' }, nchwc));
};

/** Sums over planes, and over the batch: bias gradients. */
export const reduceSum: FastLowering<ReduceSumAttrs> = (e, { attrs, inputs: [x], outputs: [y] }) => {
  const axes = [...attrs.axes].sort((a, b) => a - b).join();
  if (!x!.has('blocked') || !blockable(x!.type, e.block) || (axes !== '0,2,3' && axes !== '2,3')) return null;
  const dims = concrete(x!.type.dims) as Four;
  const means = planeMeans(e, x!.in('blocked'), dims);
  const all = axes === '2,3' ? means : e.node('ReduceSum', [means, e.ints([0])], { keepdims: 0 });
  return [made('plain', e.reshape(e.node('Mul', [all, e.scalar(dims[2] * dims[3])]), y!.dims))];
};
