import { alexnet } from './alexnet.ts';
import { cifarPlain, cifarPreactResnet, cifarResnet } from './cifar-nets.ts';
import { courseInception, courseResidual, courseZeroedResidual } from './course-blocks.ts';
import {
  courseBottleneck,
  courseDirect,
  courseOneByOne,
  courseOneByOneSmall,
  courseTimesTwo,
} from './course-convolutions.ts';
import { densenet121 } from './densenet121.ts';
import { googlenet, googlenetTorchvision } from './googlenets.ts';
import { inceptionV3 } from './inception-v3.ts';
import { lenet5 } from './lenet5.ts';
import { mobilenetV2 } from './mobilenet-v2.ts';
import { networkInNetwork } from './network-in-network.ts';
import { plain18, plain34 } from './plain-nets.ts';
import { resnet18, resnet34, resnet50, resnet101, resnet152 } from './resnets.ts';
import { resnext50 } from './resnext50.ts';
import { smallInception } from './small-inception.ts';
import { squeezenet10, squeezenet11 } from './squeezenets.ts';
import type { Template } from './template.ts';
import { vgg16, vgg16Bn } from './vgg.ts';

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
    lenet5,
    alexnet,
    vgg16,
    vgg16Bn,
    mobilenetV2,
    densenet121,
    squeezenet10,
    squeezenet11,
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
