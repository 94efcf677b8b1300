import { hardSwish as hardSwishOp } from '../ops/activations.ts';
import { activation } from './activation.ts';

export const hardSwish = activation({
  kind: 'hardSwish',
  title: 'Hard swish',
  help: 'x · min(max(0, x + 3), 6) / 6: a SiLU made of straight lines, cheap to compute (MobileNetV3).',
  params: {},
  keeps: 'input',
  op: hardSwishOp,
  attrs: () => ({}),
});
