import { Stream } from '../../engine/base/random.ts';
import { Builder } from '../../engine/ir/builder.ts';
import type { Graph, Value } from '../../engine/ir/graph.ts';
import type { Tensor64 } from '../../engine/ir/op.ts';
import { f32 } from '../../engine/ir/types.ts';
import { batchNormTrain } from '../../engine/ops/batch-norm-train.ts';
import { batchNormTrainGradient } from '../../engine/ops/batch-norm-train-gradient.ts';
import { conv2d } from '../../engine/ops/conv2d.ts';
import { globalAveragePool } from '../../engine/ops/global-average-pool.ts';
import { interpret } from '../../engine/ops/interpret.ts';

/** A norm, forward and backward, whose channels have a mean of so many deviations. */
export interface NormCase {
  readonly name: string;
  readonly ratio: number;
  readonly graph: Graph;
  /** Whether a product comes before the norm: float32 rounds its results by so much of the mean. */
  readonly isRounded: boolean;
}

type Four = readonly [number, number, number, number];
const epsilon = 1e-5;

/** `made`: what the norm reads, from an input x of those dims. */
function normCase(name: string, ratio: number, dims: Four, made: (b: Builder, x: Value) => Value): NormCase {
  const b = new Builder();
  const x = made(b, b.input('x', f32(...dims)));
  const channels = x.type.dims[1] as number;
  const [gamma, beta] = [b.input('gamma', f32(channels)), b.input('beta', f32(channels))];
  const [y, mean, variance] = b.apply(batchNormTrain, { epsilon }, [x, gamma, beta]) as [Value, Value, Value];
  const dy = b.input('dy', x.type);
  const gradients = b.apply(batchNormTrainGradient, { epsilon }, [dy, x, gamma, mean, variance]);
  const named = { y, mean, variance, dx: gradients[0]!, dGamma: gradients[1]!, dBeta: gradients[2]! };
  for (const [output, value] of Object.entries(named)) b.output(output, value);
  return { name, ratio, graph: b.build(), isRounded: b.calls.some(({ op }) => op.kind === conv2d.kind) };
}

const pointwise = { stride: [1, 1], dilation: [1, 1], pads: [0, 0, 0, 0], groups: 1 } as const;

const alone = (ratio: number, channels: number): NormCase =>
  normCase(`${channels} channels, mean ${ratio} deviations`, ratio, [6, channels, 9, 7], (_, x) => x);

const behindConvolution = (ratio: number): NormCase =>
  normCase(`behind a convolution, mean ${ratio} deviations`, ratio, [4, 16, 6, 6], (b, x) =>
    b.one(conv2d, pointwise, x, b.input('w', f32(32, 16, 1, 1)), b.input('bias', f32(32))),
  );

const behindPool = (ratio: number): NormCase =>
  normCase(`behind a global pool and a 1×1 convolution, mean ${ratio} deviations`, ratio, [12, 16, 4, 4], (b, x) =>
    b.one(conv2d, pointwise, b.one(globalAveragePool, {}, x), b.input('w', f32(32, 16, 1, 1))),
  );

const ratios = [1, 10, 100, 293, 1000, 1e4];

export const normCases: readonly NormCase[] = [
  ...[1, 15, 16, 17, 64].flatMap((channels) => ratios.map((ratio) => alone(ratio, channels))),
  ...ratios.map(behindConvolution),
  ...ratios.map(behindPool),
];

/** Images of deviation 1 around ± the ratio, each of its own mean; the rest standard normal. */
export function normCaseFeeds({ graph, ratio }: NormCase): ReadonlyMap<string, Tensor64> {
  const stream = new Stream(7);
  return new Map(
    graph.inputs.map(({ name, value }) => {
      const dims = value.type.dims as readonly number[];
      const [, channels, ...plane] = dims;
      const perPlane = plane.reduce((n, d) => n * d, 1);
      const data = Float64Array.from({ length: dims.reduce((n, d) => n * d, 1) }, (_, i) => {
        const centre = name === 'x' ? ((Math.floor(i / perPlane) % channels!) & 1 ? -ratio : ratio) : 0;
        return Math.fround(centre + stream.normal());
      });
      return [name, { dims, data }] as const;
    }),
  );
}

/**
 * Outputs that are further from float64 than they may be, with how far: means in deviations, variances each by itself,
 * the others by their largest number. What is not made of distances to the mean alone has a part in its rounding to
 * float32.
 */
export function lostDigits(
  { graph, ratio, isRounded }: NormCase,
  feeds: ReadonlyMap<string, Tensor64>,
  found: (output: string) => Float32Array,
): readonly (readonly [output: string, error: number])[] {
  const outputs = graph.outputs.map((o) => o.value);
  const values = interpret(graph, feeds, outputs);
  const valueOf = new Map(graph.outputs.map(({ name, value }) => [name, values.get(value.id)!.data]));
  const deviations = valueOf.get('variance')!.map(Math.sqrt);
  return [...valueOf].flatMap(([name, expected]) => {
    const scale = expected.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    const by = { mean: deviations, variance: expected }[name];
    const error = Math.max(...found(name).map((v, i) => Math.abs(v - expected[i]!) / (by?.[i] ?? scale)));
    const ofRatio = isRounded ? 2e-6 : name === 'variance' || name === 'dBeta' ? 0 : 2e-7;
    return error < 5e-6 + ofRatio * ratio ? [] : [[name, error] as const];
  });
}
