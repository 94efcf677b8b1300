import type { OpCase } from '../cases.ts';
import { normal, of, positive, spread, values, wide } from './make.ts';

const plain = ['relu', 'sigmoid', 'tanh', 'silu', 'gelu', 'hardSwish', 'relu6', 'neg', 'exp', 'abs', 'square'] as const;
const ofPositive = ['log', 'sqrt', 'reciprocal'] as const;
const backward = ['reluGradient', 'siluGradient', 'geluGradient', 'hardSwishGradient', 'relu6Gradient'] as const;

export const activationCases: readonly OpCase[] = [
  ...plain.flatMap((kind, i) => [
    of(kind, 'odd feature map', 100 + i, {}, wide(2, 3, 5, 3)),
    of(kind, 'one number', 200 + i, {}, values('f32', [], 1.375)),
    of(kind, 'one row of a prime length', 300 + i, {}, spread(1, 17)),
  ]),
  ...ofPositive.map((kind, i) => of(kind, 'odd matrix', 400 + i, {}, positive(3, 7))),
  ...backward.map((kind, i) => of(kind, 'odd feature map', 500 + i, {}, wide(2, 3, 5, 3), normal(2, 3, 5, 3))),
  of('leakyRelu', 'slope 0.01', 601, { slope: 0.01 }, spread(2, 5, 3, 3)),
  of('leakyRelu', 'slope 0.3', 602, { slope: 0.3 }, spread(1, 13)),
  of('leakyReluGradient', 'slope 0.1', 603, { slope: 0.1 }, spread(2, 5, 3, 3), normal(2, 5, 3, 3)),
  of('hardSigmoid', 'slope 1/6', 607, { slope: 1 / 6 }, wide(2, 5, 3, 3)),
  of('hardSigmoid', 'slope 0.2', 608, { slope: 0.2 }, spread(1, 13)),
  of('hardSigmoidGradient', 'slope 1/6', 609, { slope: 1 / 6 }, wide(2, 5, 3, 3), normal(2, 5, 3, 3)),
  of('isFinite', 'both infinities and NaN', 604, {}, values('f32', [5], 1, -Infinity, Number.NaN, Infinity, 0)),
  of('gelu', 'far tails', 605, {}, values('f32', [6], -9, -5, -4.3, 4.3, 5, 9)),
  of('sigmoid', 'saturated', 606, {}, values('f32', [4], -80, -20, 20, 80)),
];
