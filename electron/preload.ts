import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { isDesignFile } from '../engine/host/shell/design-files.ts';
import type { ShellCallName, WindowBridge } from '../engine/host/shell-protocol.ts';
import { channels, questions } from './api.ts';

/**
 * Runs in the sandbox, apart from the page's scripts. The page gets functions that name what they ask; no channel, no
 * event object.
 */
const ask = Object.fromEntries(
  questions.map((name) => [name, (params: unknown) => ipcRenderer.invoke(channels.ask, name, params)]),
) as Record<ShellCallName, (params: unknown) => Promise<unknown>>;

const bridge: WindowBridge = {
  ask,
  onEvent: (listener) => {
    ipcRenderer.on(channels.event, (_, event: unknown) => listener(event));
  },
  pathOf: (file) => {
    const path = webUtils.getPathForFile(file as File);
    // Only a file that the user dragged in has a path; the page cannot make one up. What holds no design is read by the
    // page itself.
    if (!isDesignFile(path)) return '';
    ipcRenderer.send(channels.dropped, path);
    return path;
  },
  connectEngine: () => ipcRenderer.send(channels.engine),
};

ipcRenderer.on(channels.engine, ({ ports }) => {
  // Ports cannot pass the bridge. The page checks that this comes from its own window, which never shows anything else.
  window.postMessage('layerloom-engine', '*', [...ports]);
});

contextBridge.exposeInMainWorld('layerloomHost', bridge);
