import type { OpCase } from '../cases.ts';
import { normal, of, positive, values } from './make.ts';

const rate = values('f32', [], 0.05);
const shape = [3, 2, 3, 3] as const;
const [w, g, m, v] = [normal(...shape), normal(...shape), normal(...shape), positive(...shape)];
const [vector, positiveVector] = [normal(7), positive(7)];

export const updateCases: readonly OpCase[] = [
  of('sgdStep', 'plain', 7000, { momentum: 0, nesterov: false, weightDecay: 0 }, w, g, rate),
  of('sgdStep', 'plain with decay', 7001, { momentum: 0, nesterov: false, weightDecay: 0.1 }, w, g, rate),
  of('sgdStep', 'momentum with decay', 7002, { momentum: 0.9, nesterov: false, weightDecay: 5e-4 }, w, g, m, rate),
  of('sgdStep', 'Nesterov', 7003, { momentum: 0.9, nesterov: true, weightDecay: 0.01 }, vector, vector, vector, rate),
  ...[false, true].flatMap((decoupled, i) => [
    of(
      'adamStep',
      decoupled ? 'AdamW, first step' : 'first step, no decay',
      7100 + i,
      { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: decoupled ? 0.1 : 0, decoupled },
      w,
      g,
      values('f32', shape, ...Array.from({ length: 54 }, () => 0)),
      values('f32', shape, ...Array.from({ length: 54 }, () => 0)),
      rate,
      values('u32', [], 0),
    ),
    of(
      'adamStep',
      decoupled ? 'AdamW, step 1000' : 'step 12 with decay',
      7110 + i,
      { beta1: 0.8, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.1, decoupled },
      vector,
      vector,
      vector,
      positiveVector,
      rate,
      values('u32', [], decoupled ? 1000 : 12),
    ),
  ]),
  of('rmspropStep', 'plain', 7200, { alpha: 0.99, epsilon: 1e-8, weightDecay: 0, momentum: 0 }, w, g, v, rate),
  of(
    'rmspropStep',
    'momentum with decay',
    7201,
    { alpha: 0.9, epsilon: 1e-2, weightDecay: 0.1, momentum: 0.9 },
    w,
    g,
    v,
    m,
    rate,
  ),
  of(
    'rmspropStep',
    'decay on a vector',
    7202,
    { alpha: 0.9, epsilon: 1e-3, weightDecay: 0.1, momentum: 0 },
    vector,
    vector,
    positiveVector,
    rate,
  ),
];
