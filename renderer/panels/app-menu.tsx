import { Menu } from '@base-ui/react/menu';
import { Check, ChevronRight } from 'lucide-react';
import { type Command, keysText } from '../commands/command.ts';
import { menuItems, menuNames, runCommand } from '../commands/index.ts';
import { useText } from '../language/text.ts';
import { get } from '../state/store.ts';
import { LanguageMenu } from './language-menu.tsx';

/** All commands behind the mark, as a menu bar would have them. */
export function AppMenu() {
  const t = useText();
  return (
    <Menu.Root>
      <Menu.Trigger className="brand" aria-label={`Layerloom, ${t('bar.menu')}`}>
        <Mark />
        <b>Layerloom</b>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="start" className="menu-positioner">
          <Menu.Popup className="menu">
            {menuNames.map((name) => (
              <Menu.SubmenuRoot key={name}>
                <Menu.SubmenuTrigger className="menu-item">
                  {t(`menu.${name}`)}
                  <ChevronRight className="menu-more" aria-hidden="true" />
                </Menu.SubmenuTrigger>
                <Menu.Portal>
                  <Menu.Positioner className="menu-positioner">
                    <Menu.Popup className="menu">
                      {menuItems(name).map((command, i) =>
                        command === null ? (
                          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
                          <Menu.Separator key={i} className="menu-line" />
                        ) : (
                          <Item key={command.id} command={command} />
                        ),
                      )}
                    </Menu.Popup>
                  </Menu.Positioner>
                </Menu.Portal>
              </Menu.SubmenuRoot>
            ))}
            <LanguageMenu />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Item({ command }: { readonly command: Command }) {
  const t = useText();
  const state = get();
  return (
    <Menu.Item
      className="menu-item"
      disabled={command.enabled ? !command.enabled(state) : false}
      onClick={() => runCommand(command.id)}
    >
      <span className="menu-check">{command.checked?.(state) === true && <Check aria-hidden="true" />}</span>
      {t(command.title)}
      {command.keys !== undefined && <kbd>{keysText(command.keys)}</kbd>}
    </Menu.Item>
  );
}

/** A volume with a wire through it. */
export function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" className="mark">
      <path d="M4 9l5-4h9l-5 4z" opacity=".5" fill="var(--accent)" />
      <path d="M13 9l5-4v8l-5 4z" opacity=".75" fill="var(--accent)" />
      <path d="M4 9h9v8H4z" fill="var(--accent)" />
      <path
        d="M1.5 13.5C6 13.5 8 2.5 20.5 2.5"
        fill="none"
        stroke="var(--skip)"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </svg>
  );
}
