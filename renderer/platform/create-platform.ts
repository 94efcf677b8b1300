import { describe, describeText, type Language } from '../../engine/base/catalogue/index.ts';
import { ProblemError } from '../../engine/base/diagnostics.ts';
import type { Channel } from './channel.ts';
import { DraftWriter } from './draft-writer.ts';
import { ElectronChannel, electronBridge, electronChooser } from './electron.ts';
import { askForPath } from './file-dialog.ts';
import { HostClient, LOST } from './host-client.ts';
import { type Chooser, HostFiles } from './host-files.ts';
import type { HostWindow, Platform } from './platform.ts';
import { SettingsClient } from './settings-client.ts';
import { reloadOnNewToken, takeToken } from './token.ts';
import { WebSocketChannel } from './web-socket-channel.ts';

/**
 * Reaches the host and asks it what it is. `language` gives the texts of the file dialog that a browser needs. Waits
 * for a host that is not there yet; rejects with a ProblemError where it does not want this page.
 */
export async function createPlatform(language: () => Language | undefined): Promise<Platform> {
  const bridge = electronBridge();
  if (!bridge) reloadOnNewToken();
  const channel: Channel = bridge ? new ElectronChannel(bridge) : new WebSocketChannel(takeToken());
  const client = new HostClient(channel);
  await new Promise<void>((resolve, reject) => {
    client.onOpen(resolve);
    client.onStatus(({ status }) => {
      if (status === 'otherStart' || status === 'full') reject(new ProblemError([LOST[status]]));
    });
  });
  const { settings, ...host } = await client.ask('hello', {});
  const chooser = bridge ? electronChooser(bridge, client) : browserChooser(client, language);
  return {
    host: { ...host, systemLanguage: navigator.language },
    files: new HostFiles(client, chooser),
    drafts: new DraftWriter(client),
    settings: new SettingsClient(client, settings),
    engine: client,
    window: hostWindow(client),
  };
}

function browserChooser(client: HostClient, language: () => Language | undefined): Chooser {
  return {
    choose: (purpose, suggested) =>
      askForPath({
        purpose,
        suggested,
        list: (folder) => client.ask('files.list', { folder, purpose }),
        text: (code, values = {}) => describeText(code, values, language()),
        describe: (error) => error.problems.map((p) => describe(p, language())).join(' '),
      }),
    exportFile: (suggested, content, mimeType) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([content], { type: mimeType }));
      link.download = suggested;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      return Promise.resolve(true);
    },
    pathOf: () => null,
  };
}

function hostWindow(client: HostClient): HostWindow {
  return {
    show: (title, edited) => {
      document.title = `${edited ? '• ' : ''}${title}`;
      // Only for the native title bar, where there is one.
      client.ask('window.show', { title, edited }).catch(() => {});
    },
    setMenus: (menus) => {
      const copy = menus.map(({ title, items }) => ({
        title,
        items: items.map((item) => (item ? { ...item } : null)),
      }));
      client.ask('window.menu', { menus: copy }).catch(() => {});
    },
    onCommand: (listener) => client.onEvent((event) => event.type === 'command' && listener(event.id)),
    onOpenFile: (listener) => client.onEvent((event) => event.type === 'openFile' && listener(event.path)),
    onClosing: (listener) => client.onEvent((event) => event.type === 'closing' && listener()),
    close: (runs) => void client.ask('window.close', { runs }).catch(() => {}),
  };
}
