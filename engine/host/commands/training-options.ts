import type { Command } from 'commander';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { type DataSettings, dataSettings } from '../../settings/data.ts';
import { defaultRates } from '../../settings/learning-rate.ts';
import {
  defaultTraining,
  type TrainingSettings,
  type WantedSettings,
  wantedSettings,
} from '../../settings/training.ts';
import { settingsProblems } from '../settings-problems.ts';
import { number } from '../terminal/flag-values.ts';

/** Training, data and device settings as flags; the schemas hold the defaults and the limits. */
export interface TrainingFlags extends DeviceFlags {
  readonly data: string;
  readonly validation?: number;
  readonly resize?: string;
  readonly parts?: string;
  readonly classesFrom?: string;
  readonly exclude?: readonly string[];
  readonly grayscale?: boolean;
  readonly ground?: string;
  readonly skipBad?: boolean;
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
    .optionsGroup('Device:')
    .option('--device <device>', 'cpu | webgpu[:number] | auto', 'auto')
    .option('--threads <n>', 'threads of the CPU backend (default: one a core)', number)
    .option('--no-autotune', 'take default kernels instead of measuring candidates');
}

const { epochs, batch, weightDecay, warmup, seed } = defaultTraining;

const { normed, plain, adaptive } = defaultRates;

export function addSettingsFlags(command: Command): Command {
  return command
    .optionsGroup('Training:')
    .option('--epochs <n>', `passes over the training images (default: ${epochs})`, number)
    .option('--max-steps <n>', 'end after so many steps', number)
    .option('--batch <n>', `images a step (default: ${batch})`, number)
    .option(
      '--lr <rate>',
      `learning rate (default: sgd ${normed}, without batch norm ${plain}; the others ${adaptive})`,
      number,
    )
    .option('--optimizer <name>', 'sgd | adam | adamw | rmsprop (default: sgd)')
    .option('--momentum <m>', 'momentum of sgd (default: 0.9) or rmsprop (0)', number)
    .option('--nesterov', "Nesterov's momentum")
    .option('--schedule <name>', 'constant | step:EPOCHS:FACTOR | cosine | one-cycle (default: cosine)')
    .option('--warmup <steps>', `steps of linear warm-up (default: ${warmup})`, number)
    .option('--weight-decay <d>', `L2 in sgd, adam, rmsprop; decoupled in adamw (default: ${weightDecay})`, number)
    .option('--decay-all', 'let biases and norms decay too')
    .option('--label-smoothing <e>', 'share of the target spread over all classes (default: 0)', number)
    .option('--clip <norm>', 'largest global gradient norm (default: none)', number)
    .option('--init <name>', 'design | he | heFanIn | xavier | torch | zero-last-gamma (default: design)')
    .option('--early-stop <epochs>', 'stop after so many epochs without a better validation loss', number)
    .option('--seed <n>', `seed of initialisation, shuffling, augmentation and dropout (default: ${seed})`, number)
    .option('--no-shuffle', 'keep the order of the data set');
}

const collected = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** How a folder of images is read, where its folders do not say it. */
export function addFolderFlags(command: Command): Command {
  return command
    .option(
      '--parts <list>',
      'folders that are parts: train=FOLDER,val=FOLDER,test=FOLDER, or all=FOLDER (default: by name)',
    )
    .option(
      '--classes-from <what>',
      'folders | subfolders | names: what an image has its class from (default: folders)',
    )
    .option('--exclude <folder>', 'a folder that is passed over; may be given again', collected);
}

export function addDataFlags(command: Command): Command {
  const grouped = command
    .optionsGroup('Data:')
    .option(
      '--data <source>',
      'builtin:digits | builtin:fashion | a folder (IDX, CIFAR, NumPy arrays, images by class)',
      'builtin:fashion',
    )
    .option('--validation <part>', 'part of the training images kept for validation (default: 0.1)', number)
    .option('--augment <list>', 'for example crop4,flip,cutout8 (default: none)')
    .option('--resize <size>', '32 or 32x48, height x width (default: as the images are)')
    .option('--grayscale', 'one channel')
    .option('--ground <colour>', 'what transparent images are laid on: white | black | gray (default: white)')
    .option('--skip-bad', 'go on without images that cannot be read');
  return addFolderFlags(grouped);
}

/** What is resumed is the same as before: whatever else is asked of it would be lost in silence. */
export function refuseOnResume(
  command: Command,
  designs: readonly string[],
  changeable: ReadonlySet<string>,
  run?: string,
): void {
  const flags = command.options.filter(
    (o) => !changeable.has(o.attributeName()) && command.getOptionValueSource(o.attributeName()) === 'cli',
  );
  const given = [...designs, ...flags.map((o) => o.long ?? o.flags)];
  if (given.length > 0)
    throw new ProblemError(
      given.map((what) => problem('resume.fixed', '', { what, ...(run === undefined ? {} : { run }) })),
    );
}

/** `step:30:0.1` and the like. */
function schedule(text: string): object {
  const [name, every, factor, ...rest] = text.split(':');
  const kind = name === 'one-cycle' ? 'oneCycle' : name;
  const numbers = { ...(every ? { every: Number(every) } : {}), ...(factor ? { factor: Number(factor) } : {}) };
  const isPlain = name !== 'step' && every !== undefined;
  if (rest.length > 0 || isPlain || Object.values(numbers).some(Number.isNaN)) {
    const values = { field: '--schedule', value: text, reason: 'give steps as step:EPOCHS:FACTOR, like step:30:0.1' };
    throw new ProblemError([problem('settings.invalid', '', values, { field: '--schedule' })]);
  }
  return { kind, ...numbers };
}

