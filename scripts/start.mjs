/**
 * Installs what is missing, builds, and opens the app: in a window of its own, or in the browser where that cannot be.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { build, run } from './build.mjs';
import { findElectron, openWindow, reasonAgainstWindow } from './electron.mjs';
import { ensureInstalled } from './install.mjs';

ensureInstalled();
const opened = process.argv.slice(2);
const app = await build('app');
const outcome = await openDesktop();
if ('code' in outcome) process.exit(outcome.code);
process.stderr.write(`Electron: ${outcome.reason}. Opening the app in the browser instead.\n`);
process.env.LAYERLOOM_APP = app;
process.argv.splice(2, opened.length, 'serve', ...(opened.length > 0 ? opened : [homedir()]));
await run('engine', 'cli');

async function openDesktop() {
  const reason = reasonAgainstWindow();
  if (reason) return { reason };
  const electron = findElectron();
  if ('reason' in electron) return electron;
  const [main, engine] = [await build('electron'), await build('engine')];
  return openWindow(electron.program, [join(main, 'main.mjs'), ...opened], {
    LAYERLOOM_APP: app,
    LAYERLOOM_NODE: process.execPath,
    LAYERLOOM_ENGINE: join(engine, 'cli.mjs'),
  });
}
