import { node } from '../blocks/nodes.ts';
import type { IntParam } from '../layers/layer.ts';
import { filtersArgument, imageArguments } from './arguments.ts';
import { documentParams, inputNode, poolingHead } from './parts.ts';
import { defineTemplate } from './template.ts';

/**
 * The course's worked examples. Each ends in a small head, so that it trains and exports; the numbers of the course
 * stand at the nodes that its text names.
 */

const timesTwoArguments = imageArguments(6, 6, 1, 10);

/** One weight for one channel; for more channels the kernel is twice the unit matrix. */
export const courseTimesTwo = defineTemplate({
  name: 'course_1x1_times_2',
  title: '1×1 on 6×6×1: times 2',
  description: 'The node `times2` has one weight, 2: on a single channel a 1×1 convolution only multiplies.',
  args: timesTwoArguments,
  design: (args) => ({
    params: documentParams(timesTwoArguments, args, ['classes']),
    nodes: [
      inputNode(args),
      node('times2', 'conv2d', ['input'], {
        filters: args.channels,
        kernel: 1,
        bias: false,
        weights: Array.from({ length: args.channels ** 2 }, (_, i) => (i % (args.channels + 1) === 0 ? 2 : 0)),
      }),
      ...poolingHead('times2'),
    ],
  }),
});

const oneByOne = (name: string, size: number, channels: number, title: string, description: string) => {
  const args = { ...imageArguments(size, size, channels, 10), filters: filtersArgument(32) } as const;
  return defineTemplate({
    name,
    title,
    description,
    args,
    design: (given) => ({
      params: documentParams(args, given, ['classes', 'filters']),
      nodes: [
        inputNode(given),
        node('conv1x1', 'conv2d', ['input'], { filters: '=filters', kernel: 1 }),
        node('relu', 'relu', ['conv1x1']),
        ...poolingHead('relu'),
      ],
    }),
  });
};

export const courseOneByOneSmall = oneByOne(
  'course_1x1_on_6x6x32',
  6,
  32,
  '1×1 on 6×6×32',
  'At each of 36 positions, `conv1x1` takes the 32 numbers across the channels to 32 new ones: a dense layer per pixel.',
);

export const courseOneByOne = oneByOne(
  'course_1x1_on_28x28x192',
  28,
  192,
  '1×1 on 28×28×192',
  'Pooling shrinks height and width; `conv1x1` shrinks the channels: 28×28×192 becomes 28×28×32.',
);

const fiveByFiveArguments = { ...imageArguments(28, 28, 192, 10), filters: filtersArgument(32) } as const;

export const courseDirect = defineTemplate({
  name: 'course_5x5_direct',
  title: '5×5 directly',
  description: '28×28×192 to 28×28×32 by `conv5x5` alone: 120,422,400 multiplications.',
  args: fiveByFiveArguments,
  design: (args) => ({
    params: documentParams(fiveByFiveArguments, args, ['classes', 'filters']),
    nodes: [
      inputNode(args),
      node('conv5x5', 'conv2d', ['input'], { filters: '=filters', kernel: 5 }),
      node('relu', 'relu', ['conv5x5']),
      ...poolingHead('relu'),
    ],
  }),
});

const bottleneckArguments = {
  ...fiveByFiveArguments,
  bottleneck: {
    type: 'int',
    title: 'Bottleneck',
    help: 'Filters of the 1×1 in front.',
    default: 16,
    min: 1,
    max: 4096,
  },
} as const satisfies Record<string, IntParam>;

export const courseBottleneck = defineTemplate({
  name: 'course_5x5_bottleneck',
  title: '5×5 behind a bottleneck',
  description:
    'The same volume through 16 channels: 2,408,448 multiplications in `bottleneck`, 10,035,200 in `conv5x5`, a tenth of the direct way.',
  args: bottleneckArguments,
  design: (args) => ({
    params: documentParams(bottleneckArguments, args, ['classes', 'filters', 'bottleneck']),
    nodes: [
      inputNode(args),
      node('bottleneck', 'conv2d', ['input'], { filters: '=bottleneck', kernel: 1 }),
      node('bottleneckRelu', 'relu', ['bottleneck']),
      node('conv5x5', 'conv2d', ['bottleneckRelu'], { filters: '=filters', kernel: 5 }),
      node('relu', 'relu', ['conv5x5']),
      ...poolingHead('relu'),
    ],
  }),
});
