import type { OpCase } from '../cases.ts';
import { labels, normal, of, spread, values } from './make.ts';

const range = (axis: number, start: number, end: number, step = 1) => ({
  axes: [axis],
  starts: [start],
  ends: [end],
  steps: [step],
});

export const dataCases: readonly OpCase[] = [
  of('constant', 'f32', 2000, { dtype: 'f32', dims: [2, 3], data: [1, -2, 3.5, 0, 5, 6] }),
  of('constant', 'i64 scalar', 2001, { dtype: 'i64', dims: [], data: [7] }),
  of('constant', 'u32 beyond 2^31', 2002, { dtype: 'u32', dims: [2], data: [4_294_967_295, 1] }),
  of('constant', 'bool', 2003, { dtype: 'bool', dims: [3], data: [1, 0, 1] }),
  of('fill', 'scalar', 2004, { dims: [], value: 0.25 }),
  of('fill', 'matrix', 2005, { dims: [3, 5], value: -2 }),
  of('reshape', 'flatten', 2010, { dims: ['N', 45] }, normal(2, 5, 3, 3)),
  of('reshape', 'fixed', 2011, { dims: [7, 3, 2] }, normal(6, 7)),
  of('reshape', 'scalar to vector', 2012, { dims: [1] }, normal()),
  of('transpose', 'matrix', 2020, { perm: [1, 0] }, normal(3, 7)),
  of('transpose', 'cycle of four', 2021, { perm: [2, 0, 3, 1] }, normal(2, 3, 5, 7)),
  of('concat', 'channels of three', 2030, { axis: 1 }, normal(2, 3, 3, 5), normal(2, 1, 3, 5), normal(2, 7, 3, 5)),
  of('concat', 'first axis', 2031, { axis: 0 }, normal(2, 5), normal(1, 5)),
  of('concat', 'last axis of a single tensor', 2032, { axis: 2 }, normal(2, 3, 5)),
  of('slice', 'middle channels', 2040, range(1, 2, 5), normal(2, 7, 3, 3)),
  of(
    'slice',
    'strided rows of an odd map',
    2041,
    { axes: [2, 3], starts: [0, 0], ends: [7, 5], steps: [2, 2] },
    normal(2, 3, 7, 5),
  ),
  of(
    'slice',
    'strided rows of an even map',
    2042,
    { axes: [2, 3], starts: [0, 0], ends: [6, 4], steps: [2, 2] },
    normal(1, 3, 6, 4),
  ),
  of('slice', 'step 3 from 1, part of the axis', 2043, range(1, 1, 9, 3), normal(3, 11)),
  of('slice', 'one element', 2044, range(0, 2, 3), normal(5, 3)),
  of('slice', 'vector of labels', 2045, range(0, 1, 4), labels(5, 9)),
  of('pad', 'channels both sides', 2050, { before: [0, 2, 0, 0], after: [0, 3, 0, 0], value: 0 }, normal(2, 3, 3, 5)),
  of('pad', 'asymmetric, not zero', 2051, { before: [1, 0], after: [0, 2], value: -1.5 }, normal(3, 5)),
  of('pad', 'nothing', 2052, { before: [0, 0], after: [0, 0], value: 0 }, normal(3, 5)),
  of('expand', 'pooled map', 2060, { dims: ['N', 5, 3, 7] }, normal(2, 5, 1, 1)),
  of('expand', 'scalar', 2061, { dims: [3, 5] }, normal()),
  of('expand', 'vector to rows', 2062, { dims: [3, 7] }, normal(7)),
  ...(['reduceSum', 'reduceMean'] as const).flatMap((kind, i) => [
    of(kind, 'all but channels', 2070 + i, { axes: [0, 2, 3], keepDims: false }, normal(2, 5, 3, 7)),
    of(kind, 'rows, kept', 2080 + i, { axes: [1], keepDims: true }, normal(3, 7)),
    of(kind, 'everything', 2090 + i, { axes: [0, 1, 2], keepDims: false }, normal(2, 3, 5)),
  ]),
  of('sumOfSquares', 'conv weight', 2100, {}, normal(5, 3, 3, 3)),
  of('sumOfSquares', 'scalar', 2101, {}, normal()),
  of('matmul', 'plain', 2110, { transposeA: false, transposeB: false }, normal(3, 7), normal(7, 5)),
  of('matmul', 'dense: B transposed', 2111, { transposeA: false, transposeB: true }, normal(3, 7), normal(5, 7)),
  of('matmul', 'A transposed', 2112, { transposeA: true, transposeB: false }, normal(7, 3), normal(7, 5)),
  of('matmul', 'both transposed, one row', 2113, { transposeA: true, transposeB: true }, normal(7, 1), normal(5, 7)),
  of('matmul', 'plain, more rows', 2114, { transposeA: false, transposeB: false }, normal(9, 7), normal(7, 6)),
];

/** With enough rows for tiles, their edges ragged, some of many terms a number. */
export const wideProductCases: readonly OpCase[] = [
  of('matmul', 'wide', 2120, { transposeA: false, transposeB: false }, normal(33, 50), normal(50, 44)),
  of('matmul', 'wide, B transposed', 2121, { transposeA: false, transposeB: true }, normal(17, 410), normal(70, 410)),
  of('matmul', 'wide, A transposed', 2122, { transposeA: true, transposeB: false }, normal(410, 36), normal(410, 19)),
  of('matmul', 'wide, both transposed', 2123, { transposeA: true, transposeB: true }, normal(64, 66), normal(130, 64)),
];

/**
 * Sums of more terms than a workgroup has threads, and of enough to be split, into uneven parts: too large for finite
 * differences.
 */
export const longCases: readonly OpCase[] = [
  of('reduceSum', 'two of many terms', 2130, { axes: [0, 2, 3], keepDims: false }, normal(3, 2, 41, 53)),
  of('sumOfSquares', 'many, odd', 2131, {}, normal(5003)),
  of('softmax', 'many classes', 2132, {}, normal(3, 131)),
  of('softmaxCrossEntropy', 'many classes', 2133, { smoothing: 0.1 }, normal(3, 131), labels(3, 131)),
  of(
    'softmaxCrossEntropyGradient',
    'many classes',
    2134,
    { smoothing: 0.1 },
    normal(3, 131),
    labels(3, 131),
    values('f32', [], 2),
  ),
  of('topKCorrect', 'many rows', 2135, { k: 2 }, spread(201, 7), labels(201, 7)),
  of('topKCorrect', 'many classes', 2136, { k: 60 }, spread(9, 131), labels(9, 131)),
];
