import type { Conv2dAttrs } from '../../../ops/conv2d.ts';
import type { Conv2dInputGradientAttrs } from '../../../ops/conv2d-input-gradient.ts';
import type { Conv2dWeightGradientAttrs } from '../../../ops/conv2d-weight-gradient.ts';
import { count, type Four } from '../../../ops/shape/tensor.ts';
import type { Expression, Tensor } from '../expression.ts';
import { convWeightColumnsKernel, type WeightGradient } from '../kernels/conv-weight-columns.ts';
import { convWeightDepthwiseKernel } from '../kernels/conv-weight-depthwise.ts';
import { convWeightQuadKernel } from '../kernels/conv-weight-quad.ts';
import { convWeightTileKernel } from '../kernels/conv-weight-tile.ts';
import type { Launch, Storage } from '../program.ts';
import type { Placed } from '../wgsl/channels.ts';
import type { Epilogue } from '../wgsl/epilogue.ts';
import type { Gathering, GatheringTensors } from '../wgsl/gathering.ts';
import type { Left } from '../wgsl/tile-parts.ts';
import type { Target, Way } from './choices.ts';
import type { Emitter } from './emitter.ts';
import { followed, sumOfParts, wholeOf } from './followed.ts';
import { gatherWays } from './gather-ways.ts';
import { forwardGathering, inputGradientGatherings } from './gatherings.ts';
import type { Lowering } from './lowering.ts';
import { resultOf, storedAt } from './places.ts';
import { splitWays } from './tiles.ts';
import { bestRun, hasQuads, isDepthwise, ordered, way } from './ways.ts';

const four = (dims: readonly number[]): Four => dims as unknown as Four;

/** Multiply-adds count two. */
const convolutionFlops = (w: Four, y: Four): number => 2 * count(y) * w[1] * w[2] * w[3];

type Operands = Omit<GatheringTensors, 'out' | 'epilogue'>;

function gather(
  e: Emitter,
  gatherings: readonly Gathering[],
  dims: readonly number[],
  flops: number,
  operands: Operands,
): Tensor {
  e.products.settle();
  const { splits, parts, launch } = e.choose(gatherWays(gatherings[0]!, flops, e.target));
  const counts = gatherings.map(parts);
  const all = counts.includes(0) ? 0 : counts.reduce((sum, n) => sum + n);
  const read = [operands.source, operands.weight, operands.bias];
  const run = (
    { storage: out, ...outChannels }: Placed,
    epilogue: Epilogue | null,
    more: number,
    left: Omit<Left, 'first'> | null,
  ): void => {
    let first = 0;
    for (const [i, g] of gatherings.entries()) {
      const tensors = { ...operands, out, epilogue };
      e.launch(launch({ ...g, outChannels }, tensors, left && { ...left, first }), (flops + more) / gatherings.length);
      first += counts[i]!;
    }
  };
  const computed = { dims, splits, parts: all, read, amongOthers: true, run };
  if (e.wishes.followed) return followed(e, computed);

  const { tensor, home, ...place } = resultOf(e, dims, read);
  if (splits > 1) return home ? storedAt(e, sumOfParts(e, computed), home) : wholeOf(e, computed);
  const moments = e.wishes.moments && all > 0 ? e.storage(4 * all * dims[1]!) : null;
  if (moments) e.moments.set(tensor.expression, moments);
  run(place, null, 0, moments && { kind: 'moments', storage: moments });
  return tensor;
}

export const conv2d: Lowering<Conv2dAttrs> = (e, { attrs, inputs: [x, w, bias], outputs: [y] }) => {
  const [xDims, wDims, yDims] = [four(x!.dims), four(w!.dims), four(y!.dims)];
  const source = e.placed(x!);
  const operands = { source: source.storage, weight: e.stored(w!), bias: bias ? e.stored(bias) : null };
  const gathering = forwardGathering(attrs, xDims, wDims, yDims, source);
  return [gather(e, [gathering], yDims, convolutionFlops(wDims, yDims), operands)];
};

export const conv2dInputGradient: Lowering<Conv2dInputGradientAttrs> = (
  e,
  { attrs, inputs: [dy, w], outputs: [dx] },
) => {
  const [xDims, wDims, yDims] = [four(dx!.dims), four(w!.dims), four(dy!.dims)];
  const source = e.placed(dy!);
  const operands = { source: source.storage, weight: e.stored(w!), bias: null };
  const gatherings = inputGradientGatherings(attrs, xDims, wDims, yDims, source);
  return [gather(e, gatherings, xDims, convolutionFlops(wDims, yDims), operands)];
};

/** Sums of one weight gradient that keep the threads busy: more would only make more to join. All of them are one tensor. */
const splitsFor = ({ x, y, weight }: WeightGradient, threads: number, wanted: number, { mostBytes }: Target): number =>
  Math.max(1, Math.min(Math.floor(wanted / threads), x[0] * y[2], 64, Math.floor(mostBytes / (4 * count(weight)))));

