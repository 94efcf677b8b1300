import type { BlockParam } from '../design/document.ts';
import { layers } from '../layers/index.ts';
import type { LayerDef } from '../layers/layer.ts';

/** Parameters that several blocks share, so that they read the same everywhere. */

export const filters = {
  title: 'Filters',
  help: 'Output channels.',
  type: 'number',
  default: 64,
  min: 1,
} as const satisfies BlockParam;

export const stride = {
  title: 'Stride',
  help: 'Step of the first strided convolution: 2 halves height and width.',
  type: 'size',
  default: 1,
} as const satisfies BlockParam;

export const norm = {
  title: 'Normalisation',
  help: 'Batch norm after every convolution, or none; without it convolutions get a bias, if `bias` is auto.',
  type: 'text',
  default: 'batch',
  options: ['batch', 'none'],
} as const satisfies BlockParam;

/** What an activation may be, every layer that is one; blocks also take none. */
export const activations: readonly string[] = Object.values<LayerDef>(layers).flatMap(({ kind, category }) =>
  category === 'activation' ? [kind] : [],
);

export const activation = {
  title: 'Activation',
  help: 'The non-linearity, or none.',
  type: 'text',
  default: 'relu',
  options: [...activations, 'none'],
} as const satisfies BlockParam;

export const init = {
  title: 'Initialiser',
  help: 'How convolution weights start. he: normal with variance 2 / fan out; xavier: uniform by both fans.',
  type: 'text',
  default: 'he',
  options: ['he', 'heFanIn', 'xavier', 'torch', 'zeros'],
} as const satisfies BlockParam;

export const bias = {
  title: 'Bias',
  help: 'auto: a bias exactly where no norm follows; yes: everywhere, as in the ResNets of Keras.',
  type: 'text',
  default: 'auto',
  options: ['auto', 'yes', 'no'],
} as const satisfies BlockParam;

export const epsilon = {
  title: 'Batch norm ε',
  help: 'Added to the variance before its root is taken.',
  type: 'number',
  default: 1e-5,
  min: 0,
} as const satisfies BlockParam;

export const shortcut = {
  title: 'Shortcut',
  help: 'auto: identity where the shape stays, else a projection (option B of He et al. 2015); zeroPad: option A; projection: option C.',
  type: 'text',
  default: 'auto',
  options: ['auto', 'identity', 'projection', 'zeroPad'],
} as const satisfies BlockParam;

export const zeroLast = {
  title: 'Start as the identity',
  help: 'The last batch norm of the branch starts with γ = 0 (without norm: its last convolution with zero weights), so that F(x) = 0 at first.',
  type: 'boolean',
  default: false,
} as const satisfies BlockParam;

export const multiplier = {
  title: 'Width multiplier',
  help: 'Scales the filters of every convolution; below 1 for a narrower network.',
  type: 'number',
  default: 1,
  min: 0.01,
  max: 16,
} as const satisfies BlockParam;

/** What every residual and plain block passes on to its convolutions. */
export const convolutional = { norm, activation, bias, init, epsilon } as const;
