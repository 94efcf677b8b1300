import type { IntParam } from '../layers/layer.ts';
import { imagenetResnetNodes, resnetArguments } from './imagenet-resnet.ts';
import { documentParams, shortcutParam } from './parts.ts';
import { defineTemplate } from './template.ts';

const args = {
  ...resnetArguments,
  groups: { type: 'int', title: 'Cardinality', help: 'Groups of each 3×3.', default: 32, min: 1, max: 1024 },
  widthPerGroup: {
    type: 'int',
    title: 'Width per group',
    help: 'Channels of a group in the first stage (where `filters` is 64).',
    default: 4,
    min: 1,
    max: 1024,
  },
} as const satisfies Record<string, IntParam | (typeof resnetArguments)[keyof typeof resnetArguments]>;

const blockParams = {
  groups: '=groups',
  widthPerGroup: '=widthPerGroup',
  shortcut: '=shortcut',
  zeroLast: '=zeroLast',
};

export const resnext50 = defineTemplate({
  name: 'resnext50_32x4d',
  title: 'ResNeXt-50 32×4d',
  description: "Xie et al. 2016: ResNet-50 with 32 groups in each 3×3. torchvision's resnext50_32x4d.",
  args,
  design: (given) => ({
    params: {
      ...documentParams(args, given, [
        'classes',
        'filters',
        'groups',
        'widthPerGroup',
        'norm',
        'bias',
        'activation',
        'init',
        'zeroLast',
      ]),
      shortcut: shortcutParam(given.shortcut),
    },
    nodes: imagenetResnetNodes({ block: 'resnextResidual', blockParams, depths: [3, 4, 6, 3] }, given),
  }),
});
