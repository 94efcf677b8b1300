import { leakyRelu as leakyReluOp } from '../ops/activations.ts';
import { activation } from './activation.ts';
import type { ParamSchema } from './layer.ts';

const params = {
  slope: {
    type: 'number',
    title: 'Slope',
    help: 'Of the negative half; 0 makes it a ReLU.',
    default: 0.01,
    min: 0,
    max: 1,
    onCard: true,
  },
} as const satisfies ParamSchema;

export const leakyRelu = activation({
  kind: 'leakyRelu',
  idStem: 'relu',
  title: 'Leaky ReLU',
  help: 'x where x > 0, slope · x elsewhere. The small slope keeps a gradient where a ReLU would have none, so that no unit dies.',
  params,
  keeps: 'input',
  op: leakyReluOp,
  attrs: ({ slope }) => ({ slope }),
});
