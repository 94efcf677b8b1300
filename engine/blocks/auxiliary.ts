import type { BlockDefinition, BlockParam } from '../design/document.ts';
import { activationNode, blockInput, blockOutput, node } from './nodes.ts';
import { activation, bias, convolutional, epsilon, init, multiplier, norm } from './params.ts';
import { scaled, unit } from './unit.ts';

const classes = {
  title: 'Classes',
  help: 'Classes that the head tells apart.',
  type: 'number',
  default: 10,
  min: 2,
} as const satisfies BlockParam;
const weight = {
  title: 'Loss weight',
  help: "What the head's loss counts in the sum.",
  type: 'number',
  default: 0.3,
  min: 0,
} as const satisfies BlockParam;
/** 5 where the map is at least 5×5, else the map's size. */
const window = (help: string) =>
  ({ title: 'Window', help, type: 'number', default: 5, min: 1 }) as const satisfies BlockParam;

const headNodes = (from: string) => [
  node('dense', 'dense', [from], { units: '=classes' }),
  node('head', 'auxiliaryHead', ['dense'], { weight: '=weight' }),
];

/**
 * Szegedy et al. 2014 (arXiv 1409.4842), section 5; torchvision's has a batch norm behind the 1×1 (`norm` batch, ε
 * 1e-3).
 */
export const googlenetAuxiliary: BlockDefinition = {
  title: 'Auxiliary head, GoogLeNet',
  help: 'A small classifier on a middle layer: its loss sends gradient into the lower half during training. It vanishes at inference.',
  params: {
    classes,
    weight,
    window: window('Window of the average pool, which steps by 3.'),
    filters: { title: 'Filters', help: 'Filters of the 1×1.', type: 'number', default: 128, min: 1 },
    units: { title: 'Units', help: 'Units of the hidden dense layer.', type: 'number', default: 1024, min: 1 },
    dropout: {
      title: 'Dropout',
      help: 'Share of the hidden units dropped in training.',
      type: 'number',
      default: 0.7,
      min: 0,
      max: 1,
    },
    ...convolutional,
  },
  nodes: [
    blockInput,
    node('pool', 'averagePool', ['in'], { kernel: '=window', stride: 3, padding: 'valid' }),
    unit('conv', 'pool', '=filters', 1),
    node('flatten', 'flatten', ['conv']),
    node('hidden', 'dense', ['flatten'], { units: '=units' }),
    activationNode('activation', 'hidden'),
    { ...node('dropout', 'dropout', ['activation'], { rate: '=dropout' }), when: '=dropout > 0' },
    ...headNodes('dropout'),
    blockOutput('head'),
  ],
};

/** Szegedy et al. 2015 (arXiv 1512.00567), fig. 8, as in torchvision's inception_v3. */
export const inceptionV3Auxiliary: BlockDefinition = {
  title: 'Auxiliary head, Inception v3',
  help: 'A small classifier on the last 17×17 map: it regularises training, mostly late in it. It vanishes at inference.',
  params: {
    classes,
    weight,
    window: window('Window of the average pool, which steps by 3.'),
    kernel: window('Kernel of the second convolution: at 299 × 299 it covers the whole 5×5 map.'),
    multiplier,
    norm,
    activation,
    bias,
    init,
    epsilon: { ...epsilon, default: 1e-3 },
  },
  nodes: [
    blockInput,
    node('pool', 'averagePool', ['in'], { kernel: '=window', stride: 3, padding: 'valid' }),
    unit('conv1', 'pool', scaled(128), 1),
    unit('conv2', 'conv1', scaled(768), '=kernel', { padding: 'valid' }),
    node('average', 'globalAveragePool', ['conv2']),
    node('flatten', 'flatten', ['average']),
    ...headNodes('flatten'),
    blockOutput('head'),
  ],
};
