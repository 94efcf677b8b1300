import { sigmoid as sigmoidOp } from '../ops/activations.ts';
import { activation } from './activation.ts';

export const sigmoid = activation({
  kind: 'sigmoid',
  title: 'Sigmoid',
  help: '1 / (1 + e⁻ˣ), between 0 and 1: a gate, or a probability. Its derivative is at most 1/4, which is why deep networks of sigmoids have vanishing gradients.',
  params: {},
  keeps: 'output',
  op: sigmoidOp,
  attrs: () => ({}),
});
