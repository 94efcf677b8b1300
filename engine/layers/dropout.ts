import { hashText } from '../base/random.ts';
import { dropoutMask } from '../ops/dropout-mask.ts';
import { mul } from '../ops/mul.ts';
import { keeping, viewCost } from './cost.ts';
import type { LayerDef, ParamSchema } from './layer.ts';
import { oneInput, only } from './ports.ts';

const params = {
  rate: {
    type: 'number',
    title: 'Rate',
    help: 'Share of the numbers that are set to zero in each training step.',
    default: 0.5,
    min: 0,
    max: 0.99,
  },
} as const satisfies ParamSchema;

const keepsMask = keeping('mask');

export const dropout: LayerDef<typeof params, 'in', never> = {
  kind: 'dropout',
  title: 'Dropout',
  category: 'regularization',
  help: 'In training sets each number to 0 with probability p and divides the others by 1 − p, so that the mean stays; at inference passes everything on. No unit can rely on one other, which fights overfitting (Srivastava et al. 2014).',
  params,
  ports: oneInput,
  weights: () => ({}),
  shape: ({ inputs }) => only(inputs.in),
  cost: ({ params: { rate } }) => (rate === 0 ? viewCost : keepsMask),
  window: () => 'pointwise',
  emit(context, { path, params: { rate } }) {
    const { builder: b, mode, values } = context;
    const x = only(values.in);
    if (mode === 'infer' || rate === 0) return x;
    const dims = x.type.dims.map(Number);
    const mask = b.one(dropoutMask, { dims, rate, salt: hashText(path) }, context.seed(), context.step());
    return b.one(mul, {}, x, mask);
  },
};
