import { scale } from '../ops/compose.ts';
import { localResponseNorm as localResponseNormOp } from '../ops/local-response-norm.ts';
import { keeping } from './cost.ts';
import { isProblem, needMap } from './feature-map.ts';
import type { LayerDef, ParamSchema } from './layer.ts';
import { oneInput, only } from './ports.ts';

const params = {
  size: {
    type: 'int',
    title: 'Size',
    help: 'Neighbouring channels that count, n. Of an even n, n/2 − 1 lie before the channel and n/2 behind it, as in ONNX; PyTorch has it the other way round.',
    default: 5,
    min: 1,
    max: 65536,
  },
  alpha: { type: 'number', title: 'α', help: 'Weight of their mean square.', default: 1e-4, min: 0, max: 1000 },
  beta: { type: 'number', title: 'β', help: 'Exponent.', default: 0.75, min: 0, max: 100 },
  k: { type: 'number', title: 'k', help: 'Keeps the base away from zero.', default: 1, min: 1e-6, max: 1000 },
} as const satisfies ParamSchema;

const cost = keeping('input', 'output');

/**
 * Whether no neighbour counts, so that y = x / k^β: α or β is 0 as a float32, which is what files and kernels hold.
 * ONNX's `LRN` is not defined for either (ONNX Runtime refuses the node), though the formula is.
 */
const isConstant = (alpha: number, beta: number): boolean => Math.fround(alpha) === 0 || Math.fround(beta) === 0;

export const localResponseNorm: LayerDef<typeof params, 'in', never> = {
  kind: 'localResponseNorm',
  idStem: 'lrn',
  title: 'Local response norm',
  category: 'normalization',
  help: 'x / (k + α/n · Σ x²)^β, the sum over n neighbouring channels at the same position: a strong response damps its neighbours. AlexNet and GoogLeNet used it before batch norm; no parameters.',
  params,
  ports: oneInput,
  weights: () => ({}),
  shape(site) {
    const map = needMap(site, 'A local response norm');
    return isProblem(map) ? map : only(site.inputs.in);
  },
  assume: ({ inputs }) => only(inputs.in),
  cost: () => cost,
  window: () => 'pointwise',
  emit: ({ builder, values }, { params: { size, alpha, beta, k } }) =>
    isConstant(alpha, beta)
      ? scale(builder, only(values.in), k ** -beta)
      : builder.one(localResponseNormOp, { size, alpha, beta, k }, only(values.in)),
};
