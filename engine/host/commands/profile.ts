import type { Command } from 'commander';
import { designArgument } from '../terminal/design-argument.ts';
import { addExamples } from '../terminal/examples.ts';
import { type ImageSize, imageSize, whole } from '../terminal/flag-values.ts';
import { planLines } from '../terminal/plan-text.ts';
import { print, printJson } from '../terminal/print.ts';
import { profileLines } from '../terminal/profile-text.ts';
import { JobReport, reported } from '../terminal/reporting.ts';
import { addDeviceFlags, computeOf, type DeviceFlags, settingsFrom } from './training-options.ts';

interface ProfileFlags extends DeviceFlags {
  readonly input?: ImageSize;
  readonly classes?: number;
  readonly batch?: number;
  readonly optimizer?: string;
  readonly steps: number;
  readonly top?: number;
  readonly kernels?: boolean;
  readonly plan?: boolean;
  readonly json?: boolean;
}

export function addProfile(program: Command): void {
  const command = program
    .command('profile <design>')
    .description('measure where a training step spends its time and memory, layer by layer')
    .option('--input <size>', 'another image size, as HxWxC', imageSize)
    .option('--classes <n>', 'another number of classes', whole(1, 1_048_576))
    .option('--batch <n>', 'images a step', whole(1, 65_536))
    .option('--optimizer <name>', 'sgd | adam | adamw | rmsprop')
    .option('--steps <n>', 'steps to measure; times are medians', whole(1, 100_000), 5)
    .option('--top <n>', 'show only the layers that take longest', whole(1, 1_000_000))
    .option('--kernels', 'name what ran each layer')
    .option('--plan', "list where each tensor of a step lies in the GPU's memory, and when")
    .option('--json', 'the report as the last line, as JSON');
  addExamples(addDeviceFlags(command), [
    'profile template:cifar_resnet20 --batch 64',
    'profile template:resnet18 --batch 4 --top 10',
  ]);
  command.action(async (text: string, flags: ProfileFlags) => {
    const params = {
      design: await designArgument(text),
      ...(flags.input ? { input: flags.input } : {}),
      ...(flags.classes === undefined ? {} : { classes: flags.classes }),
      settings: settingsFrom({ batch: flags.batch, optimizer: flags.optimizer }),
      steps: flags.steps,
      ...computeOf(flags),
    };
    const report = await reported('profile', params, false, new JobReport());
    if (flags.json) printJson(report);
    else for (const line of [...profileLines(report, flags), ...(flags.plan ? planLines(report) : [])]) print(line);
  });
}
