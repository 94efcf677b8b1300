import { cifarPlain, cifarPreactResnet, cifarResnet } from './cifar-nets.ts';
import { courseInception, courseResidual, courseZeroedResidual } from './course-blocks.ts';
import {
  courseBottleneck,
  courseDirect,
  courseOneByOne,
  courseOneByOneSmall,
  courseTimesTwo,
} from './course-convolutions.ts';
import { googlenet, googlenetTorchvision } from './googlenets.ts';
import { inceptionV3 } from './inception-v3.ts';
import { networkInNetwork } from './network-in-network.ts';
import { plain18, plain34 } from './plain-nets.ts';
import { resnet18, resnet34, resnet50, resnet101, resnet152 } from './resnets.ts';
import { resnext50 } from './resnext50.ts';
import { smallInception } from './small-inception.ts';
import type { Template } from './template.ts';

/** The zoo by name, in the order in which it is listed. */
export const templates: Readonly<Record<string, Template>> = Object.fromEntries(
  [
    cifarResnet,
    cifarPlain,
    cifarPreactResnet,
    smallInception,
    networkInNetwork,
    resnet18,
    resnet34,
    resnet50,
    resnet101,
    resnet152,
    resnext50,
    plain18,
    plain34,
    googlenet,
    googlenetTorchvision,
    inceptionV3,
    courseTimesTwo,
    courseOneByOneSmall,
    courseOneByOne,
    courseDirect,
    courseBottleneck,
    courseInception,
    courseResidual,
    courseZeroedResidual,
  ].map((template): [string, Template] => [template.name, template as Template]),
);
