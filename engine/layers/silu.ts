import { silu as siluOp } from '../ops/activations.ts';
import { activation } from './activation.ts';

export const silu = activation({
  kind: 'silu',
  title: 'SiLU',
  help: 'x · σ(x), also called swish: a smooth ReLU that lets small negative values through (EfficientNet).',
  params: {},
  keeps: 'input',
  op: siluOp,
  attrs: () => ({}),
});
