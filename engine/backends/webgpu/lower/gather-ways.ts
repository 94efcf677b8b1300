import { convDepthwiseKernel, type DepthwiseTile } from '../kernels/conv-depthwise.ts';
import { convDirectKernel, type DirectTile } from '../kernels/conv-direct.ts';
import { convQuadKernel } from '../kernels/conv-quad.ts';
import { convTileKernel } from '../kernels/conv-tile.ts';
import type { Launch } from '../program.ts';
import { type Gathering, type GatheringTensors, partsOf } from '../wgsl/gathering.ts';
import type { Left } from '../wgsl/tile-parts.ts';
import type { Target, Way } from './choices.ts';
import { wholeOrSplitWays } from './tiles.ts';
import { bestRun, hasQuads, isDepthwise, ordered, way } from './ways.ts';

const greatest = (divisors: readonly number[], of: number): number => divisors.find((d) => of % d === 0) ?? 1;

/** Makes the kernel of a gathering, one that leaves something of each channel's parts if it can. */
type MakeGather = (g: Gathering, tensors: GatheringTensors, left?: Left | null) => Launch;

/** How gatherings are computed: as `splits` sums, one whole tensor behind the other. */
export interface Gather {
  readonly splits: number;
  /** How many parts of a channel its kernel leaves something of, if that is wanted: none where it has no channel's whole sums, or no part of one at hand. */
  readonly parts: (g: Gathering) => number;
  readonly launch: MakeGather;
}

const whole = (launch: MakeGather): Gather => ({ splits: 1, parts: () => 0, launch });

const isReached = ({ taps }: Gathering): boolean => taps.every((t) => t.count > 0);

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

/** The ways that share numbers in quads of threads, the best guess first; none where there is nothing to share, or no quads. */
export function quadWays({ outputs, reduced }: Gathering, target: Target): readonly Way<Gather>[] {
  const quad = (channels: number): Way<Gather> =>
    way(
      `quad ${channels}`,
      target.software,
      whole((g, tensors) => {
        const taps = g.taps[0].count * g.taps[1].count;
        const columns = bestRun(g.positions[1], [4, 5, 6, 7, 3, 2, 1]);
        const unroll = taps === 1 ? greatest([4, 3, 2], g.reduced) : 1;
        const tile = { channels, columns, wholeKernel: taps <= SMALL_KERNEL, unroll };
        return convQuadKernel(g, tile, tensors);
      }),
    );
  if (!hasQuads(target) || outputs < 4) return [];
  if (outputs <= 8) return [quad(8)];
  return reduced >= 64 ? [quad(16), quad(8)] : [quad(8), quad(16)];
}

/** A patch as large as leaves the device's threads busy: a larger one reads less for each product. */
function depthwiseTile({ groups, batch, positions, outputs }: Gathering, { busy, software }: Target): DepthwiseTile {
  const runs = (rows: number, columns: number): number =>
    groups * batch * Math.ceil(positions[0] / rows) * Math.ceil(positions[1] / columns);
  const columns = bestRun(positions[1], outputs > 1 ? [4, 3, 2, 1] : [4, 5, 6, 7, 8, 3, 2, 1]);
  const rows = [4, 2].find((r) => runs(r, columns) >= busy && outputs === 1) ?? 1;
  return { rows, columns, threads: software ? 16 : 64 };
}

/** The ways of a gathering product, the best guess first. */
export function gatherWays(g: Gathering, flops: number, target: Target): readonly Way<Gather>[] {
  const direct: MakeGather = (own, tensors) => convDirectKernel(own, directTile(own, target.busy), tensors);
  const taps = g.taps[0].count * g.taps[1].count;
  const extent = {
    rows: g.outputs,
    columns: g.batch * g.positions[0] * g.positions[1],
    products: g.groups,
    inner: g.reduced * taps,
    numbers: g.batch * g.groups * g.outputs * g.out[0] * g.out[1],
  };
  const tiled = wholeOrSplitWays(
    extent,
    target,
    (tile, splits): Gather => ({
      splits,
      parts: (own) => (splits === 1 && isReached(own) ? partsOf(own, tile) : 0),
      launch: (own, tensors, left = null) => convTileKernel(own, tile, splits, tensors, left),
    }),
  );
  /** Positions that no tap reaches have nothing to multiply: they are 0, in each of the sums. */
  const reached = ({ name, promising, make }: Way<Gather>): Way<Gather> =>
    way(name, promising, {
      ...make,
      launch: (own, ...rest) =>
        isReached(own) ? make.launch(own, ...rest) : direct({ ...own, batch: own.batch * make.splits }, ...rest),
    });
  const depthwise = way(
    'depthwise',
    true,
    whole((own, tensors) => convDepthwiseKernel(own, depthwiseTile(own, target), tensors)),
  );
  const small = isDepthwise(g.groups, g.outputs, g.reduced, taps);
  const others = ordered({ rows: g.outputs, flops }, target, {
    tiled: tiled.map(reached),
    quads: quadWays(g, target).map(reached),
    plain: way('direct', true, whole(direct)),
  });
  return small ? [reached(depthwise), ...others] : others;
}
