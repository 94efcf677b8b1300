import { sameDims } from '../../ir/types.ts';
import type { ConcatAttrs } from '../../ops/concat.ts';
import type { ExpandAttrs } from '../../ops/expand.ts';
import type { ReduceSumAttrs } from '../../ops/reduce-sum.ts';
import type { SliceAttrs } from '../../ops/slice.ts';
import { blockable, nchwc } from '../lower/layout.ts';
import { concrete } from '../lower/lowering.ts';
import { planeMeans } from './depthwise.ts';
import { blocked, type FastLowering, made } from './fast.ts';

type Four = readonly [number, number, number, number];

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

export const slice: FastLowering<SliceAttrs> = (e, { attrs, inputs: [x] }) => {
  const [axis, start, end, step] = [attrs.axes[0], attrs.starts[0]!, attrs.ends[0]!, attrs.steps[0]];
  const fits = attrs.axes.length === 1 && axis === 1 && step === 1 && start % e.block === 0 && end % e.block === 0;
  if (!fits || !x!.has('blocked') || !blockable(x!.type, e.block)) return null;
  return blocked(e.node('Slice', [x!.in('blocked'), e.ints([start]), e.ints([end]), e.ints([1])]));
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
