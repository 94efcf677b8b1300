import { activations } from '../blocks/params.ts';
import type { BooleanParam, ChoiceParam, IntParam, NumberParam } from '../layers/layer.ts';

/** Arguments that several templates share. */

export const imageArguments = (height: number, width: number, channels: number, classes: number) =>
  ({
    height: { type: 'int', title: 'Height', help: 'Rows of the images.', default: height, min: 1, max: 4096 },
    width: { type: 'int', title: 'Width', help: 'Columns of the images.', default: width, min: 1, max: 4096 },
    channels: {
      type: 'int',
      title: 'Channels',
      help: '3 for colour, 1 for grey.',
      default: channels,
      min: 1,
      max: 4096,
    },
    classes: {
      type: 'int',
      title: 'Classes',
      help: 'Classes that the network tells apart.',
      default: classes,
      min: 2,
      max: 100_000,
    },
  }) as const satisfies Record<string, IntParam>;

export const filtersArgument = (value: number) =>
  ({
    type: 'int',
    title: 'Filters',
    help: 'Width of the network: filters of the first stage; the others keep their ratio to it.',
    default: value,
    min: 1,
    max: 4096,
  }) as const satisfies IntParam;

export const multiplierArgument = {
  type: 'number',
  title: 'Width multiplier',
  help: 'Scales the filters of every convolution; below 1 for a narrower network.',
  default: 1,
  min: 0.01,
  max: 16,
} as const satisfies NumberParam;

export const normArgument = (value: 'batch' | 'none') =>
  ({
    type: 'choice',
    title: 'Normalisation',
    help: 'Batch norm behind each convolution, or none; without it convolutions have a bias.',
    default: value,
    options: ['batch', 'none'],
  }) as const satisfies ChoiceParam;

export const biasArgument = {
  type: 'choice',
  title: 'Bias',
  help: 'Of convolutions. auto: a bias exactly where no norm follows; yes: everywhere, as in the ResNets of Keras.',
  default: 'auto',
  options: ['auto', 'yes', 'no'],
} as const satisfies ChoiceParam;

export const activationArgument = {
  type: 'choice',
  title: 'Activation',
  help: 'The non-linearity everywhere.',
  default: 'relu',
  options: activations,
} as const satisfies ChoiceParam;

export const initArgument = (value: 'he' | 'xavier') =>
  ({
    type: 'choice',
    title: 'Initialiser',
    help: 'How convolution weights start; dense layers start as in PyTorch.',
    default: value,
    options: ['he', 'heFanIn', 'xavier', 'torch'],
  }) as const satisfies ChoiceParam;

export const zeroLastArgument = {
  type: 'boolean',
  title: 'Start as the identity',
  help: 'The last batch norm of each residual branch starts with γ = 0.',
  default: false,
} as const satisfies BooleanParam;

export const shortcutArgument = (value: 'zeroPad' | 'projection') =>
  ({
    type: 'choice',
    title: 'Shortcut',
    help: 'Where shapes change: zeroPad adds channels of zeros (option A of He et al. 2015), projection a 1×1 convolution (B); everyProjection projects in every block (C).',
    default: value,
    options: ['zeroPad', 'projection', 'everyProjection'],
  }) as const satisfies ChoiceParam;

/** The shortcut layer's mode that stands for each option. */
export const shortcutModes = {
  zeroPad: 'zeroPad',
  projection: 'auto',
  everyProjection: 'projection',
} as const satisfies Record<ReturnType<typeof shortcutArgument>['options'][number], string>;

export const dropoutArgument = (value: number) =>
  ({
    type: 'number',
    title: 'Dropout',
    help: 'Share of the features dropped in training in front of the classifier; 0 for none.',
    default: value,
    min: 0,
    max: 0.99,
  }) as const satisfies NumberParam;

export const auxiliaryArguments = {
  auxiliaries: {
    type: 'boolean',
    title: 'Auxiliary heads',
    help: 'Classifiers on middle layers, for training alone.',
    default: true,
  },
  auxiliaryWeight: {
    type: 'number',
    title: 'Auxiliary weight',
    help: "What each auxiliary head's loss counts.",
    default: 0.3,
    min: 0,
    max: 100,
  },
} as const satisfies Record<string, BooleanParam | NumberParam>;

export const depthArgument = {
  type: 'int',
  title: 'Depth',
  help: 'Layers with weights: 6n + 2, n blocks of two in each of three stages.',
  default: 20,
  min: 8,
  max: 1202,
} as const satisfies IntParam;
