import type { FixCode } from './catalogue/index.ts';
import type { DataField, Fix, Scalar, SettingField } from './diagnostics.ts';

const codes = {
  batch: 'setting.batch',
  learningRate: 'setting.learningRate',
  'augment.crop': 'setting.crop',
  'augment.cutout': 'setting.cutout',
  'data.ground': 'setting.ground',
  'data.skipBad': 'setting.skipBad',
  device: 'setting.device',
} as const satisfies Record<Exclude<SettingField, DataField>, FixCode>;

/** Mends a training by another value of one of its settings. */
export const settingFix = (field: keyof typeof codes, value: Scalar): Fix => ({
  code: codes[field],
  values: { value },
  actions: [{ do: 'setSetting', field, value }],
});
