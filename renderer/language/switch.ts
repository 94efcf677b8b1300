import { en } from './en.ts';
import { loadLanguage } from './languages.ts';
import { english, languageStore, type TextKey } from './text.ts';

/** Loads a language and shows the window in it; what it lacks is said in English. */
export async function switchLanguage(code: string): Promise<void> {
  const pack = await loadLanguage(code);
  if (!pack) {
    languageStore.setState(english, true);
  } else {
    const keys = Object.keys(en) as TextKey[];
    const texts = Object.fromEntries(keys.map((key) => [key, pack.app[key] ?? en[key]])) as Record<TextKey, string>;
    languageStore.setState({ code: pack.code, texts, engine: pack.language }, true);
  }
  document.documentElement.lang = code;
}
