import { tanh as tanhOp } from '../ops/activations.ts';
import { activation } from './activation.ts';

export const tanh = activation({
  kind: 'tanh',
  title: 'tanh',
  help: '(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), between −1 and 1 and zero-centred: a stretched sigmoid whose derivative reaches 1.',
  params: {},
  keeps: 'output',
  op: tanhOp,
  attrs: () => ({}),
});
