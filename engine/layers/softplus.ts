import { composed } from './activation.ts';
import { logOnePlusExp } from './exponential.ts';

export const softplus = composed({
  kind: 'softplus',
  title: 'Softplus',
  help: 'ln(1 + eˣ): a ReLU without a corner, positive everywhere; its derivative is the sigmoid.',
  params: {},
  keeps: 'input',
  compose: (b, x) => logOnePlusExp(b, x),
});
