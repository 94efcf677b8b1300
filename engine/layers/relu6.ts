import { relu6 as relu6Op } from '../ops/activations.ts';
import { activation } from './activation.ts';

export const relu6 = activation({
  kind: 'relu6',
  title: 'ReLU6',
  help: 'min(max(0, x), 6). The upper bound keeps activations in a range that low-precision arithmetic can hold (MobileNet).',
  params: {},
  keeps: 'input',
  op: relu6Op,
  attrs: () => ({}),
});
