import type { TrainingSettings } from '../../engine/settings/training.ts';
import { choiceText } from '../language/choice-text.ts';
import { en } from '../language/en.ts';
import { type TextKey, text } from '../language/text.ts';

/** What a setting is called, and what it does in one line. */
export function settingText(name: string): { readonly title: string; readonly help: string } {
  const key = keyOf(name);
  return { title: text(`setting.${key}` as TextKey), help: text(`setting.${key}.help` as TextKey) };
}

function keyOf(name: string): string {
  const [first = '', field] = name.split('.');
  // Momentum of SGD and of RMSprop, epsilon of three optimizers: one text each.
  return field === 'kind' || field === undefined ? first : field;
}

/** The settings that people tell runs apart by: `SGD 0.1, 10 epochs, batch 64`. */
export function settingsLine({ optimizer, learningRate, epochs, batch }: TrainingSettings): string {
  return text('runs.settingsLine', {
    optimizer: choiceText('optimizer.kind', optimizer.kind),
    rate: learningRate,
    epochs,
    batch,
  });
}

/** What a sweep turns: a setting by its title, a parameter of the design by its name, null for the number of layers. */
export function axisTitle(name: string | null): string {
  if (name === null) return text('sweep.layers');
  return isSetting(name) ? settingText(name).title : name;
}

export const axisValueText = (name: string, value: string): string =>
  isSetting(name) ? choiceText(name, value) : value;

const isSetting = (name: string): boolean => Object.hasOwn(en, `setting.${keyOf(name)}`);
