import type { MenuItemConstructorOptions } from 'electron';
import type { ShellParams } from '../engine/host/shell-protocol.ts';

type Menus = ShellParams<'window.menu'>['menus'];

/**
 * These act on what has the focus, text fields too, and reach the page as its clipboard events. A page may not read the
 * clipboard by itself.
 */
const ROLES: Readonly<Record<string, 'cut' | 'copy' | 'paste'>> = {
  'edit.cut': 'cut',
  'edit.copy': 'copy',
  'edit.paste': 'paste',
};

/**
 * The native menus, from the page's own list of commands: one list, two forms. Keys are shown, but reach the page
 * first, which knows whether a text field has the focus.
 */
export function menuTemplate(
  menus: Menus,
  platform: string,
  choose: (id: string) => void,
): readonly MenuItemConstructorOptions[] {
  const ours = menus.map(({ title, items }): MenuItemConstructorOptions => {
    return {
      label: title,
      submenu: items.map((item): MenuItemConstructorOptions => {
        if (item === null) return { type: 'separator' };
        const { id, title: label, key, enabled } = item;
        const role = ROLES[id];
        if (role) return { id, label, role };
        const accelerator = key === undefined ? {} : { accelerator: key };
        return { id, label, enabled, ...accelerator, registerAccelerator: false, click: () => choose(id) };
      }),
    };
  });
  return platform === 'darwin' ? [{ role: 'appMenu' }, ...ours, { role: 'windowMenu' }] : ours;
}

/**
 * The menus until the page sends its own, and for as long as there is none. Electron's would reload the page, open the
 * developer tools and lead to the web. On macOS an app without menus could not even be quit by its key.
 */
export function firstMenu(platform: string): readonly MenuItemConstructorOptions[] | null {
  return platform === 'darwin' ? [{ role: 'appMenu' }, { role: 'windowMenu' }] : null;
}
