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
const desktop = new Desktop(electron, {
  env: process.env,
  platform: process.platform,
  argv: process.argv,
  folder: process.cwd(),
  resources: process.resourcesPath,
  preload: `${import.meta.dirname}/preload.cjs`,
  dataFolder: folder,
  // scripts/start.mjs waits for this, and takes the browser where it does not come.
  shown: () => process.send?.('shown'),
});
desktop.start();
