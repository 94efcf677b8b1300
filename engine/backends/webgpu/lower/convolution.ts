import type { Conv2dAttrs } from '../../../ops/conv2d.ts';
import type { Conv2dInputGradientAttrs } from '../../../ops/conv2d-input-gradient.ts';
import type { Conv2dWeightGradientAttrs } from '../../../ops/conv2d-weight-gradient.ts';
import { count } from '../../../ops/shape/tensor.ts';
import { stored, type Tensor } from '../expression.ts';
import { convDirectKernel, type DirectTile } from '../kernels/conv-direct.ts';
import { convQuadKernel } from '../kernels/conv-quad.ts';
import { convTileKernel } from '../kernels/conv-tile.ts';
import { convWeightColumnsKernel, type WeightGradient } from '../kernels/conv-weight-columns.ts';
import { convWeightQuadKernel } from '../kernels/conv-weight-quad.ts';
import { convWeightTileKernel } from '../kernels/conv-weight-tile.ts';
import type { Gathering } from '../kernels/gathering.ts';
import type { Launch } from '../kernels/map.ts';
import type { Storage } from '../program.ts';
import type { Target, Way } from './choices.ts';
import type { Emitter } from './emitter.ts';
import { type Four, forwardGathering, inputGradientGatherings } from './gatherings.ts';
import type { Lowering } from './lowering.ts';
import { splitWays, tiledWays } from './tiles.ts';

const four = (dims: readonly number[]): Four => dims as unknown as Four;

/** Multiply-adds count two. */
const convolutionFlops = (w: Four, y: Four): number => 2 * count(y) * w[1] * w[2] * w[3];

/** The length of runs that cover `size` with the fewest left over; the first of those that are equal. */
function bestRun(size: number, lengths: readonly number[]): number {
  const spare = (length: number): number => Math.ceil(size / length) * length;
  return lengths.reduce((best, length) => (spare(length) < spare(best) ? length : best));
}

const greatest = (divisors: readonly number[], of: number): number => divisors.find((d) => of % d === 0) ?? 1;

/** Multiplications and additions below which a kernel that is quickly compiled is the better one: tiles take as long to compile as many steps. */
const LITTLE_WORK = 4e6;

/**
 * The ways of a call, the best guess first. A GPU wants tiles in workgroup memory; a processor that plays one wants quads, for there that memory is no nearer
 * than any other, and a barrier is dear.
 */
function ordered<T>(
  flops: number,
  { software }: Target,
  [tiled, quads, plain]: readonly [tiled: readonly Way<T>[], quads: readonly Way<T>[], plain: Way<T>],
): readonly Way<T>[] {
  if (!software) return [...tiled, plain, ...quads];
  return flops < LITTLE_WORK ? [plain, ...quads, ...tiled] : [...quads, plain, ...tiled];
}

const way = <T>(name: string, promising: boolean, make: T): Way<T> => ({ name, promising, make });

type Gather = (g: Gathering, source: Storage, weight: Storage, bias: Storage | null, out: Storage) => Launch;

/** Positions in a workgroup of the direct kernel. */
const WORKGROUP = 64;

/** As large a tile as leaves the device's threads all busy: a larger one reads less for each product. */
function directTile(g: Gathering, busy: number): DirectTile {
  const channels = g.outputs >= 8 ? 8 : g.outputs >= 4 ? 4 : g.outputs;
  const columns = g.batch * g.positions[0] * g.positions[1];
  const threads = columns * Math.ceil(g.outputs / channels) * g.groups;
  const positions = [4, 2].find((p) => threads / p >= busy && columns >= WORKGROUP * p) ?? 1;
  return { channels, positions };
}

/** Taps up to which the loop's body has the whole kernel. */
const SMALL_KERNEL = 9;

/** The ways of a gathering product, the best guess first. */
function gatherWays(first: Gathering, flops: number, target: Target): readonly Way<Gather>[] {
  const { outputs, reduced } = first;
  const direct: Gather = (g, ...storages) => convDirectKernel(g, directTile(g, target.busy), ...storages);
  const quad =
    (channels: number): Gather =>
    (g, ...storages) => {
      const taps = g.taps[0].count * g.taps[1].count;
      // positions that no tap reaches: nothing to share
      if (taps === 0) return direct(g, ...storages);
      const wholeKernel = taps <= SMALL_KERNEL;
      const columns = bestRun(g.positions[1], [4, 5, 6, 7, 3, 2, 1]);
      const unroll = taps === 1 ? greatest([4, 3, 2], g.reduced) : 1;
      return convQuadKernel(g, { channels, columns, wholeKernel, unroll }, ...storages);
    };
  const small = way('quad 8', target.software, quad(8));
  const large = way('quad 16', target.software, quad(16));
  const quads = outputs <= 8 ? [small] : reduced >= 64 ? [large, small] : [small, large];
  const extent = {
    rows: outputs,
    columns: first.batch * first.positions[0] * first.positions[1],
    products: first.groups,
  };
  const tiled = tiledWays(
    extent,
    target,
    (tile): Gather =>
      (g, ...storages) => {
        const taps = g.taps[0].count * g.taps[1].count;
        return taps === 0 ? direct(g, ...storages) : convTileKernel(g, tile, ...storages);
      },
  );
  return ordered(flops, target, [tiled, target.quads && outputs >= 4 ? quads : [], way('direct', true, direct)]);
}

