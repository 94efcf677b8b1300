import { tanh } from '../ops/activations.ts';
import { mul } from '../ops/mul.ts';
import { composed } from './activation.ts';
import { logOnePlusExp } from './exponential.ts';

export const mish = composed({
  kind: 'mish',
  title: 'Mish',
  help: 'x · tanh(ln(1 + eˣ)): smooth, and slightly below zero for small negative x, as SiLU (Misra 2019; YOLOv4).',
  params: {},
  keeps: 'input',
  compose: (b, x) => b.one(mul, {}, x, b.one(tanh, {}, logOnePlusExp(b, x))),
});
