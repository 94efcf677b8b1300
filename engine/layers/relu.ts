import { relu as reluOp } from '../ops/activations.ts';
import { activation } from './activation.ts';

export const relu = activation({
  kind: 'relu',
  title: 'ReLU',
  help: 'max(0, x). Its derivative is 1 wherever it lets something through, so gradients do not shrink on their way back as they do through a sigmoid.',
  params: {},
  keeps: 'output',
  op: reluOp,
  attrs: () => ({}),
});
