import type { Fix, Problem, Scalar } from '../diagnostics.ts';
import { en } from './en/index.ts';

/**
 * Texts by stable key; `{name}` is replaced by the value of that name, `{name|layer|layers}` by one of the words for
 * one or for any other number of it, and `[[ … ]]` is shown only where each of its names has a value (suggestions,
 * say). English is complete, other languages fall back to it.
 */
export type Catalogue = Readonly<Record<string, string>>;

export type ProblemCode = keyof typeof en.problems;
export type FixCode = keyof typeof en.fixes;
export type TextCode = keyof typeof en.texts;

/**
 * A language adds texts under the same keys, and `layer.<kind>.title`, `layer.<kind>.help` … for what layers say of
 * themselves.
 */
export interface Language {
  readonly problems: Partial<Record<ProblemCode, string>>;
  readonly fixes: Partial<Record<FixCode, string>>;
  readonly texts: Catalogue;
}

const english: Language = { problems: en.problems, fixes: en.fixes, texts: en.texts };

export function fill(template: string, values: Readonly<Record<string, Scalar>>): string {
  const known = (name: string): boolean => Object.hasOwn(values, name);
  return template
    .replace(/\[\[(.*?)\]\]/g, (_, part: string) =>
      [...part.matchAll(/\{(\w+)\}/g)].every((match) => known(match[1]!)) ? part : '',
    )
    .replace(/\{(\w+)\|([^{}|]*)\|([^{}|]*)\}/g, (_, name: string, one: string, more: string) =>
      String(values[name]) === '1' ? one : more,
    )
    .replace(/\{(\w+)\}/g, (whole, name: string) => (known(name) ? String(values[name]) : whole));
}

/**
 * Values that are words of a language (what a layer is called); all others are names, numbers and texts of the user.
 */
const WORDS: ReadonlySet<string> = new Set(['layer', 'what']);

/** The words among the values in the language, where it has them as `word.<word>`. */
function inWords(values: Readonly<Record<string, Scalar>>, { texts }: Language): Readonly<Record<string, Scalar>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, WORDS.has(name) ? (texts[`word.${value}`] ?? value) : value]),
  );
}

/** The message of a problem, without its place. */
export function describe(p: Problem, language: Language = english): string {
  return fill(language.problems[p.code] ?? en.problems[p.code], inWords(p.values, language));
}

export function describeFix(fix: Fix, language: Language = english): string {
  return fill(language.fixes[fix.code] ?? en.fixes[fix.code], inWords(fix.values, language));
}

/** What is no problem: advice, what a conversion did. */
export function describeText(
  code: TextCode,
  values: Readonly<Record<string, Scalar>>,
  language: Language = english,
): string {
  return fill(language.texts[code] ?? en.texts[code], values);
}
