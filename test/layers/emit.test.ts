import { describe, expect, test } from 'vitest';
import { hashText } from '../../engine/base/random.ts';
import type { Value } from '../../engine/ir/graph.ts';
import type { Tensor64 } from '../../engine/ir/op.ts';
import type { LayerKind } from '../../engine/layers/index.ts';
import type { RawParams } from '../../engine/layers/layer.ts';
import { interpret } from '../../engine/ops/interpret.ts';
import { type Emitted, emit, place, typeOf } from './place.ts';

const tensor = (dims: readonly number[], data: readonly number[]): Tensor64 => ({
  dims,
  data: Float64Array.from(data),
});
const range = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

function run({ graph }: Emitted, feeds: Readonly<Record<string, Tensor64>>): (value: Value | undefined) => Tensor64 {
  const values = interpret(graph, new Map(Object.entries(feeds)));
  return (value) => values.get(value!.id)!;
}

/** Numbers to nine decimals, so that float64's last bits do not matter. */
const numbers = (of: Tensor64 | readonly number[]): readonly number[] =>
  Array.from('data' in of ? of.data : of, (v) => Number(v.toFixed(9)) + 0);

describe('batch norm', () => {
  // One channel, four numbers: mean 2.5, biased variance 1.25, unbiased 5/3.
  const x = tensor([2, 1, 1, 2], [1, 2, 3, 4]);
  const weights = {
    'node.gamma': tensor([1], [2]),
    'node.beta': tensor([1], [10]),
    'node.mean': tensor([1], [1]),
    'node.variance': tensor([1], [3]),
  };
  const type = typeOf(1, 2, 1);

  test('normalises by the batch and moves the running statistics, the variance unbiased', () => {
    const emitted = emit(place('batchNorm', { epsilon: 0 }, type), 'train');
    const of = run(emitted, { in0: x, ...weights });
    const root = Math.sqrt(1.25);
    expect(numbers(of(emitted.value))).toEqual(numbers([-1.5, -0.5, 0.5, 1.5].map((d) => 10 + (2 * d) / root)));
    expect(numbers(of(emitted.graph.assigns.get('node.mean')))).toEqual(numbers([0.9 * 1 + 0.1 * 2.5]));
    expect(numbers(of(emitted.graph.assigns.get('node.variance')))).toEqual(numbers([0.9 * 3 + (0.1 * 5) / 3]));
  });

  test.each(['train', 'infer'] as const)('frozen takes the running statistics and leaves them (%s)', (mode) => {
    const emitted = emit(place('batchNorm', { epsilon: 1, frozen: true }, type), mode);
    const of = run(emitted, { in0: x, ...weights });
    expect(numbers(of(emitted.value))).toEqual(numbers([1, 2, 3, 4].map((v) => 10 + (2 * (v - 1)) / 2)));
    expect(emitted.graph.assigns.size).toBe(0);
  });

  test('of a single number per channel keeps its running variance finite', () => {
    const emitted = emit(place('batchNorm', {}, typeOf(1, 1, 1)), 'train', 1);
    const of = run(emitted, { in0: tensor([1, 1, 1, 1], [7]), ...weights });
    expect(numbers(of(emitted.graph.assigns.get('node.variance')))).toEqual(numbers([0.9 * 3]));
  });
});

