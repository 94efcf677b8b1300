import type { ParamValue } from '../../engine/base/diagnostics.ts';
import { type DataSettings, dataSettings, grounds } from '../../engine/settings/data.ts';
import { defaultRates, rateReason } from '../../engine/settings/learning-rate.ts';
import {
  initSettings,
  type OptimizerSettings,
  type TrainingSettings,
  trainingSettings,
} from '../../engine/settings/training.ts';

/** Settings by field, a dot for what lies inside: `optimizer.momentum`. Only what differs from the defaults. */
export type Values = Readonly<Record<string, ParamValue>>;

export interface SettingField {
  readonly name: string;
  readonly type: 'int' | 'number' | 'boolean' | 'choice';
  readonly options?: readonly string[];
}

const OPTIMIZERS = ['sgd', 'adam', 'adamw', 'rmsprop'] as const;
const SCHEDULES = ['constant', 'step', 'cosine', 'oneCycle'] as const;

/** What belongs to each optimizer and schedule. */
const ofOptimizer: Readonly<Record<(typeof OPTIMIZERS)[number], readonly SettingField[]>> = {
  sgd: [
    { name: 'optimizer.momentum', type: 'number' },
    { name: 'optimizer.nesterov', type: 'boolean' },
  ],
  adam: adamFields(),
  adamw: adamFields(),
  rmsprop: [
    { name: 'optimizer.alpha', type: 'number' },
    { name: 'optimizer.epsilon', type: 'number' },
    { name: 'optimizer.momentum', type: 'number' },
  ],
};

function adamFields(): readonly SettingField[] {
  return ['beta1', 'beta2', 'epsilon'].map((field) => ({ name: `optimizer.${field}`, type: 'number' as const }));
}

const ofStep: readonly SettingField[] = [
  { name: 'schedule.every', type: 'int' },
  { name: 'schedule.factor', type: 'number' },
];

export interface FieldGroup {
  readonly name: 'main' | 'images' | 'more';
  readonly fields: readonly SettingField[];
}

/** The form, for the optimizer and the schedule that are chosen. */
export function fieldGroups(values: Values): readonly FieldGroup[] {
  const optimizer = valueOf(values, 'optimizer.kind') as (typeof OPTIMIZERS)[number];
  return [
    {
      name: 'main',
      fields: [
        { name: 'epochs', type: 'int' },
        { name: 'batch', type: 'int' },
        { name: 'learningRate', type: 'number' },
        { name: 'schedule.kind', type: 'choice', options: SCHEDULES },
        ...(valueOf(values, 'schedule.kind') === 'step' ? ofStep : []),
        { name: 'optimizer.kind', type: 'choice', options: OPTIMIZERS },
        ...ofOptimizer[optimizer],
        { name: 'weightDecay', type: 'number' },
      ],
    },
    {
      name: 'images',
      fields: [
        { name: 'augment.flip', type: 'boolean' },
        { name: 'augment.crop', type: 'int' },
        { name: 'augment.cutout', type: 'int' },
        { name: 'data.validation', type: 'number' },
        { name: 'data.ground', type: 'choice', options: grounds },
        { name: 'data.skipBad', type: 'boolean' },
      ],
    },
    {
      name: 'more',
      fields: [
        { name: 'warmup', type: 'int' },
        { name: 'labelSmoothing', type: 'number' },
        { name: 'clip', type: 'number' },
        { name: 'earlyStop', type: 'int' },
        { name: 'maxSteps', type: 'int' },
        { name: 'init', type: 'choice', options: initSettings.options },
        { name: 'decayAll', type: 'boolean' },
        { name: 'shuffle', type: 'boolean' },
        { name: 'seed', type: 'int' },
      ],
    },
  ];
}

/** What the learning rate is chosen by, as long as nobody chooses one. */
export const rateReasonOf = (values: Values, normed: boolean) =>
  rateReason(valueOf(values, 'optimizer.kind') as OptimizerSettings['kind'], normed);

/**
 * The default of a field under the optimizer and the schedule that are chosen, for a network with or without batch
 * norm.
 */
export function defaultOf(values: Values, name: string, normed = true): ParamValue {
  if (name === 'learningRate') return defaultRates[rateReasonOf(values, normed)];
  const kinds = Object.fromEntries(Object.entries(values).filter(([field]) => field.endsWith('.kind')));
  const defaults = { ...trainingSettings.parse(settingsOf(kinds)), data: dataSettings.parse({ path: '-' }) };
  const augment = defaults.data.augment;
  return (at({ ...defaults, augment }, name) as ParamValue | undefined) ?? 0;
}

export const valueOf = (values: Values, name: string): ParamValue => values[name] ?? defaultOf(values, name);

/** Undefined goes back to the default. */
export function withValue(values: Values, name: string, value: ParamValue | undefined): Values {
  const { [name]: _, ...others } = values;
  return value === undefined ? others : { ...others, [name]: value };
}

/**
 * As the engine takes them, checked there: what was typed may be anything. Fields of an optimizer or a schedule that is
 * not chosen are left out.
 */
export function settingsOf(values: Values): Partial<Record<keyof TrainingSettings, unknown>> {
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const [first = '', field] = name.split('.');
    if (first === 'augment' || first === 'data') continue;
    if (field === undefined) {
      if (!(value === 0 && OFF_AT_ZERO.has(first))) settings[first] = value;
    } else if (field === 'kind' || belongs(values, name)) {
      settings[first] = { kind: defaultKind(first), ...(settings[first] as object | undefined), [field]: value };
    }
  }
  return settings;
}

/** What of a data set is used, and how its images are changed. */
export function dataOf(values: Values): Partial<Record<keyof DataSettings, unknown>> {
  const inside = (prefix: string): Record<string, ParamValue> =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
      ),
    );
  return { ...inside('data.'), augment: inside('augment.') };
}

/** Absent by default, which the form shows as 0. */
const OFF_AT_ZERO = new Set(['clip', 'earlyStop', 'maxSteps']);
const defaultKind = (first: string): string => (first === 'optimizer' ? 'sgd' : 'cosine');

function belongs(values: Values, name: string): boolean {
  const kind = String(values[`${name.split('.')[0]}.kind`] ?? defaultKind(name.split('.')[0] ?? ''));
  const fields = name.startsWith('optimizer.')
    ? ofOptimizer[kind as (typeof OPTIMIZERS)[number]]
    : kind === 'step'
      ? ofStep
      : [];
  return fields.some((field) => field.name === name);
}

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], value);