type Split = (x: Placed, dy: Storage) => { readonly splits: number; readonly launch: (out: Storage) => Launch };

/** A 1×1 kernel of stride 1 does not care where rows end: a walk along few long ones costs less than along many short ones. */
function inOneRow(shapes: WeightGradient): WeightGradient {
  const { x, weight, y, window } = shapes;
  const isPoint = weight[2] === 1 && weight[3] === 1 && [...window.stride].every((s) => s === 1);
  if (!isPoint || x[2] !== y[2] || x[3] !== y[3] || window.pads.some((p) => p > 0)) return shapes;
  const columns = x[2] * x[3];
  return { ...shapes, x: [x[0], x[1], 1, columns], y: [y[0], y[1], 1, columns] };
}

function weightWays(e: Emitter, shapes: WeightGradient, flops: number): readonly Way<Split>[] {
  const { weight, y, window } = shapes;
  const perGroup = weight[1];
  const filters = weight[0] / window.groups;
  const flat = inOneRow(shapes);
  const quad =
    (tileFilters: number, channels: number, runs: readonly number[]): Split =>
    (source, dy) => {
      const threads = Math.ceil(filters / tileFilters) * window.groups * Math.ceil(perGroup / channels) * weight[2];
      const splits = splitsFor(flat, threads, e.target.busy, e.target);
      const tile = { filters: tileFilters, channels, columns: bestRun(flat.y[3], runs), splits };
      return { splits, launch: (out) => convWeightQuadKernel(flat, tile, source.storage, dy, out) };
    };
  const columns: Split = (source, dy) => {
    const channels = perGroup % 16 === 0 ? 4 : perGroup % 8 === 0 ? 2 : 1;
    const tile = { filters: Math.min(4, filters), channels };
    const threads =
      Math.ceil(filters / tile.filters) * window.groups * (perGroup / tile.channels) * weight[2] * weight[3];
    const splits = splitsFor(shapes, threads, 4 * e.target.busy, e.target);
    const last = channelsLast(e, shapes.x, source);
    return { splits, launch: (out) => convWeightColumnsKernel(shapes, { ...tile, splits }, last, dy, out) };
  };
  /** Several taps share what they read; a single one shares it with more filters instead. */
  const best = weight[3] > 1 ? quad(8, 1, [4, 5, 6, 7, 3, 2, 1]) : quad(16, 4, [2, 3, 1]);
  const quads = hasQuads(e.target) && filters >= 4 ? [way('quad', e.target.software, best)] : [];
  const extent = {
    rows: filters,
    columns: perGroup * weight[2] * weight[3],
    products: window.groups,
    inner: shapes.x[0] * y[2] * y[3],
    numbers: count(weight),
  };
  const tiled = splitWays(
    extent,
    e.target,
    (tile, splits): Split =>
      (source, dy) => ({
        splits,
        launch: (out) => convWeightTileKernel(shapes, tile, splits, source.storage, dy, out),
      }),
  );
  const depthwise: Split = (source, dy) => {
    const threads = e.target.software ? 16 : 64;
    const splits = splitsFor(shapes, window.groups * threads, 2 * e.target.busy, e.target);
    const tile = { columns: bestRun(y[3], [4, 5, 6, 7, 8, 3, 2, 1]), threads, splits };
    return { splits, launch: (out) => convWeightDepthwiseKernel(shapes, tile, source.storage, dy, out) };
  };
  const others = ordered({ rows: filters, flops }, e.target, { tiled, quads, plain: way('columns', true, columns) });
  const small = isDepthwise(window.groups, filters, perGroup, weight[2] * weight[3]) && perGroup === 1;
  return small ? [way('depthwise', true, depthwise), ...others] : others;
}

/** [N, C, H, W] as [N, H, W, C]. */
function channelsLast(e: Emitter, [n, c, h, w]: Four, { storage: source, first, all }: Placed): Storage {
  const plane = h * w;
  const { storage } = e.tensor('f32', [n, h, w, c]);
  const strides = [all * plane, plane, 1];
  const expression: Expression = { kind: 'load', dtype: 'f32', storage: source, offset: first * plane, strides };
  e.map([n, c, plane], [{ expression, storage, offset: 0, strides: [c * plane, 1, c] }]);
  return storage;
}

export const conv2dWeightGradient: Lowering<Conv2dWeightGradientAttrs> = (
  e,
  { attrs, inputs: [x, dy], outputs: [dw] },
) => {
  const [xDims, wDims, yDims] = [four(x!.dims), four(dw!.dims), four(dy!.dims)];
  const channels = { x: e.placed(x!), dy: e.placed(dy!) };
  const shapes = { x: xDims, weight: wDims, y: yDims, window: attrs, channels };
  const flops = convolutionFlops(wDims, yDims);
  const { splits, launch } = e.choose(weightWays(e, shapes, flops))(channels.x, channels.dy.storage);
  const parts = e.tensor('f32', [splits, ...wDims]);
  e.launch(launch(parts.storage), flops);
  return [e.joins.add(e, parts)];
};
