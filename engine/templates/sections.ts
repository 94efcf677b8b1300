/**
 * The zoo as it is shown: in sections, what a first lecture needs before all else. Titles are texts of each place that
 * shows them.
 */
export const templateSections = {
  lecture: [
    'lenet5',
    'course_residual',
    'course_inception',
    'course_5x5_direct',
    'course_5x5_bottleneck',
    'course_1x1_on_28x28x192',
    'course_1x1_on_6x6x32',
    'course_1x1_times_2',
    'course_zeroed_residual',
  ],
  classics: [
    'alexnet',
    'vgg16',
    'vgg16_bn',
    'network_in_network',
    'densenet121',
    'squeezenet1_0',
    'squeezenet1_1',
    'mobilenet_v2',
  ],
  resnets: [
    'cifar_resnet',
    'cifar_plain',
    'cifar_preact_resnet',
    'resnet18',
    'resnet34',
    'resnet50',
    'resnet101',
    'resnet152',
    'resnext50_32x4d',
    'plain18',
    'plain34',
  ],
  inception: ['small_inception', 'googlenet', 'googlenet_torchvision', 'inception_v3'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type TemplateSection = keyof typeof templateSections;
export const sectionNames = Object.keys(templateSections) as readonly TemplateSection[];
