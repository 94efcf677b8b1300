import { type LanguagePack, readPack } from '../../engine/base/catalogue/pack.ts';

/** Every folder under assets/languages/: a language is added by adding one. English is in the code and always there. */
const loaders = import.meta.glob<unknown>('../../assets/languages/*/*.json', { import: 'default' });
const names = import.meta.glob<string>('../../assets/languages/*/language.json', { import: 'name', eager: true });

/** A language whose script the window's own fonts lack brings one: fonts/<code>.css. */
const fonts = import.meta.glob<unknown>('./fonts/*.css');

const codeOf = (path: string): string => path.split('/').at(-2) ?? '';
const fileOf = (path: string): string => path.split('/').at(-1)?.replace('.json', '') ?? '';

export interface LanguageChoice {
  readonly code: string;
  /** In the language itself. */
  readonly name: string;
}

/** What there is to choose from, English first. */
export const languages: readonly LanguageChoice[] = [
  { code: 'en', name: 'English' },
  ...Object.entries(names).map(([path, name]) => ({ code: codeOf(path), name })),
];

/** The language to start with: the setting, or the system's where that is one of ours (`zh-CN` → `zh`), or English. */
export function chosenLanguage(setting: string, system: string): string {
  const wanted = setting === 'system' ? system : setting;
  const exact = languages.find(({ code }) => code.toLowerCase() === wanted.toLowerCase());
  return (exact ?? languages.find(({ code }) => code === wanted.split('-')[0]?.toLowerCase()))?.code ?? 'en';
}

/** The names of languages are read in any of them: called before they are shown. */
export async function loadFonts(): Promise<void> {
  await Promise.all(Object.values(fonts).map((load) => load()));
}

/** The texts of a language; null for English, whose texts are in the code. */
export async function loadLanguage(code: string): Promise<LanguagePack | null> {
  const paths = Object.keys(loaders).filter((path) => codeOf(path) === code);
  if (paths.length === 0) return null;
  await fonts[`./fonts/${code}.css`]?.();
  const files = await Promise.all(paths.map(async (path) => [fileOf(path), await loaders[path]?.()] as const));
  return readPack(code, Object.fromEntries(files));
}
