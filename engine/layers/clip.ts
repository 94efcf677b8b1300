import { scalar } from '../ops/compose.ts';
import { maximum } from '../ops/maximum.ts';
import { minimum } from '../ops/minimum.ts';
import { composed } from './activation.ts';
import type { ParamSchema } from './layer.ts';

const bound = { type: 'number', min: -1e6, max: 1e6 } as const;
const params = {
  low: { ...bound, title: 'Lowest', help: 'What is below becomes this.', default: -1 },
  high: { ...bound, title: 'Highest', help: 'What is above becomes this.', default: 1 },
} as const satisfies ParamSchema;

export const clip = composed({
  kind: 'clip',
  title: 'Clip',
  help: 'min(max(x, lowest), highest): hardtanh with −1 and 1. Outside of the bounds there is no gradient.',
  params,
  keeps: 'input',
  compose: (b, x, { low, high }) => b.one(minimum, {}, b.one(maximum, {}, x, scalar(b, low)), scalar(b, high)),
});