describe('transposed convolution', () => {
  test('adds the kernel, times each number, a stride apart, and cuts off its padding', () => {
    const params = { filters: 2, kernel: 3, stride: 2, padding: [1, 0, 0, 1] };
    const placed = place('convTranspose2d', params, typeOf(2, 3, 2));
    const [x, w] = [range(12), range(36).map((v) => v / 10)];
    const emitted = emit(placed, 'infer', 1);
    const of = run(emitted, {
      in0: tensor([1, 2, 2, 3], x),
      'node.weight': tensor([2, 2, 3, 3], w),
      'node.bias': tensor([2], [100, 200]),
    });
    // 5 × 7 before row 0 and column 6 are cut off.
    const whole = Array.from({ length: 2 }, (_, f) =>
      Array.from({ length: 5 }, () => new Array<number>(7).fill(100 * (f + 1))),
    );
    for (let c = 0; c < 2; c++)
      for (let r = 0; r < 2; r++)
        for (let s = 0; s < 3; s++)
          for (let f = 0; f < 2; f++)
            for (let a = 0; a < 3; a++)
              for (let b = 0; b < 3; b++)
                whole[f]![2 * r + a]![2 * s + b]! += x[(c * 2 + r) * 3 + s]! * w[((c * 2 + f) * 3 + a) * 3 + b]!;
    expect(emitted.value.type.dims).toEqual([1, 2, 4, 6]);
    expect(numbers(of(emitted.value))).toEqual(
      numbers(whole.flatMap((map) => map.slice(1).flatMap((row) => row.slice(0, 6)))),
    );
  });
});

describe('resize and pad', () => {
  const given = range(12).map((v) => v * v);
  const computed = (kind: LayerKind, params: RawParams) => {
    const emitted = emit(place(kind, params, typeOf(3, 4, 1)), 'infer', 1);
    const made = run(emitted, { in0: tensor([1, 1, 3, 4], given) })(emitted.value);
    const columns = made.dims[3]!;
    const rows = Array.from({ length: made.dims[2]! }, (_, r) =>
      Array.from(made.data.subarray(r * columns, (r + 1) * columns)),
    );
    return rows.map((row) => numbers(row));
  };
  const at = (r: number, c: number): number => given[r * 4 + c]!;
  const grid = (rows: number, columns: number, f: (r: number, c: number) => number) =>
    Array.from({ length: rows }, (_, r) => numbers(Array.from({ length: columns }, (_column, c) => f(r, c))));

  test('nearest repeats', () => {
    const expected = grid(6, 12, (r, c) => at(Math.floor(r / 2), Math.floor(c / 3)));
    expect(computed('resize', { scale: [2, 3] })).toEqual(expected);
  });

  test.each([
    [2, 3],
    [4, 1],
    [1, 5],
  ] as const)('bilinear draws lines between centres, %i × %i', (down, along) => {
    /** The two neighbours of output o, within the map, and the share of the second. */
    const between = (o: number, scale: number, size: number) => {
      const place = Math.min(Math.max((o + 0.5) / scale - 0.5, 0), size - 1);
      const first = Math.min(Math.floor(place), size - 2);
      return [first, first + 1, place - first] as const;
    };
    const expected = grid(3 * down, 4 * along, (r, c) => {
      const [top, bottom, v] = between(r, down, 3);
      const [left, right, h] = between(c, along, 4);
      const row = (y: number): number => at(y, left) * (1 - h) + at(y, right) * h;
      return row(top) * (1 - v) + row(bottom) * v;
    });
    expect(computed('resize', { scale: [down, along], interpolation: 'bilinear' })).toEqual(expected);
  });

  test.each([
    ['zero', () => null],
    ['edge', (i: number, size: number) => Math.min(Math.max(i, 0), size - 1)],
    ['reflect', (i: number, size: number) => (i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i)],
  ] as const)('pads with %s', (fill, outside) => {
    const source = (i: number, size: number) => (i >= 0 && i < size ? i : outside(i, size));
    const expected = grid(3 + 2 + 1, 4 + 3, (r, c) => {
      const [y, x] = [source(r - 2, 3), source(c - 3, 4)];
      return y === null || x === null ? 0 : at(y, x);
    });
    expect(computed('pad', { fill, top: 2, left: 3, bottom: 1, right: 0 })).toEqual(expected);
  });

  test('the largest of all', () => {
    expect(computed('globalMaxPool', {})).toEqual([[144]]);
  });
});

