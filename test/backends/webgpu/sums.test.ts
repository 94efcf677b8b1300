import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import type { Program } from '../../../engine/backends/webgpu/program.ts';
import { Stream } from '../../../engine/base/random.ts';
import { Builder } from '../../../engine/ir/builder.ts';
import type { Graph, Value } from '../../../engine/ir/graph.ts';
import type { Tensor64 } from '../../../engine/ir/op.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { relu } from '../../../engine/ops/activations.ts';
import { add } from '../../../engine/ops/add.ts';
import { scalar, scale } from '../../../engine/ops/compose.ts';
import { concat } from '../../../engine/ops/concat.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { mul } from '../../../engine/ops/mul.ts';
import { reduceSum } from '../../../engine/ops/reduce-sum.ts';
import { reshape } from '../../../engine/ops/reshape.ts';
import { sgdStep } from '../../../engine/ops/sgd-step.ts';
import { slice } from '../../../engine/ops/slice.ts';
import { softmaxCrossEntropy } from '../../../engine/ops/softmax-cross-entropy.ts';
import { sub } from '../../../engine/ops/sub.ts';
import { sumOfSquares } from '../../../engine/ops/sum-of-squares.ts';
import { topKCorrect } from '../../../engine/ops/top-k-correct.ts';
import { transpose } from '../../../engine/ops/transpose.ts';

const device = await openDevice(0);
const lower = (graph: Graph): Program => lowerGraph(graph, { guards: [], target: device.target });

type Feeds = ReadonlyMap<string, Tensor64>;
type Change = (name: string, i: number, x: number) => number;

/** Random numbers, each input's changed as `change` says. */
function feedsOf(graph: Graph, change: Change = (_, __, x) => x): Feeds {
  const stream = new Stream(11);
  return new Map(
    [...graph.inputs, ...graph.states].map(({ name, value }) => {
      const dims = value.type.dims.map(Number);
      const data = new Float64Array(dims.reduce((n, d) => n * d, 1));
      return [name, { dims, data: data.map((_, i) => Math.fround(change(name, i, stream.normal()))) }] as const;
    }),
  );
}

/** The outputs of two runs from the same states. */
async function run(graph: Graph, feeds: Feeds): Promise<readonly (readonly Float32Array[])[]> {
  const loaded = await LoadedProgram.load(device, lower(graph));
  const { inputs, states } = loaded.program;
  const outputs = [];
  for (let i = 0; i < 2; i++) {
    for (const slot of [...inputs, ...states]) loaded.write(slot, arrays[slot.dtype].from(feeds.get(slot.name)!.data));
    outputs.push(await loaded.run());
  }
  loaded.dispose();
  return outputs;
}

/**
 * How far the outputs are from the reference's, each number by its own size; infinitely where a second run has other
 * bits.
 */
async function away(graph: Graph, change?: Change): Promise<number> {
  const feeds = feedsOf(graph, change);
  const [first, second] = (await run(graph, feeds)) as readonly [readonly Float32Array[], readonly Float32Array[]];
  if (!first.every((output, i) => output.every((x, k) => x === second[i]![k]))) return Infinity;
  const wanted = interpret(graph, feeds);
  const apart = graph.outputs.flatMap(({ value }, i) =>
    [...wanted.get(value.id)!.data].map((x, k) => Math.abs(first[i]![k]! - x) / Math.max(1, Math.abs(x))),
  );
  return Math.max(...apart);
}

const arrays = { f32: Float32Array, u32: Uint32Array, i64: Int32Array, bool: Uint32Array } as const;

const kernels = (graph: Graph): readonly string[] => lower(graph).dispatches.map((d) => d.kernel.name);
const one = (b: Builder, v: Value): Value => b.one(reshape, { dims: [1] }, v);
const squares = (b: Builder, v: Value): Value => one(b, b.one(sumOfSquares, {}, v));
const row = (b: Builder, ...parts: readonly Value[]): Value => b.one(concat, { axis: 0 }, ...parts);
const total = (b: Builder, v: Value): Value => b.one(reduceSum, { axes: [0], keepDims: false }, v);
const weight = { initial: { kind: 'constant', value: 0 }, role: 'weight', decays: true } as const;

/**
 * Maps, which are not to be packed: one element, odd numbers of them, the ends of a chunk and of a vector in the
 * middle, more than a chunk a workgroup would have.
 */
