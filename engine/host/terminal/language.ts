import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../base/catalogue/index.ts';
import { readPack } from '../../base/catalogue/pack.ts';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { assetsFolder } from '../../data/assets.ts';

let chosen: Language | undefined;

/** The language that the terminal is spoken to in; undefined for English. */
export const terminalLanguage = (): Language | undefined => chosen;

/**
 * What `--language` says, before the command line is read as a whole: its help and its mistakes are told in that
 * language too.
 */
export function languageFlag(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => /^--language(=|$)/.test(arg));
  return args[at]?.split('=')[1] ?? (at < 0 ? undefined : args[at + 1]);
}

/**
 * Takes the language of a flag (`zh`), else that of the environment (`LANG=zh_CN.UTF-8`) where there is one of that
 * name. Throws a `ProblemError` for an unknown flag.
 */
export function chooseLanguage(flag: string | undefined, env: NodeJS.ProcessEnv): void {
  chosen = undefined;
  const wanted = flag ?? (env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '');
  const code = wanted.split(/[_.-]/)[0]?.toLowerCase() ?? '';
  if (['', 'c', 'posix', 'en'].includes(code)) return;
  const folder = assetsFolder('languages');
  const known = readdirSync(folder);
  if (known.includes(code)) chosen = load(join(folder, code), code);
  else if (flag !== undefined)
    throw new ProblemError([problem('language.unknown', '', { language: flag, known: ['en', ...known].join(', ') })]);
}

function load(folder: string, code: string): Language {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  return readPack(code, Object.fromEntries(files.map((name) => [name.replace('.json', ''), json(name)]))).language;
}