function gather(
  e: Emitter,
  gatherings: readonly Gathering[],
  dims: readonly number[],
  flops: number,
  operands: readonly [source: Storage, weight: Storage, bias: Storage | null],
): Tensor {
  const make = e.choose(gatherWays(gatherings[0]!, flops, e.target));
  const out = e.tensor('f32', dims);
  for (const g of gatherings) e.launch(make(g, ...operands, out.storage), flops / gatherings.length);
  return out;
}

export const conv2d: Lowering<Conv2dAttrs> = (e, { attrs, inputs: [x, w, bias], outputs: [y] }) => {
  const [xDims, wDims, yDims] = [four(x!.dims), four(w!.dims), four(y!.dims)];
  const operands = [e.stored(x!), e.stored(w!), bias ? e.stored(bias) : null] as const;
  const gathering = forwardGathering(attrs, xDims, wDims, yDims);
  return [gather(e, [gathering], yDims, convolutionFlops(wDims, yDims), operands)];
};

export const conv2dInputGradient: Lowering<Conv2dInputGradientAttrs> = (
  e,
  { attrs, inputs: [dy, w], outputs: [dx] },
) => {
  const [xDims, wDims, yDims] = [four(dx!.dims), four(w!.dims), four(dy!.dims)];
  const gatherings = inputGradientGatherings(attrs, xDims, wDims, yDims);
  const operands = [e.stored(dy!), e.stored(w!), null] as const;
  return [gather(e, gatherings, xDims, convolutionFlops(wDims, yDims), operands)];
};

/** Sums of one weight gradient that keep the threads busy: more would only make more to join. All of them are one tensor. */
const splitsFor = ({ x, y, weight }: WeightGradient, threads: number, wanted: number, { mostBytes }: Target): number =>
  Math.max(1, Math.min(Math.floor(wanted / threads), x[0] * y[2], 64, Math.floor(mostBytes / (4 * count(weight)))));

type Split = (x: Tensor, dy: Storage) => { readonly splits: number; readonly launch: (out: Storage) => Launch };

function weightWays(e: Emitter, shapes: WeightGradient, flops: number): readonly Way<Split>[] {
  const { weight, y, window } = shapes;
  const perGroup = weight[1];
  const filters = weight[0] / window.groups;
  const quad =
    (tileFilters: number, channels: number, runs: readonly number[]): Split =>
    (source, dy) => {
      const threads = Math.ceil(filters / tileFilters) * window.groups * Math.ceil(perGroup / channels) * weight[2];
      const splits = splitsFor(shapes, threads, e.target.busy, e.target);
      const tile = { filters: tileFilters, channels, columns: bestRun(y[3], runs), splits };
      return { splits, launch: (out) => convWeightQuadKernel(shapes, tile, e.stored(source), dy, out) };
    };
  const columns: Split = (source, dy) => {
    const channels = perGroup % 16 === 0 ? 4 : perGroup % 8 === 0 ? 2 : 1;
    const tile = { filters: Math.min(4, filters), channels };
    const threads =
      Math.ceil(filters / tile.filters) * window.groups * (perGroup / tile.channels) * weight[2] * weight[3];
    const splits = splitsFor(shapes, threads, 4 * e.target.busy, e.target);
    const last = channelsLast(e, source);
    return { splits, launch: (out) => convWeightColumnsKernel(shapes, { ...tile, splits }, last, dy, out) };
  };
  /** Several taps share what they read; a single one shares it with more filters instead. */
  const best = weight[3] > 1 ? quad(8, 1, [4, 5, 6, 7, 3, 2, 1]) : quad(16, 4, [2, 3, 1]);
  const quads = e.target.quads && filters >= 4 ? [way('quad', e.target.software, best)] : [];
  const extent = { rows: filters, columns: perGroup * weight[2] * weight[3], products: window.groups };
  const tiled = splitWays(
    extent,
    shapes.x[0] * y[2] * y[3],
    e.target,
    (tile, splits): Split =>
      (source, dy) => ({
        splits,
        launch: (out) => convWeightTileKernel(shapes, tile, splits, e.stored(source), dy, out),
      }),
  );
  return ordered(flops, e.target, [tiled, quads, way('columns', !quads.length || e.target.software, columns)]);
}

/** [N, C, H, W] as [N, H, W, C]. */
function channelsLast(e: Emitter, x: Tensor): Storage {
  const [n, c, h, w] = four(x.dims);
  const { storage } = e.tensor('f32', [n, h, w, c]);
  const { expression } = stored(e.stored(x), 'f32', [n, c, h * w]);
  e.map([n, c, h * w], [{ expression, storage, offset: 0, strides: [c * h * w, 1, c] }]);
  return storage;
}

export const conv2dWeightGradient: Lowering<Conv2dWeightGradientAttrs> = (
  e,
  { attrs, inputs: [x, dy], outputs: [dw] },
) => {
  const [xDims, wDims, yDims] = [four(x!.dims), four(dw!.dims), four(dy!.dims)];
  const shapes = { x: xDims, weight: wDims, y: yDims, window: attrs };
  const flops = convolutionFlops(wDims, yDims);
  const { splits, launch } = e.choose(weightWays(e, shapes, flops))(x!, e.stored(dy!));
  const parts = e.tensor('f32', [splits, ...wDims]);
  e.launch(launch(parts.storage), flops);
  return [splits === 1 ? e.as(parts, wDims) : e.sum(parts.dims, [0], [{ tensor: parts, scale: 1 }])[0]!];
};
