import { layerOf } from '../../engine/layers/index.ts';
import { en } from './en.ts';
import { layerTitle, type TextKey, text } from './text.ts';

/** Of two names for one choice: the shortcut layer calls `mode` what blocks call `shortcut`. */
const named: Readonly<Record<string, string>> = { mode: 'shortcut' };

/**
 * What a value of a setting or parameter (`optimizer.kind`, `init`, `activation`) is called; itself where a design's
 * author has named it.
 */
export function choiceText(name: string, option: string): string {
  const [first = ''] = name.split('.');
  const key = `choice.${named[first] ?? first}.${option}`;
  if (Object.hasOwn(en, key)) return text(key as TextKey);
  return layerOf(option) ? layerTitle(option) : option;
}
