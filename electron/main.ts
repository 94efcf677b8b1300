import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  protocol,
  screen,
  session,
} from 'electron';
import { dataFolder } from '../engine/host/shell/data-folder.ts';
import { Desktop } from './desktop.ts';
import { locateParts } from './parts.ts';

const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  protocol,
  screen,
  session,
};
const folder = dataFolder();
// Chromium's own files lie apart from drafts and settings, which the browser's app shares.
app.setPath('userData', join(folder, 'electron'));
const { env, platform, resourcesPath: resources } = process;
const desktop = new Desktop(electron, {
  parts: locateParts({ isPackaged: app.isPackaged, appPath: app.getAppPath(), resources, platform, env }),
  platform,
  argv: process.argv,
  folder: process.cwd(),
  preload: `${import.meta.dirname}/preload.cjs`,
  dataFolder: folder,
  // scripts/start.mjs waits for this, and takes the browser where it does not come.
  shown: () => process.send?.('shown'),
});
desktop.start();