const sizes = [1, 5, 4095, 4097, 8192, 12_289, 3, 4 * 1024 * 1024 + 5];

describe('sums over many tensors at once', () => {
  const maps = (b: Builder, of: readonly number[]): readonly Value[] => of.map((n, i) => b.input(`x${i}`, f32(1, n)));

  it('of more maps than a kernel binds, of any size', async () => {
    const b = new Builder();
    b.output('sums', row(b, ...maps(b, sizes).map((x) => squares(b, x))));
    const graph = b.build();
    expect(kernels(graph)).toEqual(['sums/sums of chunks', 'sums/sums of chunks', 'sums/join of chunks']);
    expect(lower(graph).packs).toEqual([]);
    // A workgroup a chunk of 4,096, at most 1,024 a map; a workgroup a map.
    expect(lower(graph).dispatches.map((d) => d.workgroups[0])).toEqual([11, 1025, 8]);
    expect(await away(graph)).toBeLessThan(2e-6);
  });

  it('what is infinite or not a number stays where it is', async () => {
    const b = new Builder();
    const vectors = [1, 6, 4097, 3].map((n, i) => b.state(`v${i}`, f32(n), weight));
    b.output('sums', row(b, ...[...maps(b, [7, 5000, 2]), ...vectors].map((x) => squares(b, x))));
    const graph = b.build();
    const odd = new Map([
      ['x1', NaN],
      ['v1', Infinity],
      ['v2', NaN],
    ]);
    const feeds = feedsOf(graph, (name, _, x) => odd.get(name) ?? x);
    const [[found]] = (await run(graph, feeds)) as readonly [readonly [Float32Array], unknown];
    const wanted = interpret(graph, feeds).get(graph.outputs[0]!.value.id)!.data;
    expect([...found].map((x) => (Number.isFinite(x) ? 0 : x))).toEqual([0, NaN, 0, 0, Infinity, NaN, 0]);
    const apart = [...wanted].map((x, i) => (Number.isFinite(x) ? Math.abs(found[i]! - x) / x : 0));
    expect(Math.max(...apart)).toBeLessThan(1e-6);
  });

  it('of formulas over several vectors, times constants; of what is split; with their total', async () => {
    const b = new Builder();
    const [x, y] = maps(b, [70, 9]) as readonly [Value, Value];
    const formula = (n: number, i: number): Value => {
      const [u, v] = [b.input(`u${i}`, f32(n)), b.input(`v${i}`, f32(n))];
      return one(b, scale(b, total(b, b.one(add, {}, b.one(mul, {}, u, u), v)), 0.1 * (i + 1)));
    };
    const split = one(
      b,
      scale(b, b.one(add, {}, b.one(sumOfSquares, {}, x), scale(b, b.one(sumOfSquares, {}, y), 3)), 0.5),
    );
    const all = row(b, formula(5, 0), split, formula(1, 1), formula(64, 2), squares(b, x));
    b.output('sums', all);
    b.output('total', total(b, all));
    const graph = b.build();
    // What has another offset than the sums' tensor is copied out.
    expect(kernels(graph)).toEqual(['sums/sums of chunks', 'sums/join of chunks', 'sums/map/x1']);
    expect(await away(graph)).toBeLessThan(2e-6);
  });

  it('of one tensor, and its total', async () => {
    const b = new Builder();
    const sum = squares(b, b.input('x', f32(3, 5)));
    b.output('sum', sum);
    b.output('total', total(b, sum));
    expect(await away(b.build())).toBeLessThan(2e-6);
  });

  it('of what lies scattered: a slice, a transposed map, a formula with numbers a channel', async () => {
    const b = new Builder();
    const x = b.input('x', f32(2, 6, 5, 3));
    const part = b.one(slice, { axes: [1], starts: [1], ends: [4], steps: [1] }, x);
    const turned = b.one(transpose, { perm: [0, 2, 3, 1] }, x);
    const biased = b.one(add, {}, x, b.input('bias', f32(1, 6, 1, 1)));
    b.output('sums', row(b, ...[part, turned, biased].map((v) => squares(b, v))));
    expect(await away(b.build())).toBeLessThan(2e-6);
  });

  it('in two rounds where a sum takes what follows from another, and a tensor that a kernel in between makes', async () => {
    const b = new Builder();
    const [x, y, z] = maps(b, [5, 4100, 8]) as readonly [Value, Value, Value];
    const first = row(b, squares(b, x), squares(b, y));
    const scaled = b.one(mul, {}, z, total(b, first));
    const second = row(b, squares(b, scaled), squares(b, b.one(relu, {}, y)));
    b.output('first', first);
    b.output('second', second);
    const graph = b.build();
    expect(kernels(graph).filter((k) => k === 'sums/join of chunks')).toHaveLength(2);
    expect(await away(graph)).toBeLessThan(2e-6);
  });

  it('of an update that takes more tensors than are bound with the table', async () => {
    const b = new Builder();
    const [w, m, p, q, r, s] = ['w', 'm', 'p', 'q', 'r', 's'].map((name) => b.state(name, f32(3, 5), weight)) as [
      Value,
      ...Value[],
    ];
    const gradient = [q, r, s].reduce<Value>((x, y) => b.one(mul, {}, x, y!), p!);
    const attrs = { momentum: 0.5, nesterov: false, weightDecay: 0.1 };
    const [next, moment] = b.apply(sgdStep, attrs, [w, gradient, m!, b.input('rate', f32())]) as [Value, Value];
    b.assign('w', next);
    b.assign('m', moment);
    b.output('sums', row(b, squares(b, b.one(sub, {}, next, w)), squares(b, w)));
    const graph = b.build();
    expect(Math.max(...lower(graph).dispatches.map((d) => d.bindings.length))).toBeLessThanOrEqual(8);
    expect(await away(graph)).toBeLessThan(2e-6);
  });

  it('of tensors whose packs do not agree: an update of more betas than gammas', async () => {
    const b = new Builder();
    const rate = b.input('rate', f32());
    const state = (name: string, n: number): Value => b.state(name, f32(n), weight);
    const gammas = [3, 70].map((n, i) => state(`gamma${i}`, n));
    const betas = [9, 3, 70].map((n, i) => state(`beta${i}`, n));
    const step = (v: Value, decay: number): Value =>
      b.one(sgdStep, { momentum: 0, nesterov: false, weightDecay: decay }, v, b.one(relu, {}, v), rate);
    gammas.forEach((v, i) => b.assign(`gamma${i}`, step(v, 0.1)));
    betas.forEach((v, i) => b.assign(`beta${i}`, step(v, 0)));
    const norms = gammas.map((g, i) => one(b, total(b, b.one(add, {}, b.one(mul, {}, g, g), betas[i + 1]!))));
    b.output('sums', row(b, ...norms));
    const graph = b.build();
    expect(lower(graph).packs).toHaveLength(2);
    expect(kernels(graph).filter((k) => k.startsWith('sums/'))).toHaveLength(2);
    expect(await away(graph)).toBeLessThan(2e-6);
  });
});

