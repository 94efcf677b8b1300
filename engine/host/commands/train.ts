import type { Command } from 'commander';
import type { TrainEvent } from '../../train/events.ts';
import { runCall } from '../run-call.ts';
import { designArgument } from '../terminal/design-argument.ts';
import { printJson } from '../terminal/print.ts';
import { RunReport } from '../terminal/run-report.ts';
import { addDataFlags, addDeviceFlags, addSettingsFlags, dataFrom, number, settingsFrom, type TrainingFlags } from './training-options.ts';
import { freshRunFolder } from './run-names.ts';

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
    .option('--resume <folder>', 'go on with an interrupted run; only --epochs and --max-steps may change')
    .option('--checkpoint-every <steps>', 'also save every so many steps (an epoch and a minute always do)', number)
    .option('--test', 'test on the test images when done')
    .option('--json', 'one JSON line an event on stdout');
  addDeviceFlags(addSettingsFlags(addDataFlags(command))).action(async (design: string | undefined, flags: TrainFlags) => {
    const report = new RunReport();
    const onEvent = (event: unknown): void => (flags.json ? printJson(event) : report.show(event as TrainEvent));
    const shared = {
      ...(flags.checkpointEvery ? { checkpointEvery: flags.checkpointEvery } : {}),
      test: flags.test ?? false,
    };
    if (flags.resume !== undefined) {
      const { epochs, maxSteps } = flags;
      await runCall('resume', { run: flags.resume, ...(epochs ? { epochs } : {}), ...(maxSteps ? { maxSteps } : {}), ...shared }, onEvent);
      return;
    }
    if (design === undefined) return command.error("error: missing required argument 'design' (or --resume <folder>)");
    await runCall(
      'train',
      {
        design: designArgument(design),
        data: dataFrom(flags),
        settings: settingsFrom(flags),
        device: flags.device,
        autotune: flags.autotune,
        ...(flags.threads ? { threads: flags.threads } : {}),
        out: flags.out ?? freshRunFolder(design),
        ...shared,
      },
      onEvent,
    );
  });
}
