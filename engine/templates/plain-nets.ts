import { imagenetResnetNodes, plainArguments } from './imagenet-resnet.ts';
import { documentParams } from './parts.ts';
import { defineTemplate } from './template.ts';

const plainNet = (layers: number, depths: readonly [number, number, number, number]) =>
  defineTemplate({
    name: `plain${layers}`,
    title: `Plain-${layers}`,
    description: `He et al. 2015, fig. 3 middle: the layers of ResNet-${layers} without its shortcuts, to compare with.`,
    args: plainArguments,
    design: (args) => ({
      params: documentParams(plainArguments, args, ['classes', 'filters', 'norm', 'bias', 'activation', 'init']),
      nodes: imagenetResnetNodes({ block: 'plainBlock', blockParams: {}, depths }, args),
    }),
  });

export const plain18 = plainNet(18, [2, 2, 2, 2]);
export const plain34 = plainNet(34, [3, 4, 6, 3]);
