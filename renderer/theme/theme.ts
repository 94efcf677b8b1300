import { createStore } from 'zustand/vanilla';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** `choice` is the person's, `theme` what it comes to. */
export const themeStore = createStore<{ readonly choice: ThemeChoice; readonly theme: 'light' | 'dark' }>(() => ({
  choice: 'system',
  theme: 'light',
}));

const dark = window.matchMedia('(prefers-color-scheme: dark)');

export function setTheme(choice: ThemeChoice): void {
  const theme = choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
  document.documentElement.dataset['theme'] = theme;
  themeStore.setState({ choice, theme });
}

dark.addEventListener('change', () => setTheme(themeStore.getState().choice));
