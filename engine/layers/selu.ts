import { scale } from '../ops/compose.ts';
import { composed } from './activation.ts';
import { exponentialLinear } from './exponential.ts';

/** For which mean 0 and variance 1 are a fixed point (Klambauer et al. 2017, equation 14). */
const ALPHA = 1.6732632423543772;
const LAMBDA = 1.0507009873554805;

export const selu = composed({
  kind: 'selu',
  title: 'SELU',
  help: 'λ · x where x > 0, λ · α · (eˣ − 1) elsewhere, with λ = 1.0507 and α = 1.6733: what has mean 0 and variance 1 keeps them, so that dense nets train without norms (Klambauer et al. 2017).',
  params: {},
  keeps: 'input',
  compose: (b, x) => scale(b, exponentialLinear(b, x, ALPHA), LAMBDA),
});
