import type { OpCase } from '../cases.ts';
import { bits, labels, normal, of, positive, spread, values, wide } from './make.ts';

const smooth = ['add', 'sub', 'mul'] as const;
const kinked = ['maximum', 'minimum'] as const;

export const arithmeticCases: readonly OpCase[] = [
  ...smooth.flatMap((kind, i) => [
    of(kind, 'same shape', 1000 + i, {}, normal(2, 3, 5, 3), normal(2, 3, 5, 3)),
    of(kind, 'channel gate', 1010 + i, {}, normal(2, 5, 3, 3), normal(2, 5, 1, 1)),
    of(kind, 'both stretched', 1020 + i, {}, normal(3, 1, 5), normal(7, 1)),
    of(kind, 'scalar on the left', 1030 + i, {}, normal(), normal(3, 7)),
    of(kind, 'rank missing', 1040 + i, {}, normal(3, 7), normal(7)),
  ]),
  ...kinked.flatMap((kind, i) => [
    of(kind, 'same shape', 1050 + i, {}, wide(2, 3, 5), spread(2, 3, 5)),
    of(kind, 'stretched', 1060 + i, {}, wide(3, 5), spread(5)),
  ]),
  of('div', 'same shape', 1070, {}, normal(3, 7), positive(3, 7)),
  of('div', 'scalar divisor', 1071, {}, normal(2, 3, 5), positive()),
  of('div', 'per channel', 1072, {}, normal(2, 5, 3, 3), positive(1, 5, 1, 1)),
  of('greater', 'f32 with ties', 1080, {}, values('f32', [4], 1, 2, 3, -1), values('f32', [4], 1, 1, 4, -2)),
  of('greater', 'stretched', 1081, {}, normal(3, 5), normal(3, 1)),
  of('greater', 'i64', 1082, {}, labels(7, 3), labels(7, 3)),
  of('equal', 'f32', 1083, {}, values('f32', [4], 1, 2, 3, -1), values('f32', [4], 1, 1, 3, 1)),
  of('equal', 'i64, stretched to one-hot', 1084, {}, { ...labels(5, 3), dims: [5, 1] }, values('i64', [3], 0, 1, 2)),
  of('and', 'same shape', 1085, {}, bits(11), bits(11)),
  of('and', 'scalar', 1086, {}, bits(2, 3), values('bool', [], 1)),
  of('where', 'same shape', 1090, {}, bits(3, 5), normal(3, 5), normal(3, 5)),
  of('where', 'scalar condition', 1091, {}, values('bool', [], 0), normal(2, 3, 3), normal(2, 3, 3)),
  of('where', 'all three stretched', 1092, {}, bits(3, 1), normal(1, 5), normal()),
  of('cast', 'bool to f32', 1093, { to: 'f32' }, bits(2, 7)),
  of('cast', 'f32 to f32', 1094, { to: 'f32' }, normal(3, 5)),
  of('cast', 'i64 to f32', 1095, { to: 'f32' }, labels(7, 1000)),
  of('cast', 'f32 to i64, towards zero', 1096, { to: 'i64' }, values('f32', [4], 1.75, -1.75, 0.5, -3)),
  of('cast', 'u32 to f32', 1097, { to: 'f32' }, values('u32', [3], 0, 7, 65_537)),
  of('cast', 'f32 to bool', 1098, { to: 'bool' }, values('f32', [3], 0, 0.25, -1)),
];
