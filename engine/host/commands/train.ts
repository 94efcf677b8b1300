import type { Command } from 'commander';
import { RunFolder } from '../../train/run-folder.ts';
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
  readonly like?: string;
  readonly from?: string;
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
    .option(
      '--like <run>',
      'train anew what a run trained: its design, data and settings, but for the flags that are given',
    )
    .option(
      '--from <weights>',
      'start from the weights of a run, a .safetensors file or an ONNX file, where they fit by name and size',
    )
    .option('--checkpoint-every <steps>', 'also save every so many steps (an epoch and a minute always do)', number)
    .option('--test', 'test on the test images when done')
    .option('--json', 'one JSON line an event on stdout');
  addExamples(addDeviceFlags(addSettingsFlags(addDataFlags(command))), [
    'train template:cifar_resnet20 --data builtin:fashion --epochs 10 --test',
    'train template:small_inception --data ~/flowers --resize 64 --augment crop4,flip --optimizer adamw',
    'train theirs.loom.json --from theirs.safetensors --data ~/flowers --lr 0.01',
    'train --resume runs/cifar_resnet20-1',
    'train --like runs/cifar_resnet20-1 --lr 0.02',
  ]);
  command.action(async (design: string | undefined, flags: TrainFlags) => {
    const report = new RunReport();
    const json = flags.json ?? false;
    const shared = {
      ...(flags.checkpointEvery === undefined ? {} : { checkpointEvery: flags.checkpointEvery }),
      test: flags.test ?? false,
    };
    if (flags.resume !== undefined) {
      refuseOnResume(command, design === undefined ? [] : [design], changeableOnResume, flags.resume);
      const { epochs, maxSteps } = flags;
      const given = {
        ...(epochs === undefined ? {} : { epochs }),
        ...(maxSteps === undefined ? {} : { maxSteps }),
        ...(command.getOptionValueSource('data') === 'cli' ? { data: flags.data } : {}),
      };
      await reported('resume', { run: flags.resume, ...given, ...shared }, json, report);
      return;
    }
    if (design === undefined && flags.like === undefined)
      return command.error("error: missing required argument 'design' (or --resume <folder>, --like <run>)");
    const like = flags.like === undefined ? null : await whatTrained(flags.like);
    const data = command.getOptionValueSource('data') === 'cli' || !like ? flags.data : undefined;
    await reported(
      'train',
      {
        design: design === undefined ? like!.design : await designArgument(design),
        data: dataFrom({ ...flags, data }, like?.data),
        settings: settingsFrom(flags, like?.settings),
        ...computeOf(flags),
        ...(flags.from === undefined ? {} : { from: flags.from }),
        out: flags.out ?? freshRunFolder(design ?? like!.design.name),
        ...shared,
      },
      json,
      report,
    );
  });
}

/** What decided a run. */
async function whatTrained(run: string) {
  const { recordedData } = await import('../jobs/run-record.ts');
  const record = new RunFolder(run).readRecord();
  const design = { kind: 'document', document: record.design, name: record.name } as const;
  return { design, data: recordedData(record, run), settings: record.settings };
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
