import type { BlockDefinition } from '../design/document.ts';
import { bottleneckNodes, expansion } from './bottleneck-residual.ts';
import { convolutional, filters, shortcut, stride, zeroLast } from './params.ts';

/** Xie et al. 2016 (arXiv 1611.05431), fig. 3c; the width rule is torchvision's. */
export const resnextResidual: BlockDefinition = {
  title: 'ResNeXt residual block',
  help: 'A bottleneck whose 3×3 runs in groups: many narrow paths (cardinality) in place of one wide one, at the same cost.',
  params: {
    filters: {
      ...filters,
      help: 'Base width: 64, 128, 256, 512 from stage to stage; the output has `expansion` times as many channels.',
    },
    expansion,
    groups: { title: 'Cardinality', help: 'Number of paths: groups of the 3×3.', type: 'number', default: 32, min: 1 },
    widthPerGroup: {
      title: 'Width per group',
      help: 'Channels of one path where `filters` is 64.',
      type: 'number',
      default: 4,
      min: 1,
    },
    stride,
    shortcut,
    ...convolutional,
    zeroLast,
  },
  nodes: bottleneckNodes('=max(1, floor(filters * widthPerGroup / 64)) * groups', '=groups', [1, '=stride']),
};
