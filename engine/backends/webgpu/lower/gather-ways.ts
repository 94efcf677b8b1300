import { convDepthwiseKernel, type DepthwiseTile } from '../kernels/conv-depthwise.ts';
import { convDirectKernel, type DirectTile } from '../kernels/conv-direct.ts';
import { convQuadKernel } from '../kernels/conv-quad.ts';
import { convTileKernel } from '../kernels/conv-tile.ts';
import type { Gathering } from '../kernels/gathering.ts';
import type { Launch } from '../kernels/map.ts';
import type { Storage } from '../program.ts';
import type { Target, Way } from './choices.ts';
import { tiledWays } from './tiles.ts';
import { bestRun, isDepthwise, ordered, way } from './ways.ts';

const greatest = (divisors: readonly number[], of: number): number => divisors.find((d) => of % d === 0) ?? 1;

/** Makes the kernel of a gathering. Those that can leave the moments of what they compute, where that is wanted: they ask `moments` for room for so many parts. */
export type Gather = (
  g: Gathering,
  source: Storage,
  weight: Storage,
  bias: Storage | null,
  out: Storage,
  moments?: ((parts: number) => Storage) | null,
) => Launch;

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
export function quadWays({ outputs, reduced }: Gathering, { quads, software }: Target): readonly Way<Gather>[] {
  const quad = (channels: number): Way<Gather> =>
    way(`quad ${channels}`, software, (g, source, weight, bias, out) => {
      const taps = g.taps[0].count * g.taps[1].count;
      const columns = bestRun(g.positions[1], [4, 5, 6, 7, 3, 2, 1]);
      const unroll = taps === 1 ? greatest([4, 3, 2], g.reduced) : 1;
      return convQuadKernel(
        g,
        { channels, columns, wholeKernel: taps <= SMALL_KERNEL, unroll },
        source,
        weight,
        bias,
        out,
      );
    });
  if (!quads || outputs < 4) return [];
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
  const direct: Gather = (own, source, weight, bias, out) =>
    convDirectKernel(own, directTile(own, target.busy), source, weight, bias, out);
  const columns = g.batch * g.positions[0] * g.positions[1];
  const tiled = tiledWays(
    { rows: g.outputs, columns, products: g.groups },
    target,
    (tile): Gather =>
      (own, ...storages) =>
        convTileKernel(own, tile, ...storages),
  );
  /** Positions that no tap reaches have nothing to multiply. */
  const reached = ({ name, promising, make }: Way<Gather>): Way<Gather> =>
    way(name, promising, (own, ...storages) => (own.taps.some((t) => t.count === 0) ? direct : make)(own, ...storages));
  const depthwise = way<Gather>('depthwise', true, (own, source, weight, bias, out) =>
    convDepthwiseKernel(own, depthwiseTile(own, target), source, weight, bias, out),
  );
  const small = isDepthwise(g.groups, g.outputs, g.reduced, g.taps[0].count * g.taps[1].count);
  const others = ordered({ rows: g.outputs, flops }, target, {
    tiled: tiled.map(reached),
    quads: quadWays(g, target).map(reached),
    plain: way('direct', true, direct),
  });
  return small ? [reached(depthwise), ...others] : others;
}
