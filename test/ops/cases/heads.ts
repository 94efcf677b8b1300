import type { OpCase } from '../cases.ts';
import { labels, normal, of, spread, values } from './make.ts';

const u32 = (value: number) => values('u32', [], value);

export const headCases: readonly OpCase[] = [
  ...(['softmax', 'logSoftmax'] as const).flatMap((kind, i) => [
    of(kind, 'odd matrix', 6000 + i, {}, normal(3, 7)),
    of(kind, 'one class', 6010 + i, {}, normal(2, 1)),
    of(kind, 'large logits', 6020 + i, {}, values('f32', [2, 3], 1000, 1001, 999, -1000, -1000.5, -999)),
  ]),
  ...[0, 0.1, 1].flatMap((smoothing, i) => [
    of('softmaxCrossEntropy', `smoothing ${smoothing}`, 6100 + i, { smoothing }, normal(5, 7), labels(5, 7)),
    of(
      'softmaxCrossEntropyGradient',
      `smoothing ${smoothing}`,
      6110 + i,
      { smoothing },
      normal(5, 7),
      labels(5, 7),
      normal(),
    ),
  ]),
  of('softmaxCrossEntropy', 'batch 1, two classes', 6120, { smoothing: 0 }, normal(1, 2), labels(1, 2)),
  of(
    'softmaxCrossEntropyGradient',
    'batch 1, large logits',
    6121,
    { smoothing: 0 },
    values('f32', [1, 3], 90, -90, 0),
    labels(1, 3),
    values('f32', [], 1),
  ),
  of('topKCorrect', 'top 1', 6200, { k: 1 }, spread(13, 5), labels(13, 5)),
  of('topKCorrect', 'top 5 of 11', 6201, { k: 5 }, spread(7, 11), labels(7, 11)),
  of(
    'topKCorrect',
    'ties count for lower indices',
    6202,
    { k: 2 },
    values('f32', [3, 3], 1, 1, 1, 1, 1, 1, 1, 1, 1),
    values('i64', [3], 0, 1, 2),
  ),
  of('topKCorrect', 'k beyond the classes', 6203, { k: 5 }, normal(3, 3), labels(3, 3)),
  of('dropoutMask', 'half of an odd map', 6300, { dims: [2, 3, 5, 7], rate: 0.5, salt: 0x12345678 }, u32(42), u32(7)),
  of(
    'dropoutMask',
    'high bits set everywhere',
    6301,
    { dims: [64], rate: 0.3, salt: 0xfedcba98 },
    u32(0xffffffff),
    u32(0x80000001),
  ),
  of(
    'dropoutMask',
    'images 3 and 4 of a larger map',
    6304,
    { dims: [2, 3, 5], rate: 0.3, salt: 9, first: 45 },
    u32(42),
    u32(7),
  ),
  of('dropoutMask', 'rate 0', 6302, { dims: [17], rate: 0, salt: 1 }, u32(0), u32(0)),
  of('dropoutMask', 'rate 0.999', 6303, { dims: [3, 100], rate: 0.999, salt: 0 }, u32(1), u32(0)),
];