const given = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const camel = (text: string): string => text.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

type Wanted = { readonly [F in keyof TrainingFlags]?: TrainingFlags[F] | undefined };

/** Device settings of a call, from flags. */
export function computeOf({ device, threads, autotune }: DeviceFlags) {
  return { device, autotune, ...(threads === undefined ? {} : { threads }) };
}

/**
 * Settings from flags; what is not given is as in `base`, or filled in by the schema. Throws a ProblemError that names
 * the flag.
 */
export function settingsFrom(flags: Wanted, base?: TrainingSettings): WantedSettings {
  const kept = flags.optimizer === undefined ? base?.optimizer : undefined;
  const kind = flags.optimizer ?? kept?.kind ?? 'sgd';
  refuseUnused(kind, flags);
  const parsed = wantedSettings.safeParse(
    {
      ...base,
      ...given({
        epochs: flags.epochs,
        maxSteps: flags.maxSteps,
        batch: flags.batch,
        learningRate: flags.lr,
        optimizer: { ...kept, ...given({ kind, momentum: flags.momentum, nesterov: flags.nesterov }) },
        schedule: flags.schedule === undefined ? undefined : schedule(flags.schedule),
        warmup: flags.warmup,
        weightDecay: flags.weightDecay,
        decayAll: flags.decayAll,
        labelSmoothing: flags.labelSmoothing,
        clip: flags.clip,
        init: flags.init === undefined ? undefined : camel(flags.init),
        // On unless it is switched off: no word of it is none.
        shuffle: flags.shuffle === false ? false : undefined,
        earlyStop: flags.earlyStop,
        seed: flags.seed,
      }),
    },
    { reportInput: true },
  );
  if (parsed.success) return parsed.data;
  throw new ProblemError(settingsProblems(parsed.error, flagOf));
}

/** What the optimizer does not have would be lost in silence. */
function refuseUnused(kind: string, { momentum, nesterov }: Wanted): void {
  const unused = [
    ...(momentum !== undefined && !['sgd', 'rmsprop'].includes(kind) ? [['--momentum', 'sgd, rmsprop'] as const] : []),
    ...(nesterov && kind !== 'sgd' ? [['--nesterov', 'sgd'] as const] : []),
  ].map(([field, of]) => problem('settings.unused', '', { field, of, kind }, { field }));
  const isStill = nesterov && momentum === 0 && kind === 'sgd';
  const still = isStill ? [problem('settings.nesterovStill', '', {}, { field: '--nesterov' })] : [];
  if (unused.length + still.length > 0) throw new ProblemError([...unused, ...still]);
}

/** What is not given is as in `base`, or takes its default. */
export function dataFrom(
  flags: Pick<Wanted, 'data' | 'validation' | 'augment' | 'resize' | 'grayscale' | 'ground' | 'skipBad'> & FolderFlags,
  base?: DataSettings,
): DataSettings {
  const { data: path, validation, augment, resize, grayscale, ground, skipBad } = flags;
  // How one folder is read says nothing of another.
  const kept = path === undefined ? base : { ...base, parts: undefined, classesFrom: undefined, exclude: undefined };
  const own = { path, validation, augment, resize, grayscale, ground, skipBad, ...folderOf(flags) };
  return dataSettingsOf({ ...kept, ...given(own) });
}

export type FolderFlags = Pick<TrainingFlags, 'parts' | 'classesFrom' | 'exclude'>;

/** How a folder is read, from flags. */
const folderOf = ({ parts, classesFrom, exclude }: FolderFlags) => ({ parts, classesFrom, exclude });

/**
 * Another data set than a run's own, where one is given. Flags that say how to read it are refused without it: nothing
 * would come of them.
 */
export function otherData(
  command: Command,
  flags: FolderFlags & { readonly data?: string; readonly resize?: string },
): DataSettings | undefined {
  const { data: path, resize } = flags;
  if (path !== undefined) return dataSettingsOf({ path, resize, ...folderOf(flags) });
  const lost = (['parts', 'classesFrom', 'exclude', 'resize'] as const).find((field) => flags[field] !== undefined);
  if (lost === undefined) return undefined;
  return command.error(`error: option '${flagOf(lost)}' says how to read --data, which is missing`);
}

/** Fields that are undefined take their defaults. Throws a ProblemError that names the field. */
function dataSettingsOf(fields: Readonly<Record<string, unknown>>): DataSettings {
  const parsed = dataSettings.safeParse(given(fields), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new ProblemError(settingsProblems(parsed.error, flagOf));
}

/** The flag that sets a field. */
function flagOf(field: string): string {
  const special: Readonly<Record<string, string>> = {
    path: '--data',
    learningRate: '--lr',
    'optimizer.kind': '--optimizer',
    'schedule.kind': '--schedule',
  };
  const [whole] = field.split('.');
  if (whole === 'resize' || whole === 'exclude' || whole === 'parts') return `--${whole}`;
  const name = field.slice(field.lastIndexOf('.') + 1);
  if ((whole === 'schedule' || whole === 'augment') && name !== whole && !special[field])
    return `the ${name} of --${whole}`;
  return special[field] ?? `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