it('loss and accuracies wait, too; ranks of labels are computed once', async () => {
  const b = new Builder();
  const [logits, labels] = [b.input('logits', f32(70, 9)), b.input('labels', { dtype: 'i64', dims: [70] })];
  const tops = [1, 5].map((k) => b.one(topKCorrect, { k }, logits, labels));
  const all = [b.one(softmaxCrossEntropy, { smoothing: 0.1 }, logits, labels), ...tops];
  b.output('metrics', row(b, ...all.map((v) => one(b, v))));
  const graph = b.build();
  expect(kernels(graph).map((name) => name.split('/')[0])).toEqual([
    'topKCorrect',
    'softmaxCrossEntropy',
    'sums',
    'sums',
    'concat',
  ]);
  expect(await away(graph, (name, i, x) => (name === 'labels' ? i % 9 : x))).toBeLessThan(2e-6);
});

it('vectors in a row: formulas, single numbers, more tensors than a kernel binds', async () => {
  const b = new Builder();
  const parts = [3, 1, 70, 1, 2, 4, 1, 5, 6].map((n, i) => b.input(`v${i}`, f32(n)));
  const scaled = parts.map((v, i) => (i % 2 ? v : scale(b, v, i + 1)));
  b.output(
    'y',
    row(b, ...scaled, one(b, scalar(b, 7)), b.one(slice, { axes: [0], starts: [2], ends: [6], steps: [2] }, parts[2]!)),
  );
  const graph = b.build();
  expect(kernels(graph)).toEqual(['concat/7 vectors', 'concat/4 vectors']);
  expect(await away(graph)).toBeLessThan(2e-6);
});
