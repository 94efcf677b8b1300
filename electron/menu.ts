import type { MenuItemConstructorOptions } from 'electron';
import type { ShellParams } from '../engine/host/shell-protocol.ts';

type Menus = ShellParams<'window.menu'>['menus'];

/**
 * The native menus, from the page's own list of commands: one list, two forms. Keys are shown, but reach the page first, which knows whether a
 * text field has the focus.
 */
export function menuTemplate(
  menus: Menus,
  platform: string,
  choose: (id: string) => void,
): readonly MenuItemConstructorOptions[] {
  const ours = menus.map(({ title, items }): MenuItemConstructorOptions => {
    return {
      label: title,
      submenu: items.map((item) =>
        item === null
          ? { type: 'separator' }
          : {
              id: item.id,
              label: item.title,
              enabled: item.enabled,
              ...(item.key === undefined ? {} : { accelerator: item.key }),
              registerAccelerator: false,
              click: () => choose(item.id),
            },
      ),
    };
  });
  return platform === 'darwin' ? [{ role: 'appMenu' }, ...ours, { role: 'windowMenu' }] : ours;
}
