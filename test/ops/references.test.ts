import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OpDef, Tensor64 } from '../../engine/ir/op.ts';
import { type DType, f32, i64, type TensorType, typeText, u32 } from '../../engine/ir/types.ts';
import type { Conv2dAttrs } from '../../engine/ops/conv2d.ts';
import { erf } from '../../engine/ops/erf.ts';
import { type OpKind, ops } from '../../engine/ops/index.ts';
import { count } from '../../engine/ops/shape/tensor.ts';
import { caseInputs, opCases } from './cases.ts';

const opOf = (kind: string): OpDef<unknown> => ops[kind as OpKind] as OpDef<unknown>;

interface Recorded extends Tensor64 {
  readonly dtype: DType;
}
/** What PyTorch computed, and on what (test/fixtures/ops/torch_ops.py). JSON holds plain arrays. */
interface TorchRecord {
  readonly kind: OpKind;
  readonly name: string;
  readonly attrs: unknown;
  readonly inputs: readonly Recorded[];
  readonly outputs: readonly Recorded[];
}
const { records } = JSON.parse(
  readFileSync(new URL('../fixtures/ops/torch-ops.json', import.meta.url), 'utf8'),
  (key, value: unknown) => (key === 'data' ? Float64Array.from(value as number[]) : value),
) as { readonly records: readonly TorchRecord[] };

/** The largest difference, measured against the largest expected number or 1. */
function difference(actual: Tensor64, expected: Tensor64): number {
  expect(actual.dims).toEqual(expected.dims);
  const scale = Math.max(1, ...actual.data.map(Math.abs));
  return actual.data.reduce((worst, v, i) => Math.max(worst, Math.abs(v - expected.data[i]!) / scale), 0);
}

