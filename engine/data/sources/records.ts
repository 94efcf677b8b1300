import { arrays } from './arrays.ts';
import { cifar10Python, cifar100Python } from './cifar-python.ts';
import { cifar10 } from './cifar10.ts';
import { cifar100 } from './cifar100.ts';
import { idx } from './idx.ts';
import type { Source } from './source.ts';
import { stl10 } from './stl10.ts';
import { svhn } from './svhn.ts';

/** Forms with files of their own, many images in each, in the order in which they are tried. */
export const recordSources: readonly Source[] = [
  cifar10,
  cifar10Python,
  cifar100,
  cifar100Python,
  idx,
  stl10,
  svhn,
  arrays,
];
