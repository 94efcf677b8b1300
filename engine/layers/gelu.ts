import { gelu as geluOp } from '../ops/gelu.ts';
import { activation } from './activation.ts';

export const gelu = activation({
  kind: 'gelu',
  title: 'GELU',
  help: 'x · Φ(x) with Φ the normal distribution function, (1 + erf(x/√2)) / 2: a smooth ReLU (Hendrycks & Gimpel 2016).',
  params: {},
  keeps: 'input',
  op: geluOp,
  attrs: () => ({}),
});
