import type { Catalogue, Language } from './index.ts';

/**
 * A further language is a folder of data, assets/languages/<code>/: `language.json` with its own name, and texts by key
 * in `problems.json`, `fixes.json` (as in en/), `app.json` (the window's), and any others, which say what layers,
 * blocks and templates say of themselves and what is no problem. No code names a language.
 */
export interface LanguagePack {
  /** The folder's name: `zh`. */
  readonly code: string;
  /** In the language itself: 简体中文. */
  readonly name: string;
  readonly language: Language;
  /** The window's own texts. */
  readonly app: Catalogue;
}

/** `files`: parsed JSON by file name without its ending. What is no text is left out. */
export function readPack(code: string, files: Readonly<Record<string, unknown>>): LanguagePack {
  const { language, problems, fixes, app, ...others } = files;
  return {
    code,
    name: textsOf(language)['name'] ?? code,
    language: {
      problems: textsOf(problems),
      fixes: textsOf(fixes),
      texts: Object.assign({}, ...Object.values(others).map(textsOf)) as Catalogue,
    },
    app: textsOf(app),
  };
}

function textsOf(json: unknown): Catalogue {
  if (typeof json !== 'object' || json === null) return {};
  return Object.fromEntries(
    Object.entries(json).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