describe('activations that are put together from ops', () => {
  const at = [-30, -2, -0.5, 0.5, 2, 30];
  const sigma = (x: number): number => Math.log1p(Math.exp(x));
  test.each<[LayerKind, RawParams, (x: number) => number]>([
    ['elu', { alpha: 0.5 }, (x) => (x > 0 ? x : 0.5 * Math.expm1(x))],
    ['selu', {}, (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))],
    ['softplus', {}, sigma],
    ['mish', {}, (x) => x * Math.tanh(sigma(x))],
    ['clip', { low: -1, high: 1.5 }, (x) => Math.min(Math.max(x, -1), 1.5)],
    ['prelu', {}, (x) => (x > 0 ? x : x * 0.25)],
    [
      'gelu',
      { approximation: 'tanh' },
      (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    ],
  ])('%s %j', (kind, params, f) => {
    const emitted = emit(place(kind, params, typeOf(1, at.length, 1)), 'infer', 1);
    const of = run(emitted, { in0: tensor([1, 1, 1, at.length], at), 'node.slope': tensor([1], [0.25]) });
    expect(numbers(of(emitted.value))).toEqual(numbers(at.map(f)));
  });

  test('neither ELU nor softplus overflows', () => {
    for (const kind of ['elu', 'selu', 'softplus', 'mish'] as const) {
      const emitted = emit(place(kind, {}, typeOf(1, 2, 1)), 'infer', 1);
      const of = run(emitted, { in0: tensor([1, 1, 1, 2], [-1e4, 1e4]) });
      expect([kind, [...of(emitted.value).data].filter((y) => !Number.isFinite(y))]).toEqual([kind, []]);
    }
  });
});

describe('norms of one image', () => {
  const of = (kind: LayerKind, params: RawParams, shape: readonly number[], data: readonly number[]) => {
    const [rows, columns, channels] = shape as [number, number, number];
    const emitted = emit(place(kind, { epsilon: 0, ...params }, typeOf(...shape)), 'train', 1);
    const gamma = tensor([channels], range(channels));
    const feeds = { in0: tensor([1, channels, rows, columns], data), 'node.gamma': gamma, 'node.beta': gamma };
    return numbers(run(emitted, feeds)(emitted.value));
  };
  const root = Math.sqrt(1.25);

  test('a group shares mean and variance', () => {
    const data = [1, 2, 3, 4, 10, 20, 30, 40];
    const wanted = [-1.5, -0.5, 0.5, 1.5].map((d) => d / root);
    const scaled = [1, 1, 2, 2].map((g, i) => g * wanted[i]! + g);
    const further = [3, 3, 4, 4].map((g, i) => g * wanted[i]! + g);
    expect(of('groupNorm', { groups: 2 }, [1, 2, 4], data)).toEqual(numbers([...scaled, ...further]));
  });

  test('0 groups take each channel by itself', () => {
    const data = [1, 3, 10, 30];
    expect(of('groupNorm', { groups: 0, affine: false }, [1, 2, 2], data)).toEqual([-1, 1, -1, 1]);
  });

  test('a layer norm takes the channels of each place', () => {
    const data = [1, 10, 2, 20, 3, 30, 4, 40];
    const wanted = [-1.5, -0.5, 0.5, 1.5].map((d) => d / root);
    expect(of('layerNorm', { affine: false }, [1, 2, 4], data)).toEqual(numbers(wanted.flatMap((w) => [w, w])));
  });
});

