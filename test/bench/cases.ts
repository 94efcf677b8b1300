/** A net that both sides train: our template, and the peer script's name for the same network. */
export interface StepCase {
  readonly name: string;
  readonly template: string;
  readonly peer: string;
  readonly batch: number;
  readonly size: number;
  readonly classes: number;
}

/** What a GPU is measured with. */
export const gpuStepCases: readonly StepCase[] = [
  {
    name: 'cifar_resnet20, projections',
    template: 'template:cifar_resnet?depth=20&shortcut=projection',
    peer: 'resnet20',
    batch: 128,
    size: 32,
    classes: 10,
  },
  { name: 'resnet50', template: 'template:resnet50', peer: 'resnet50', batch: 64, size: 224, classes: 1000 },
];

export const stepCases: readonly StepCase[] = [
  {
    name: 'cifar_resnet20, projections',
    template: 'template:cifar_resnet?depth=20&shortcut=projection',
    peer: 'resnet20',
    batch: 64,
    size: 32,
    classes: 10,
  },
  { name: 'resnet18', template: 'template:resnet18', peer: 'resnet18', batch: 4, size: 224, classes: 1000 },
  {
    name: 'googlenet_torchvision',
    template: 'template:googlenet_torchvision?auxiliaries=false',
    peer: 'googlenet',
    batch: 4,
    size: 224,
    classes: 1000,
  },
];
