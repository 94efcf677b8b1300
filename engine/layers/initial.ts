import type { Initial } from '../ir/graph.ts';
import type { ChoiceParam } from './layer.ts';

export const inits = ['he', 'heFanIn', 'xavier', 'torch', 'zeros'] as const;
export type Init = (typeof inits)[number];

const help =
  'he: normal, variance 2/fan-out (He et al. 2015); heFanIn: 2/fan-in; xavier: uniform ±√(6/(fan-in + fan-out)) (Glorot & Bengio 2010); torch: uniform ±1/√fan-in; zeros.';

export const heByDefault = {
  type: 'choice',
  title: 'Initialiser',
  help,
  default: 'he',
  options: inits,
  rare: true,
} as const satisfies ChoiceParam<Init>;

export const torchByDefault = { ...heByDefault, default: 'torch' } as const satisfies ChoiceParam<Init>;

export interface Fans {
  /** Connections into one output and out of one input: kernel area × channels per group. */
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Explicit `values` (a worked example's) win over the initialiser. */
export function initialWeight(init: Init, fans: Fans, values: readonly number[] = []): Initial {
  if (values.length > 0) return { kind: 'values', values };
  return init === 'zeros' ? { kind: 'constant', value: 0 } : { kind: init, ...fans };
}

/** PyTorch draws biases from ±1/√fan-in too; everywhere else they start at 0. */
export function initialBias(init: Init, fans: Fans, values: readonly number[] = []): Initial {
  return init === 'torch' && values.length === 0 ? { kind: 'torch', ...fans } : { kind: 'constant', value: 0 };
}
