import { describeText, type TextCode } from '../../base/catalogue/index.ts';
import type { Scalar } from '../../base/diagnostics.ts';
import { terminalLanguage } from './language.ts';

/** A text of the catalogue in the terminal's language. */
export const text = (code: TextCode, values: Readonly<Record<string, Scalar>> = {}): string =>
  describeText(code, values, terminalLanguage());
