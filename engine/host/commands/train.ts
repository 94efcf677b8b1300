import type { Command } from 'commander';
import { designArgument } from '../terminal/design-argument.ts';
import { addExamples } from '../terminal/examples.ts';
import { number } from '../terminal/flag-values.ts';
import { reported } from '../terminal/reporting.ts';
import { RunReport } from '../terminal/run-report.ts';
import { freshRunFolder } from './run-names.ts';
import {
  addDataFlags,
  addDeviceFlags,
  addSettingsFlags,
  computeOf,
  dataFrom,
  refuseOnResume,
  settingsFrom,
  type TrainingFlags,
} from './training-options.ts';

interface TrainFlags extends TrainingFlags {
  readonly out?: string;
  readonly resume?: string;
  readonly checkpointEvery?: number;
  readonly test?: boolean;
  readonly json?: boolean;
}

export function addTrain(program: Command): void {
  const command = program
    .command('train [design]')
    .description('train a design on images: DESIGN is a file or template:NAME?argument=value')
    .option('--out <folder>', 'run folder to make (default: runs/<design>-<number>)')
    .option(
      '--resume <folder>',
      'go on with an interrupted run; only --epochs and --max-steps may change, and where its --data lies',
    )
    .option('--checkpoint-every <steps>', 'also save every so many steps (an epoch and a minute always do)', number)
    .option('--test', 'test on the test images when done')
    .option('--json', 'one JSON line an event on stdout');
  addExamples(addDeviceFlags(addSettingsFlags(addDataFlags(command))), [
    'train template:cifar_resnet20 --data builtin:fashion --epochs 10 --test',
    'train template:small_inception --data ~/flowers --resize 64 --augment crop4,flip --optimizer adamw',
    'train --resume runs/cifar_resnet20-1',
  ]);
  command.action(async (design: string | undefined, flags: TrainFlags) => {
    const report = new RunReport();
    const json = flags.json ?? false;
    const shared = {
      ...(flags.checkpointEvery === undefined ? {} : { checkpointEvery: flags.checkpointEvery }),
      test: flags.test ?? false,
    };
    if (flags.resume !== undefined) {
      refuseOnResume(command, design === undefined ? [] : [design], changeableOnResume);
      const { epochs, maxSteps } = flags;
      const given = {
        ...(epochs === undefined ? {} : { epochs }),
        ...(maxSteps === undefined ? {} : { maxSteps }),
        ...(command.getOptionValueSource('data') === 'cli' ? { data: flags.data } : {}),
      };
      await reported('resume', { run: flags.resume, ...given, ...shared }, json, report);
      return;
    }
    if (design === undefined) return command.error("error: missing required argument 'design' (or --resume <folder>)");
    await reported(
      'train',
      {
        design: await designArgument(design),
        data: dataFrom(flags),
        settings: settingsFrom(flags),
        ...computeOf(flags),
        out: flags.out ?? freshRunFolder(design),
        ...shared,
      },
      json,
      report,
    );
  });
}

const changeableOnResume: ReadonlySet<string> = new Set([
  'resume',
  'data',
  'epochs',
  'maxSteps',
  'checkpointEvery',
  'test',
  'json',
]);
