import type { OpCase } from '../cases.ts';
import { derived, normal, of, positive, values } from './make.ts';

const shapes = [
  { name: 'odd map', x: [2, 3, 5, 3] },
  { name: 'batch 1', x: [1, 5, 3, 3] },
  { name: 'dense features', x: [7, 5] },
  { name: 'one channel', x: [2, 1, 4, 3] },
] as const;

const responses = [
  { name: 'size 5', x: [2, 7, 3, 3], size: 5, alpha: 0.5, beta: 0.75, k: 1 },
  { name: 'wider than the channels', x: [1, 3, 2, 3], size: 5, alpha: 0.3, beta: 0.75, k: 2 },
  { name: 'size 3, beta 0.5', x: [1, 5, 3, 2], size: 3, alpha: 1, beta: 0.5, k: 1 },
  { name: 'even size', x: [1, 6, 2, 2], size: 4, alpha: 0.5, beta: 0.75, k: 1 },
  { name: 'size 6, several images', x: [3, 9, 3, 3], size: 6, alpha: 0.5, beta: 0.75, k: 1 },
  { name: 'usual settings', x: [1, 5, 3, 3], size: 5, alpha: 1e-4, beta: 0.75, k: 1 },
] as const;

export const normCases: readonly OpCase[] = [
  ...shapes.flatMap(({ name, x }, i) => {
    const vector = positive(x[1]);
    return [
      of('batchNormTrain', name, 5000 + i, { epsilon: 1e-5 }, normal(...x), vector, normal(x[1])),
      of(
        'batchNormTrainGradient',
        name,
        5100 + i,
        { epsilon: 1e-3 },
        normal(...x),
        normal(...x),
        vector,
        derived('batchNormTrain', [1, 2, 2], 1, x[1]),
        derived('batchNormTrain', [1, 2, 2], 2, x[1]),
      ),
      of(
        'batchNormInfer',
        name,
        5200 + i,
        { epsilon: 1e-5 },
        normal(...x),
        vector,
        normal(x[1]),
        normal(x[1]),
        positive(x[1]),
      ),
    ];
  }),
  of(
    'batchNormTrain',
    'mean far from 0, large epsilon',
    5300,
    { epsilon: 1e-3 },
    values('f32', [4, 2], 10.5, -3, 11, -3.5, 9.25, -2, 10, -4),
    positive(2),
    normal(2),
  ),
  ...responses.flatMap(({ name, x, ...attrs }, i) => [
    of('localResponseNorm', name, 5400 + i, attrs, normal(...x)),
    of(
      'localResponseNormGradient',
      name,
      5500 + i,
      attrs,
      normal(...x),
      derived('localResponseNorm', [0], 0, ...x),
      normal(...x),
    ),
  ]),
];
