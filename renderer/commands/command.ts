import type { TextKey } from '../language/text.ts';
import type { AppState } from '../state/store.ts';

export type MenuName = 'file' | 'edit' | 'insert' | 'block' | 'convert' | 'view' | 'run' | 'help';

/** Something that can be done, from menus, keys, the command palette and native menus alike. */
export interface Command {
  readonly id: string;
  readonly title: TextKey;
  readonly menu: MenuName;
  /** The menu has a line above it. */
  readonly startsSection?: boolean;
  /** In tinykeys' notation: `$mod+Shift+s`. */
  readonly keys?: string;
  /** The system makes a clipboard event of its keys, which is listened to instead: they are only shown. */
  readonly byEvent?: boolean;
  /** Works while text is being typed too. */
  readonly always?: boolean;
  readonly enabled?: (state: AppState) => boolean;
  /** For switches: whether it is on. */
  readonly checked?: (state: AppState) => boolean;
  readonly run: () => void;
}

const mac = /mac/i.test(navigator.platform);

const shown: Readonly<Record<string, string>> = {
  $mod: mac ? '⌘' : 'Ctrl',
  Shift: mac ? '⇧' : 'Shift',
  Alt: mac ? '⌥' : 'Alt',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Enter: '↵',
  Backspace: '⌫',
  Delete: 'Del',
  Equal: '+',
  Minus: '−',
};

/** The keys as people read them: `Ctrl+Shift+S`, `⌘⇧S`. */
export function keysText(keys: string): string {
  // Whichever keys make it.
  if (keys === 'Shift+?') return '?';
  const parts = keys
    .split('+')
    .map((part) => shown[part] ?? (part.length === 1 ? part.toUpperCase() : part.replace(/^(Key|Digit)/, '')));
  return parts.join(mac ? '' : '+');
}

/** The same as Electron's menus take it. */
export function acceleratorOf(keys: string): string {
  return keys
    .split('+')
    .map((part) =>
      part === '$mod'
        ? 'CmdOrCtrl'
        : part === 'Equal'
          ? 'Plus'
          : part === 'Minus'
            ? '-'
            : part.length === 1
              ? part.toUpperCase()
              : part.replace(/^(Arrow|Key|Digit)/, ''),
    )
    .join('+');
}