describe('what only moves numbers', () => {
  const moved = (kind: LayerKind, params: RawParams, shape: readonly number[], data: readonly number[]) => {
    const [rows, columns, channels] = shape as [number, number, number];
    const emitted = emit(place(kind, params, typeOf(...shape)), 'infer', 1);
    return numbers(run(emitted, { in0: tensor([1, channels, rows, columns], data) })(emitted.value));
  };

  test('a shuffle of two groups of three', () => {
    expect(moved('channelShuffle', { groups: 2 }, [1, 1, 6], [1, 2, 3, 4, 5, 6])).toEqual([1, 4, 2, 5, 3, 6]);
  });

  test('slices', () => {
    expect(moved('slice', { from: 1, to: 3 }, [1, 2, 3], range(6))).toEqual([3, 4, 5, 6]);
    expect(moved('slice', { axis: 'columns', from: 1, step: 2 }, [2, 4, 1], range(8))).toEqual([2, 4, 6, 8]);
  });

  // Channels 1 … 4 (and 5 … 8) of one place: channel first they are the square of output channel 0 (and 1).
  test('depth to space', () => {
    expect(moved('depthToSpace', {}, [1, 1, 8], range(8))).toEqual(range(8));
    expect(moved('depthToSpace', { order: 'placeFirst' }, [1, 1, 8], range(8))).toEqual([1, 3, 5, 7, 2, 4, 6, 8]);
    expect(moved('depthToSpace', {}, [1, 2, 4], range(8))).toEqual([1, 3, 2, 4, 5, 7, 6, 8]);
  });

  test.each(['channelFirst', 'placeFirst'])('space to depth undoes it, %s', (order) => {
    const data = range(2 * 3 * 18);
    const deep = place('depthToSpace', { block: 3, order }, typeOf(2, 3, 18));
    const wide = emit(deep, 'infer', 1);
    const made = [...run(wide, { in0: tensor([1, 18, 2, 3], data) })(wide.value).data];
    expect(made).not.toEqual(data);
    expect(moved('spaceToDepth', { block: 3, order }, [6, 9, 2], made)).toEqual(data);
  });
});

describe('scale and shift', () => {
  const x = tensor([1, 2, 1, 2], [1, 2, 3, 4]);
  test.each<[string, RawParams, readonly number[]]>([
    ['trained', {}, [3 * 1 + 10, 3 * 2 + 10, 4 * 3 + 20, 4 * 4 + 20]],
    ['a trained shift alone', { parts: 'shift' }, [11, 12, 23, 24]],
    ['fixed, one a channel', { trained: false, scale: [2, 5], shift: [0, 1] }, [2, 4, 16, 21]],
    ['fixed, one for all', { trained: false, scale: [2] }, [2, 4, 6, 8]],
  ])('%s', (_, params, wanted) => {
    const emitted = emit(place('scaleShift', params, typeOf(1, 2, 2)), 'infer', 1);
    const weights = { 'node.scale': tensor([2], [3, 4]), 'node.shift': tensor([2], [10, 20]) };
    const of = run(emitted, { in0: x, ...weights });
    expect(numbers(of(emitted.value))).toEqual(wanted);
  });
});

describe('local response norm', () => {
  test.each([
    ['α = 0', { alpha: 0, beta: 0.5, k: 4 }, 1 / 2],
    ['α that is 0 as a float32', { alpha: 1e-60, beta: 1, k: 4 }, 1 / 4],
    ['β = 0', { alpha: 1, beta: 0, k: 4 }, 1],
  ])('with %s is x / k^β, without the operator that no file can hold then', (_, params, factor) => {
    const emitted = emit(place('localResponseNorm', params, typeOf(1, 1, 3)), 'train', 1);
    const y = run(emitted, { in0: tensor([1, 3, 1, 1], [1, 2, 8]) })(emitted.value);
    expect(numbers(y)).toEqual(numbers([1, 2, 8].map((x) => x * factor)));
    expect(emitted.graph.calls.map((c) => c.op.kind)).not.toContain('localResponseNorm');
  });
});

