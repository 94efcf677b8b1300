/**
 * Packs the app for the system that this runs on, into `packages/`: AppImage and deb on Linux, an installer on Windows,
 * a dmg on macOS; with `--dir` only the folder that they hold. electron-builder fetches the programs that make them
 * once.
 */
import { join } from 'node:path';
import { findElectron } from './electron.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

ensureInstalled();
const { SYSTEMS } = await import('./packaging/libraries.mjs');
const { pack } = await import('./packaging/pack.mjs');
const { reasonAgainstNode } = await import('./packaging/node.mjs');

const here = `${process.platform}-${process.arch}`;
const system = SYSTEMS.find((name) => name === here);
if (!system) fail(`Layerloom is packed on ${SYSTEMS.join(', ')}: the engine's libraries have no build for ${here}.`);
const reason = reasonAgainstNode(process.config.variables);
if (reason) fail(reason);
const electron = findElectron();
if ('reason' in electron) fail(`Electron: ${electron.reason}. A package needs it.`);
const made = await pack({
  system,
  libraries: join(root, 'node_modules'),
  node: process.execPath,
  electron: join(root, 'node_modules', 'electron', 'dist'),
  output: join(root, 'packages'),
  toFolder: process.argv.includes('--dir'),
});
console.log(made.length > 0 ? made.join('\n') : join(root, 'packages'));

/**
 * @param {string} sentence
 * @returns {never}
 */
function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
