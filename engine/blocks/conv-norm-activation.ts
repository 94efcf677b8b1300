import type { BlockDefinition } from '../design/document.ts';
import { biased } from './nodes.ts';
import { activation, bias, epsilon, filters, init, norm, stride } from './params.ts';

/** Convolution, batch norm, activation: the unit that most networks since Inception v2 are made of. */
export const convNormActivation = {
  title: 'Conv, norm, activation',
  help: 'A convolution, a batch norm and an activation. The norm takes the mean away, so the convolution needs a bias only without it.',
  params: {
    filters,
    kernel: { title: 'Kernel', help: 'Rows and columns of the window.', type: 'size', default: 3 },
    stride,
    padding: {
      title: 'Padding',
      help: 'same: output = ⌈input / stride⌉; torch: half of what the dilated kernel spans on all sides, ⌊(dilation · (kernel − 1) + 1) / 2⌋; valid: none.',
      type: 'text',
      default: 'same',
      options: ['same', 'torch', 'valid'],
    },
    dilation: { title: 'Dilation', help: 'Distance between the taps of the kernel.', type: 'size', default: 1 },
    groups: { title: 'Groups', help: 'Independent convolutions side by side.', type: 'number', default: 1, min: 1 },
    norm,
    activation,
    bias,
    init,
    epsilon,
    initialGamma: { title: 'First γ', help: 'Value that γ of the batch norm starts with.', type: 'number', default: 1 },
  },
  nodes: [
    { id: 'in', kind: 'blockInput' },
    {
      id: 'conv',
      kind: 'conv2d',
      params: {
        filters: '=filters',
        kernel: '=kernel',
        stride: '=stride',
        padding: '=padding',
        dilation: '=dilation',
        groups: '=groups',
        bias: biased,
        init: '=init',
      },
      inputs: { in: ['in'] },
    },
    {
      id: 'norm',
      kind: 'batchNorm',
      params: { epsilon: '=epsilon', initialGamma: '=initialGamma' },
      inputs: { in: ['conv'] },
      when: '=norm == "batch"',
    },
    { id: 'activation', kind: '=activation', inputs: { in: ['norm'] }, when: '=activation != "none"' },
    { id: 'out', kind: 'blockOutput', inputs: { in: ['activation'] } },
  ],
} as const satisfies BlockDefinition;
