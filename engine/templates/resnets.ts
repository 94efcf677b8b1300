import type { ChoiceParam } from '../layers/layer.ts';
import { imagenetResnetNodes, resnetArguments } from './imagenet-resnet.ts';
import { documentParams, shortcutParam } from './parts.ts';
import { defineTemplate } from './template.ts';

type Depths = readonly [number, number, number, number];

function basicResnet(layers: number, depths: Depths) {
  const blockParams = { shortcut: '=shortcut', zeroLast: '=zeroLast' };
  return defineTemplate({
    name: `resnet${layers}`,
    title: `ResNet-${layers}`,
    description: `He et al. 2015, table 1: ${layers} layers, residual blocks of two 3×3 convolutions. torchvision's resnet${layers}.`,
    args: resnetArguments,
    design: (args) => ({
      params: {
        ...documentParams(resnetArguments, args, [
          'classes',
          'filters',
          'norm',
          'bias',
          'activation',
          'init',
          'zeroLast',
        ]),
        shortcut: shortcutParam(args.shortcut),
      },
      nodes: imagenetResnetNodes({ block: 'basicResidual', blockParams, depths }, args),
    }),
  });
}

const variant = {
  type: 'choice',
  title: 'Where the stride sits',
  help: 'v1.5: on the 3×3, as torchvision has it; v1: on the first 1×1, as in the paper.',
  default: 'v1.5',
  options: ['v1.5', 'v1'],
} as const satisfies ChoiceParam;

function bottleneckResnet(layers: number, depths: Depths) {
  const blockParams = { variant: '=variant', shortcut: '=shortcut', zeroLast: '=zeroLast' };
  const args = { ...resnetArguments, variant } as const;
  return defineTemplate({
    name: `resnet${layers}`,
    title: `ResNet-${layers}`,
    description: `He et al. 2015, table 1: ${layers} layers, bottleneck residual blocks. torchvision's resnet${layers}.`,
    args,
    design: (given) => ({
      params: {
        ...documentParams(args, given, [
          'classes',
          'filters',
          'variant',
          'norm',
          'bias',
          'activation',
          'init',
          'zeroLast',
        ]),
        shortcut: shortcutParam(given.shortcut),
      },
      nodes: imagenetResnetNodes({ block: 'bottleneckResidual', blockParams, depths }, given),
    }),
  });
}

export const resnet18 = basicResnet(18, [2, 2, 2, 2]);
export const resnet34 = basicResnet(34, [3, 4, 6, 3]);
export const resnet50 = bottleneckResnet(50, [3, 4, 6, 3]);
export const resnet101 = bottleneckResnet(101, [3, 4, 23, 3]);
export const resnet152 = bottleneckResnet(152, [3, 8, 36, 3]);
