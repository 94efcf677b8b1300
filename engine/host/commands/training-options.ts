import { type Command, Option } from 'commander';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { type DataSettings, dataSettings } from '../../settings/data.ts';
import { type TrainingSettings, trainingSettings } from '../../settings/training.ts';
import { number } from '../terminal/flag-values.ts';

/** Training, data and device settings as flags; the schemas hold the defaults and the limits. */
export interface TrainingFlags extends DeviceFlags {
  readonly data: string;
  readonly validation?: number;
  readonly resize?: string;
  readonly grayscale?: boolean;
  readonly augment?: string;
  readonly epochs?: number;
  readonly maxSteps?: number;
  readonly batch?: number;
  readonly lr?: number;
  readonly optimizer?: string;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly schedule?: string;
  readonly warmup?: number;
  readonly weightDecay?: number;
  readonly decayAll?: boolean;
  readonly labelSmoothing?: number;
  readonly clip?: number;
  readonly init?: string;
  readonly earlyStop?: number;
  readonly seed?: number;
  readonly shuffle: boolean;
}

export interface DeviceFlags {
  readonly device: string;
  readonly threads?: number;
  readonly autotune: boolean;
}

export function addDeviceFlags(command: Command): Command {
  return command
    .option('--device <device>', 'cpu | auto', 'auto')
    .option('--threads <n>', 'threads of the CPU backend (default: one a core)', number)
    .option('--no-autotune', 'take default kernels instead of measuring candidates');
}

export function addSettingsFlags(command: Command): Command {
  return command
    .option('--epochs <n>', 'passes over the training images', number)
    .option('--max-steps <n>', 'end after so many steps', number)
    .option('--batch <n>', 'images a step', number)
    .option('--lr <rate>', 'learning rate', number)
    .option('--optimizer <name>', 'sgd | adam | adamw | rmsprop')
    .option('--momentum <m>', 'momentum of sgd or rmsprop', number)
    .option('--nesterov', "Nesterov's momentum")
    .option('--schedule <name>', 'constant | step:EVERY:FACTOR | cosine | one-cycle')
    .option('--warmup <steps>', 'steps of linear warm-up', number)
    .option('--weight-decay <d>', 'L2 in sgd, adam and rmsprop; decoupled in adamw', number)
    .option('--decay-all', 'let biases and norms decay too')
    .option('--label-smoothing <e>', 'share of the target spread over all classes', number)
    .option('--clip <norm>', 'largest global gradient norm', number)
    .option('--init <name>', 'design | he | heFanIn | xavier | torch | zero-last-gamma')
    .option('--early-stop <epochs>', 'stop after so many epochs without a better validation loss', number)
    .option('--seed <n>', 'seed of initialisation, shuffling, augmentation and dropout', number)
    .option('--no-shuffle', 'keep the order of the data set');
}

export function addDataFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--data <source>',
        'builtin:digits | builtin:fashion | a folder (IDX, CIFAR binaries, images by class)',
      ).default('builtin:fashion'),
    )
    .option('--validation <part>', 'part of the training images kept for validation', number)
    .option('--augment <list>', 'for example crop4,flip,cutout8')
    .option('--resize <size>', '32 or 32x48 (height x width)')
    .option('--grayscale', 'one channel');
}

/** `step:30:0.1` and the like. */
function schedule(text: string): object {
  const [name, every, factor] = text.split(':');
  const kind = name === 'one-cycle' ? 'oneCycle' : name;
  return { kind, ...(every ? { every: Number(every) } : {}), ...(factor ? { factor: Number(factor) } : {}) };
}

const given = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const camel = (text: string): string => text.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

type Wanted = { readonly [F in keyof TrainingFlags]?: TrainingFlags[F] | undefined };

/** Device settings of a call, from flags. */
export function computeOf({ device, threads, autotune }: DeviceFlags) {
  return { device, autotune, ...(threads === undefined ? {} : { threads }) };
}

/** Settings from flags; the schema fills in what is not given. Throws a ProblemError that names the flag. */
export function settingsFrom(flags: Wanted): TrainingSettings {
  const kind = flags.optimizer ?? 'sgd';
  const parsed = trainingSettings.safeParse(
    given({
      epochs: flags.epochs,
      maxSteps: flags.maxSteps,
      batch: flags.batch,
      // Adam's usual rate differs from SGD's by two orders of magnitude.
      learningRate: flags.lr ?? (kind === 'sgd' ? undefined : 0.001),
      optimizer: given({ kind, momentum: flags.momentum, nesterov: flags.nesterov }),
      schedule: flags.schedule === undefined ? undefined : schedule(flags.schedule),
      warmup: flags.warmup,
      weightDecay: flags.weightDecay,
      decayAll: flags.decayAll,
      labelSmoothing: flags.labelSmoothing,
      clip: flags.clip,
      init: flags.init === undefined ? undefined : camel(flags.init),
      shuffle: flags.shuffle,
      earlyStop: flags.earlyStop,
      seed: flags.seed,
    }),
  );
  if (parsed.success) return parsed.data;
  throw new ProblemError(parsed.error.issues.map((issue) => invalid(issue.path.join('.'), issue.input, issue.message)));
}

export function dataFrom(
  flags: Pick<TrainingFlags, 'data' | 'validation' | 'augment' | 'resize' | 'grayscale'>,
): DataSettings {
  const { data: path, validation, augment, resize, grayscale } = flags;
  return dataSettingsOf({ path, validation, augment, resize, grayscale });
}

/** Fields that are undefined take their defaults. Throws a ProblemError that names the field. */
export function dataSettingsOf(fields: Readonly<Record<string, unknown>>): DataSettings {
  const parsed = dataSettings.safeParse(given(fields));
  if (parsed.success) return parsed.data;
  throw new ProblemError(parsed.error.issues.map((issue) => invalid(issue.path.join('.'), issue.input, issue.message)));
}

const invalid = (field: string, value: unknown, reason: string) =>
  problem('settings.invalid', '', { field, value: JSON.stringify(value) ?? 'missing', reason }, { field });
