import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import { gelu as geluOp, tanh } from '../ops/activations.ts';
import { add } from '../ops/add.ts';
import { scalar, scale } from '../ops/compose.ts';
import { mul } from '../ops/mul.ts';
import { square } from '../ops/square.ts';
import { composed } from './activation.ts';
import type { ParamSchema } from './layer.ts';

const params = {
  approximation: {
    type: 'choice',
    title: 'Approximation',
    help: 'none: by the error function; tanh: x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))) / 2, as GPT-2 has it.',
    default: 'none',
    options: ['none', 'tanh'],
  },
} as const satisfies ParamSchema;

export const gelu = composed({
  kind: 'gelu',
  title: 'GELU',
  help: 'x · Φ(x) with Φ the normal distribution function, (1 + erf(x/√2)) / 2: a smooth ReLU (Hendrycks & Gimpel 2016).',
  params,
  keeps: 'input',
  compose: (b, x, { approximation }) => (approximation === 'none' ? b.one(geluOp, {}, x) : byTanh(b, x)),
});

/** √(2/π) · (x + 0.044715 · x³) = x · √(2/π) · (1 + 0.044715 · x²) goes into the tanh. */
function byTanh(b: Builder, x: Value): Value {
  const curve = b.one(add, {}, scale(b, b.one(square, {}, x), 0.044715), scalar(b, 1));
  const inner = scale(b, b.one(mul, {}, x, curve), Math.sqrt(2 / Math.PI));
  const twice = b.one(add, {}, b.one(tanh, {}, inner), scalar(b, 1));
  return scale(b, b.one(mul, {}, x, twice), 0.5);
}
