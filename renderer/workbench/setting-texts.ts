import type { TrainingSettings } from '../../engine/settings/training.ts';
import { choiceText } from '../language/choice-text.ts';
import { type TextKey, text } from '../language/text.ts';

/** What a setting is called, and what it does in one line. */
export function settingText(name: string): { readonly title: string; readonly help: string } {
  const [first = '', field] = name.split('.');
  // Momentum of SGD and of RMSprop, epsilon of three optimizers: one text each.
  const key = field === 'kind' || field === undefined ? first : field;
  return { title: text(`setting.${key}` as TextKey), help: text(`setting.${key}.help` as TextKey) };
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
