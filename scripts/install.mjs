/**
 * Installs exactly what the lock file says, and only when something of it is missing. Runs before anything is
 * installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasOwnBuilds, removeForeignBuilds, SYSTEMS } from './packaging/libraries.mjs';
import { root } from './root.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockEntry
 */

/**
 * Runs `npm ci` where node_modules is absent or differs from the lock file, and keeps this system's native builds
 * alone; exits when that fails.
 */
export function ensureInstalled() {
  if (isInstalled()) return;
  process.stderr.write('Installing the libraries of package-lock.json …\n');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--loglevel=error'];
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0) {
    process.stderr.write('npm ci failed, see above. It needs the npm registry once; afterwards no network.\n');
    process.exit(1);
  }
  const system = here();
  if (system) removeForeignBuilds(join(root, 'node_modules'), system);
}

const here = () => SYSTEMS.find((system) => system === `${process.platform}-${process.arch}`);

/** True where npm's record of what it installed holds every package that the lock file wants on this platform. */
export function isInstalled(folder = root) {
  const wanted = readPackages(join(folder, 'package-lock.json'));
  const installed = readPackages(join(folder, 'node_modules', '.package-lock.json'));
  const system = here();
  if (!wanted || !installed || (system && !hasOwnBuilds(join(folder, 'node_modules'), system))) return false;
  return Object.entries(wanted).every(([path, { version, integrity, ...entry }]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return entry.optional === true && !isBuiltForThisMachine(entry);
    return found.version === version && found.integrity === integrity;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, LockEntry> | null}
 */
function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : null;
}

/**
 * Of optional packages, those that name this platform; those that name none serve builds for other platforms.
 * @param {LockEntry} entry
 */
function isBuiltForThisMachine({ os, cpu, libc }) {
  if (!os && !cpu) return false;
  return accepts(os, process.platform) && accepts(cpu, process.arch) && (!libc || accepts(libc, libcOfThisMachine()));
}

/**
 * @param {string[] | undefined} list
 * @param {string} value
 */
function accepts(list, value) {
  return !list || list.includes(value);
}

function libcOfThisMachine() {
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header.glibcVersionRuntime ? 'glibc' : 'musl';
}
