import { node } from '../blocks/nodes.ts';
import { activationArgument, imageArguments, initArgument, normArgument } from './arguments.ts';
import { documentParams, inherited, inputNode, poolingHead } from './parts.ts';
import { defineTemplate } from './template.ts';

const common = { norm: normArgument('none'), activation: activationArgument, init: initArgument('he') } as const;
const turnable = ['classes', 'norm', 'activation', 'init'] as const;

const inceptionArguments = { ...imageArguments(28, 28, 192, 10), ...common } as const;

export const courseInception = defineTemplate({
  name: 'course_inception',
  title: 'Inception module',
  description:
    'On 28×28×192: 64 channels from the 1×1, 128 from the 3×3, 32 from the 5×5, 32 from the pool: 28×28×256.',
  args: inceptionArguments,
  design: (args) => ({
    params: documentParams(inceptionArguments, args, turnable),
    nodes: [
      inputNode(args),
      node('inception', 'block:inception', ['input'], {
        f1: 64,
        f3r: 96,
        f3: 128,
        f5r: 16,
        f5: 32,
        fpool: 32,
        ...inherited,
      }),
      ...poolingHead('inception'),
    ],
  }),
});

const residualArguments = { ...imageArguments(28, 28, 64, 10), ...common } as const;

export const courseResidual = defineTemplate({
  name: 'course_residual',
  title: 'Residual block',
  description:
    'a[l+2] = g(z[l+2] + a[l]): the input takes a short cut past two layers and joins before the last non-linearity.',
  args: residualArguments,
  design: (args) => ({
    params: documentParams(residualArguments, args, turnable),
    nodes: [
      inputNode(args),
      node('residual', 'block:basicResidual', ['input'], {
        filters: args.channels,
        shortcut: 'identity',
        ...inherited,
      }),
      ...poolingHead('residual'),
    ],
  }),
});

/** The activation stays ReLU: only with it is g(a[l]) = a[l]. */
const zeroedArguments = {
  ...imageArguments(28, 28, 64, 10),
  norm: common.norm,
  init: common.init,
} as const;

export const courseZeroedResidual = defineTemplate({
  name: 'course_zeroed_residual',
  title: 'A zeroed residual block is the identity',
  description:
    'With W[l+2] = 0 and b[l+2] = 0, a[l+2] = g(a[l]) = a[l]: the output of `residual` equals that of `before`, so the block cannot hurt.',
  args: zeroedArguments,
  design: (args) => ({
    params: documentParams(zeroedArguments, args, ['classes', 'norm', 'init']),
    nodes: [
      inputNode(args),
      // An a[l] that is itself the output of a ReLU, so that g leaves it as it is.
      node('before', 'relu', ['input']),
      node('residual', 'block:basicResidual', ['before'], {
        filters: args.channels,
        shortcut: 'identity',
        zeroLast: true,
        norm: '=norm',
        init: '=init',
      }),
      ...poolingHead('residual'),
    ],
  }),
});
