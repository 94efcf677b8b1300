import type { MatmulAttrs } from '../../../ops/matmul.ts';
import { type MatmulTensors, matmulDirectKernel, type Product } from '../kernels/matmul-direct.ts';
import { matmulTileKernel } from '../kernels/matmul-tile.ts';
import type { Launch } from '../program.ts';
import type { Placed } from '../wgsl/channels.ts';
import type { Epilogue } from '../wgsl/epilogue.ts';
import type { Gathering } from '../wgsl/gathering.ts';
import type { Target, Way } from './choices.ts';
import { followed, wholeOf } from './followed.ts';
import { quadWays } from './gather-ways.ts';
import type { Lowering } from './lowering.ts';
import { splitWays } from './tiles.ts';
import { ordered, way } from './ways.ts';

/** How a product is computed: as `splits` sums, [splits, rows, columns]. */
interface Split {
  readonly splits: number;
  readonly launch: (tensors: MatmulTensors) => Launch;
}

/** Numbers of a result from which a thread has several of them. */
const MANY = 16_384;

/** The product as a 1×1 convolution of one image, b, whose channels are its rows; null where they do not lie in a row. */
function asGathering({ rows, columns, inner, aStrides, bStrides }: Product): Gathering | null {
  if (bStrides[0] !== columns || bStrides[1] !== 1) return null;
  const plane = [1, columns] as const;
  const tap = { count: 1, start: 0, spacing: 1, weightStart: 0, weightStep: 1 };
  return {
    name: 'matmul',
    batch: 1,
    groups: 1,
    outputs: rows,
    reduced: inner,
    positions: plane,
    source: plane,
    sourceChannels: { first: 0, all: inner },
    out: plane,
    outStep: [1, 1],
    outChannels: { first: 0, all: rows },
    outStart: [0, 0],
    step: [1, 1],
    taps: [tap, tap],
    weightStrides: { output: aStrides[0], reduced: aStrides[1], group: 0, row: 0 },
  };
}

function matmulWays(p: Product, flops: number, target: Target): readonly Way<Split>[] {
  const gathering = asGathering(p);
  const quads = gathering ? quadWays(gathering, target) : [];
  return ordered({ rows: p.rows, flops }, target, {
    tiled: splitWays({ ...p, products: 1, numbers: p.rows * p.columns }, target, (tile, splits) => ({
      splits,
      launch: (tensors) => matmulTileKernel(p, tile, splits, tensors),
    })),
    quads: quads.map(({ name, promising, make: { launch } }) =>
      way(name, promising, {
        splits: 1,
        launch: ({ a, b, c, epilogue }) => launch(gathering!, { source: b, weight: a, bias: null, out: c, epilogue }),
      }),
    ),
    plain: way('direct', true, {
      splits: 1,
      launch: (tensors) => matmulDirectKernel(p, p.rows * p.columns >= MANY ? 4 : 1, tensors),
    }),
  });
}

export const matmul: Lowering<MatmulAttrs> = (
  e,
  { attrs: { transposeA, transposeB }, inputs: [a, b], outputs: [c] },
) => {
  const [rows, columns] = c!.dims as readonly [number, number];
  const inner = a!.dims[transposeA ? 0 : 1]!;
  const product: Product = {
    rows,
    columns,
    inner,
    aStrides: transposeA ? [1, rows] : [inner, 1],
    bStrides: transposeB ? [1, inner] : [columns, 1],
  };
  const flops = 2 * rows * columns * inner;
  const { splits, launch } = e.choose(matmulWays(product, flops, e.target));
  const operands = { a: e.stored(a!), b: e.stored(b!) };
  const run = ({ storage: out }: Placed, epilogue: Epilogue | null, more: number): void =>
    e.launch(launch({ ...operands, c: out, epilogue }), flops + more);
  const computed = { dims: c!.dims, splits, parts: 0, read: Object.values(operands), amongOthers: false, run };
  return [e.wishes.followed ? followed(e, computed) : wholeOf(e, computed)];
};