describe('shortcut', () => {
  test('with zero padding takes every second row and column and puts zeros on both sides, the odd one behind', () => {
    const emitted = emit(place('shortcut', { mode: 'zeroPad', filters: 4, stride: 2 }, typeOf(3, 3, 1)), 'train', 1);
    const y = run(emitted, { in0: tensor([1, 1, 3, 3], range(9)) })(emitted.value);
    expect(y.dims).toEqual([1, 4, 2, 2]);
    // Three channels more: one before, two behind.
    expect(numbers(y)).toEqual(numbers([0, 0, 0, 0, 1, 3, 7, 9, ...new Array<number>(8).fill(0)]));
  });

  test('as a projection is a strided 1 × 1 convolution and a batch norm', () => {
    const emitted = emit(place('shortcut', { filters: 1, stride: 2, epsilon: 0 }, typeOf(3, 1, 2)), 'infer', 1);
    const y = run(emitted, {
      in0: tensor([1, 2, 3, 1], range(6)),
      'node.weight': tensor([1, 2, 1, 1], [1, 10]),
      'node.gamma': tensor([1], [2]),
      'node.beta': tensor([1], [1]),
      'node.mean': tensor([1], [3]),
      'node.variance': tensor([1], [4]),
    })(emitted.value);
    // Rows 0 and 2: 1 + 10·4 = 41 and 3 + 10·6 = 63; then 2·(v − 3)/2 + 1.
    expect(numbers(y)).toEqual(numbers([39, 61]));
  });

  test('where the shape stays is the input itself', () => {
    const { graph, value } = emit(place('shortcut', {}, typeOf(3, 3, 2)), 'train');
    expect(graph.calls).toEqual([]);
    expect(value).toBe(graph.inputs[0]!.value);
  });
});

describe('dropout', () => {
  const feeds = { in0: tensor([2, 50], range(100)), seed: tensor([], [7]), step: tensor([], [3]) };

  test('zeroes a share and scales the rest, by the node’s own hash', () => {
    const emitted = emit(place('dropout', { rate: 0.75 }, typeOf(50)), 'train');
    const y = run(emitted, feeds)(emitted.value);
    const kept = Array.from(y.data).filter((v) => v !== 0);
    for (const [i, v] of y.data.entries()) expect([0, 4 * (i + 1)]).toContain(v);
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.length).toBeLessThan(45);
    const mask = emitted.graph.calls.find(({ op }) => op.kind === 'dropoutMask');
    expect(mask?.attrs).toMatchObject({ salt: hashText('node'), dims: [2, 50] });
  });

  test('passes everything on at inference', () => {
    const { graph, value } = emit(place('dropout', {}, typeOf(50)), 'infer');
    expect(value).toBe(graph.inputs[0]!.value);
  });
});

describe('multiply', () => {
  test('scales each channel by a gate, whichever comes first', () => {
    const map = tensor([1, 2, 1, 2], [1, 2, 3, 4]);
    const gate = tensor([1, 2, 1, 1], [10, 100]);
    const [a, b] = [typeOf(1, 2, 2), typeOf(1, 1, 2)];
    for (const [types, feeds] of [
      [[a, b], { in0: map, in1: gate }],
      [[b, a], { in0: gate, in1: map }],
    ] as const) {
      const emitted = emit(place('multiply', {}, ...types), 'train', 1);
      expect(numbers(run(emitted, feeds)(emitted.value))).toEqual(numbers([10, 20, 300, 400]));
    }
  });
});

describe('dense', () => {
  test('multiplies by the transposed [out, in] weights and adds the bias', () => {
    const emitted = emit(place('dense', { units: 2 }, typeOf(3)), 'train', 1);
    const feeds = {
      in0: tensor([1, 3], [1, 2, 3]),
      'node.weight': tensor([2, 3], [1, 0, 0, 1, 1, 1]),
      'node.bias': tensor([2], [10, 20]),
    };
    expect(numbers(run(emitted, feeds)(emitted.value))).toEqual(numbers([11, 26]));
  });
});

