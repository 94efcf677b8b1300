import { composed } from './activation.ts';
import { exponentialLinear } from './exponential.ts';
import type { ParamSchema } from './layer.ts';

const params = {
  alpha: {
    type: 'number',
    title: 'α',
    help: 'Below zero the function runs towards −α.',
    default: 1,
    min: 0,
    max: 1000,
  },
} as const satisfies ParamSchema;

export const elu = composed({
  kind: 'elu',
  title: 'ELU',
  help: 'x where x > 0, α · (eˣ − 1) elsewhere: smooth below zero, with a mean of its outputs nearer to zero than a ReLU’s (Clevert et al. 2016).',
  params,
  keeps: 'input',
  compose: (b, x, { alpha }) => exponentialLinear(b, x, alpha),
});