describe('the registry', () => {
  test('names each op by its kind', () => {
    expect(Object.entries(ops).map(([key, op]) => [key, op.kind])).toEqual(Object.keys(ops).map((key) => [key, key]));
  });

  test('has a case for every op, each with its own name', () => {
    const names = opCases.map((c) => `${c.kind}: ${c.name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(ops).filter((kind) => opCases.every((c) => c.kind !== kind))).toEqual([]);
  });
});

test.each(opCases)('$kind: $name: reference has the inferred types and fits them', (c) => {
  const inputs = caseInputs(c);
  const op = opOf(c.kind);
  const types = op.infer(c.attrs, c.inputs);
  const outputs = op.reference(c.attrs, inputs);
  expect(outputs.map((o) => o.dims)).toEqual(types.map((t) => t.dims));
  expect(outputs.map((o) => o.data.length)).toEqual(types.map((t) => count(t.dims as readonly number[])));
});

test.each(records)('$kind: $name: equals PyTorch', ({ kind, attrs, inputs, outputs }) => {
  const types = opOf(kind).infer(attrs, inputs);
  expect(types.map((t) => t.dims)).toEqual(outputs.map((o) => o.dims));
  const actual = opOf(kind).reference(attrs, inputs);
  expect(actual.length).toBe(outputs.length);
  for (const [i, expected] of outputs.entries()) expect(difference(actual[i]!, expected)).toBeLessThan(1e-12);
});

/**
 * y[n,o,r,s] = bias + Σ w[o,i,a,b] · x[n, g·I+i, r·stride+a·dilation−pad, s·stride+b·dilation−pad], one output at a
 * time.
 */
function convolution(
  a: Conv2dAttrs,
  x: Tensor64,
  w: Tensor64,
  bias: Tensor64 | undefined,
  dims: readonly number[],
): Float64Array {
  const [, channels, height, width] = x.dims as [number, number, number, number];
  const [, perGroup, kh, kw] = w.dims as [number, number, number, number];
  const [, filters, rows, columns] = dims as [number, number, number, number];
  return Float64Array.from({ length: count(dims) }, (_, at) => {
    const column = at % columns;
    const row = Math.floor(at / columns) % rows;
    const o = Math.floor(at / columns / rows) % filters;
    const n = Math.floor(at / columns / rows / filters);
    let sum = bias?.data[o] ?? 0;
    for (let i = 0; i < perGroup; i++)
      for (let ky = 0; ky < kh; ky++)
        for (let kx = 0; kx < kw; kx++) {
          const y = row * a.stride[0] + ky * a.dilation[0] - a.pads[0];
          const z = column * a.stride[1] + kx * a.dilation[1] - a.pads[1];
          const c = Math.floor(o / (filters / a.groups)) * perGroup + i;
          if (y < 0 || y >= height || z < 0 || z >= width) continue;
          sum +=
            w.data[((o * perGroup + i) * kh + ky) * kw + kx]! * x.data[((n * channels + c) * height + y) * width + z]!;
        }
    return sum;
  });
}

test.each(opCases.filter((c) => c.kind === 'conv2d'))('conv2d: $name: equals its definition', (c) => {
  const [x, w, bias] = caseInputs(c);
  const attrs = c.attrs as Conv2dAttrs;
  const [y] = ops.conv2d.reference(attrs, caseInputs(c));
  expect(difference(y!, { dims: y!.dims, data: convolution(attrs, x!, w!, bias, y!.dims) })).toBeLessThan(1e-14);
});

/** Known values to 15 digits (DLMF table 7.23 and its continuation). */
test.each([
  [0, 0],
  [0.5, 0.520499877813047],
  [1, 0.842700792949715],
  [2.9, 0.99995890212190053],
  [3.1, 0.99998835134263275],
  [-2, -0.995322265018953],
  [7, 1],
])('erf(%d) = %d', (x, y) => {
  expect(erf(x)).toBeCloseTo(y, 14);
});

const run = (kind: OpKind, attrs: unknown, ...inputs: readonly (readonly number[])[]): readonly number[][] =>
  opOf(kind)
    .reference(
      attrs,
      inputs.map((data) => ({ dims: data.length === 1 ? [] : [data.length], data: Float64Array.from(data) })),
    )
    .map((t) => Array.from(t.data));

describe('rules that PyTorch does not state', () => {
  test('dropout keeps about 1 − rate, scaled, another mask each step and salt', () => {
    const mask = (step: number, salt: number): readonly number[] =>
      run('dropoutMask', { dims: [20_000], rate: 0.3, salt }, [7], [step])[0]!;
    const kept = mask(0, 1).filter((v) => v > 0);
    expect(kept.every((v) => v === 1 / 0.7)).toBe(true);
    expect(Math.abs(kept.length / 20_000 - 0.7)).toBeLessThan(0.01);
    const agreement = (other: readonly number[]): number => mask(0, 1).filter((v, i) => v === other[i]).length / 20_000;
    // Independent masks agree where both keep or both drop: 0.7² + 0.3² = 0.58.
    for (const other of [mask(1, 1), mask(0, 2)]) expect(Math.abs(agreement(other) - 0.58)).toBeLessThan(0.02);
  });

  test('dropout at rate 0 keeps everything', () => {
    expect(run('dropoutMask', { dims: [4], rate: 0, salt: 1 }, [0], [0])).toEqual([[1, 1, 1, 1]]);
  });

  test('equal logits rank by index', () => {
    const c = opCases.find((o) => o.name === 'ties count for lower indices')!;
    expect(ops.topKCorrect.reference({ k: 2 }, caseInputs(c))[0]!.data[0]).toBeCloseTo(2 / 3, 15);
  });

  test('where does not let NaN through from the other branch', () => {
    expect(run('where', {}, [1, 0], [5, Number.NaN], [Number.NaN, 6])).toEqual([[5, 6]]);
  });

  test('casts go towards zero and modulo 2³²', () => {
    expect(run('cast', { to: 'i64' }, [1.75, -1.75])).toEqual([[1, -1]]);
    expect(run('cast', { to: 'u32' }, [2 ** 32 + 3, 7])).toEqual([[3, 7]]);
  });
});

/** What inference graphs need: the batch stays a symbol. */
const symbolic: readonly (readonly [OpKind, unknown, readonly TensorType[], string])[] = [
  [
    'conv2d',
    { stride: [2, 2], dilation: [1, 1], pads: [1, 1, 1, 1], groups: 1 },
    [f32('N', 3, 7, 5), f32(4, 3, 3, 3), f32(4)],
    'f32[N,4,4,3]',
  ],
  ['matmul', { transposeA: false, transposeB: true }, [f32('N', 6), f32(4, 6)], 'f32[N,4]'],
  ['maxPool', { kernel: [2, 2], stride: [2, 2], pads: [0, 0, 0, 0], ceil: true }, [f32('N', 3, 7, 5)], 'f32[N,3,4,3]'],
  [
    'averagePool',
    { kernel: [2, 2], stride: [2, 2], pads: [0, 0, 0, 0], ceil: false, countIncludePad: true },
    [f32('N', 3, 7, 5)],
    'f32[N,3,3,2]',
  ],
  ['globalAveragePool', {}, [f32('N', 3, 7, 5)], 'f32[N,3,1,1]'],
  ['batchNormInfer', { epsilon: 1e-5 }, [f32('N', 3, 7, 5), f32(3), f32(3), f32(3), f32(3)], 'f32[N,3,7,5]'],
  ['mul', {}, [f32('N', 3, 7, 5), f32('N', 3, 1, 1)], 'f32[N,3,7,5]'],
  ['reshape', { dims: ['N', 105] }, [f32('N', 3, 7, 5)], 'f32[N,105]'],
  ['reshape', { dims: ['N', 105] }, [f32(2, 3, 7, 5)], 'f32[2,105]'],
  ['concat', { axis: 1 }, [f32('N', 3, 7, 5), f32('N', 2, 7, 5)], 'f32[N,5,7,5]'],
  ['slice', { axes: [2, 3], starts: [0, 0], ends: [7, 5], steps: [2, 2] }, [f32('N', 3, 7, 5)], 'f32[N,3,4,3]'],
  ['pad', { before: [0, 1, 0, 0], after: [0, 2, 0, 0], value: 0 }, [f32('N', 3, 7, 5)], 'f32[N,6,7,5]'],
  ['expand', { dims: ['N', 3, 7, 5] }, [f32('N', 3, 1, 1)], 'f32[N,3,7,5]'],
  ['localResponseNorm', { size: 5, alpha: 1e-4, beta: 0.75, k: 1 }, [f32('N', 3, 7, 5)], 'f32[N,3,7,5]'],
  ['softmax', {}, [f32('N', 10)], 'f32[N,10]'],
];
test.each(symbolic)('%s passes the batch on', (kind, attrs, types, expected) => {
  expect(opOf(kind).infer(attrs, types).map(typeText)).toEqual([expected]);
});

const illTyped: readonly (readonly [string, OpKind, unknown, readonly TensorType[], RegExp])[] = [
  ['another dtype', 'relu', {}, [i64(3)], /relu\(i64\[3\]\): wants \(f32\)/],
  ['an input too many', 'relu', {}, [f32(3), f32(3)], /wants \(f32\)/],
  ['shapes that do not broadcast', 'add', {}, [f32(3), f32(4)], /\[3\] and \[4\] do not broadcast/],
  ['a batch against a number', 'add', {}, [f32('N'), f32(4)], /do not broadcast/],
  ['two dtypes', 'equal', {}, [f32(3), i64(3)], /equal/],
  ['gradients of another shape', 'siluGradient', {}, [f32(3), f32(4)], /differ in shape/],
  [
    'inner dims that differ',
    'matmul',
    { transposeA: false, transposeB: false },
    [f32(3, 4), f32(3, 4)],
    /inner dims 4 and 3/,
  ],
  [
    'groups that do not divide',
    'conv2d',
    { stride: [1, 1], dilation: [1, 1], pads: [0, 0, 0, 0], groups: 2 },
    [f32(1, 3, 5, 5), f32(4, 1, 3, 3)],
    /2 groups/,
  ],
  [
    'a kernel beyond the input',
    'conv2d',
    { stride: [1, 1], dilation: [1, 1], pads: [0, 0, 0, 0], groups: 1 },
    [f32(1, 3, 2, 5), f32(4, 3, 3, 3)],
    /larger than the input/,
  ],
  [
    'a bias of another length',
    'conv2d',
    { stride: [1, 1], dilation: [1, 1], pads: [0, 0, 0, 0], groups: 1 },
    [f32(1, 3, 5, 5), f32(4, 3, 3, 3), f32(3)],
    /bias/,
  ],
  [
    'pads that reach the kernel',
    'maxPool',
    { kernel: [2, 2], stride: [2, 2], pads: [2, 0, 0, 0], ceil: false },
    [f32(1, 3, 5, 5)],
    /pads/,
  ],
  [
    'a pool beyond the input',
    'maxPool',
    { kernel: [6, 6], stride: [2, 2], pads: [0, 0, 0, 0], ceil: false },
    [f32(1, 3, 5, 5)],
    /larger than the padded input/,
  ],
  ['a reshape that loses elements', 'reshape', { dims: ['N', 7] }, [f32('N', 8)], /does not fill/],
  ['a batch that does not come out whole', 'reshape', { dims: ['N', 7] }, [f32(2, 8)], /does not fill/],
  ['a slice beyond the axis', 'slice', { axes: [0], starts: [0], ends: [9], steps: [1] }, [f32(8)], /has no 0:9:1/],
  ['an axis used twice', 'transpose', { perm: [0, 0] }, [f32(2, 3)], /does not permute/],
  ['concat inputs that differ elsewhere', 'concat', { axis: 1 }, [f32(1, 2, 3), f32(1, 2, 4)], /differ beyond axis 1/],
  ['padding of the batch', 'pad', { before: [1], after: [0], value: 0 }, [f32('N')], /cannot pad/],
  ['labels of another batch', 'softmaxCrossEntropy', { smoothing: 0 }, [f32(4, 10), i64(5)], /labels \[N\]/],
  ['a dropout rate of 1', 'dropoutMask', { dims: [3], rate: 1, salt: 0 }, [u32(), u32()], /rate/],
  [
    'moments of another shape',
    'sgdStep',
    { momentum: 0.9, nesterov: false, weightDecay: 0 },
    [f32(3), f32(3), f32(4), f32()],
    /one type/,
  ],
  ['a constant of another length', 'constant', { dtype: 'f32', dims: [2], data: [1] }, [], /do not fill/],
  ['a scalar of channels', 'batchNormTrain', { epsilon: 1 }, [f32(2, 3), f32(2), f32(3)], /one number a channel/],
  ['an axis that is not there', 'reduceSum', { axes: [2], keepDims: false }, [f32(2, 3)], /has no axes/],
];
test.each(illTyped)('infer refuses %s: %s', (_, kind, attrs, types, message) => {
  expect(() => opOf(kind).infer(attrs, types)).toThrow(message);
});