describe('heads', () => {
  const logits = [3, 1, 0, 0, 1, 3];
  const feeds = { in0: tensor([2, 3], logits), labels: tensor([2], [0, 1]) };
  const softmax = (row: readonly number[]) => {
    const sum = row.reduce((s, v) => s + Math.exp(v), 0);
    return row.map((v) => Math.exp(v) / sum);
  };
  const rows = [softmax(logits.slice(0, 3)), softmax(logits.slice(3))] as const;
  const loss = -(Math.log(rows[0][0]!) + Math.log(rows[1][1]!)) / 2;

  test('a classifier has a loss and accuracies in training', () => {
    const emitted = emit(place('classifier', {}, typeOf(3)), 'train');
    const { losses, metrics, outputs } = emitted.graph;
    const of = run(emitted, feeds);
    expect(losses.map(({ name, weight }) => [name, weight])).toEqual([['node', 1]]);
    expect(metrics.map(({ name }) => name)).toEqual(['loss/node', 'accuracy/node', 'top5/node']);
    expect(numbers(of(losses[0]!.value))).toEqual(numbers([loss]));
    expect(metrics.map(({ value }) => of(value).data[0])).toEqual([of(losses[0]!.value).data[0], 0.5, 1]);
    expect(outputs).toEqual([]);
  });

  test('a classifier’s loss is smoothed by the run’s setting', () => {
    const emitted = emit(place('classifier', {}, typeOf(3)), 'train', 2, 0.3);
    // 0.7 of the label's cross-entropy and 0.3 of the mean over the classes.
    const uniform = rows.map((row) => -row.reduce((s, p) => s + Math.log(p), 0) / 3);
    expect(numbers(run(emitted, feeds)(emitted.graph.losses[0]!.value))).toEqual(
      numbers([0.7 * loss + (0.3 * (uniform[0]! + uniform[1]!)) / 2]),
    );
  });

  test('a classifier puts out logits and probabilities at inference', () => {
    const emitted = emit(place('classifier', {}, typeOf(3)), 'infer');
    const { losses, metrics, outputs } = emitted.graph;
    expect(outputs.map(({ name }) => name)).toEqual(['logits', 'probabilities']);
    expect(numbers(run(emitted, feeds)(outputs[1]!.value))).toEqual(numbers(rows.flat()));
    expect([losses, metrics]).toEqual([[], []]);
  });

  test('an auxiliary head adds its loss at its weight and vanishes at inference', () => {
    const placed = place('auxiliaryHead', { weight: 0.4 }, typeOf(3));
    const { losses, metrics } = emit(placed, 'train').graph;
    expect(losses.map(({ name, weight }) => [name, weight])).toEqual([['node', 0.4]]);
    expect(metrics.map(({ name }) => name)).toEqual(['loss/node', 'accuracy/node']);
    const { outputs, calls } = emit(placed, 'infer').graph;
    expect([outputs, calls]).toEqual([[], []]);
  });
});

describe('weights', () => {
  test('of a convolution start by the chosen initialiser, its fans per group', () => {
    const input = typeOf(8, 8, 8);
    const fans = { fanIn: 4 * 9, fanOut: 8 * 9 };
    const initial = (init: string) => {
      const { weight, bias } = place('conv2d', { filters: 16, groups: 2, init }, input).weights;
      return [weight?.initial, bias?.initial];
    };
    const zero = { kind: 'constant', value: 0 };
    expect(initial('he')).toEqual([{ kind: 'he', ...fans }, zero]);
    expect(initial('heFanIn')).toEqual([{ kind: 'heFanIn', ...fans }, zero]);
    expect(initial('xavier')).toEqual([{ kind: 'xavier', ...fans }, zero]);
    expect(initial('torch')).toEqual([
      { kind: 'torch', ...fans },
      { kind: 'torch', ...fans },
    ]);
    expect(initial('zeros')).toEqual([zero, zero]);
  });

  test('of a worked example are the given ones', () => {
    const { weight, bias } = place(
      'conv2d',
      { filters: 1, kernel: 1, weights: [2], init: 'torch' },
      typeOf(6, 6, 1),
    ).weights;
    expect(weight?.initial).toEqual({ kind: 'values', values: [2] });
    expect(bias?.initial).toEqual({ kind: 'constant', value: 0 });
  });

  test('decay in convolutions and dense layers alone', () => {
    const projection = place('shortcut', { mode: 'projection' }, typeOf(4, 4, 4)).weights;
    const decaying = Object.entries({
      ...place('dense', {}, typeOf(4)).weights,
      ...projection,
    }).filter(([, spec]) => spec.decays);
    expect(decaying.map(([name]) => name)).toEqual(['weight']);
    expect(projection['mean']?.role).toBe('statistic');
    expect(projection['variance']?.initial).toEqual({ kind: 'constant', value: 1 });
  });
});
