/**
 * Bundles TypeScript for plain Node, since Node 20 does not run it, and the app's window.
 *
 * A build lies in dist/<target>-<hash of its sources>/ and is never changed afterwards: a run that goes on while the
 * sources are edited keeps its own files, and two processes that build at once never see each other's half-written
 * ones.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundledLibraries } from './bundled-libraries.mjs';
import { root } from './root.mjs';
import { targets } from './targets.mjs';
import { workerUrls } from './worker-urls.mjs';

/** @typedef {keyof typeof targets} Target */

const dist = join(root, 'dist');
const KEPT_BUILDS = 8;
const ONE_HOUR = 3_600_000;

/**
 * Builds the target if its sources changed, and imports one of its entries, which then runs.
 * @param {Target} target
 * @param {string} entry
 */
export async function run(target, entry) {
  const folder = await build(target);
  await import(pathToFileURL(join(folder, `${entry}.mjs`)).href);
}

/**
 * Returns the folder that holds the target's up-to-date build, bundling it first where there is none.
 * @param {Target} target
 */
export async function build(target) {
  if (!existsSync(join(root, 'engine'))) return packagedBuild(target);
  for (;;) {
    const hash = hashSources(target);
    const folder = join(dist, `${target}-${hash}`);
    if (existsSync(folder)) {
      utimesSync(folder, new Date(), new Date());
      return folder;
    }
    const scratch = `${folder}.${process.pid}.tmp`;
    try {
      await bundle(target, scratch);
      const editedMeanwhile = hashSources(target) !== hash;
      if (!editedMeanwhile) publish(scratch, folder);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    removeOldBuilds();
  }
}

/**
 * @param {Target} target
 * @param {string} folder
 */
async function bundle(target, folder) {
  mkdirSync(folder, { recursive: true });
  if (target === 'app') return bundleApp(folder);
  await bundleForNode(target, folder);
  if (target === 'electron') await bundlePreload(targets.electron.preload, folder);
}

/**
 * Always for production: a test runner's NODE_ENV would bundle React's development build, which draws several times
 * more slowly.
 * @param {string} folder
 */
async function bundleApp(folder) {
  process.env.NODE_ENV = 'production';
  const [{ build: viteBuild }, { appConfig }] = await installed(() =>
    Promise.all([import('vite'), import('./app-config.mjs')]),
  );
  await viteBuild({ ...appConfig, build: { ...appConfig.build, outDir: folder } });
}

/**
 * @param {string} entry
 * @param {string} folder
 */
async function bundlePreload(entry, folder) {
  const rolldown = await installed(() => import('rolldown'));
  const output = /** @type {const} */ ({ file: join(folder, 'preload.cjs'), format: 'cjs' });
  await rolldown.build({ cwd: root, input: entry, platform: 'node', external: ['electron'], output, logLevel: 'warn' });
}

/**
 * @template T
 * @param {() => Promise<T>} load
 */
function installed(load) {
  return load().catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error('The libraries are not installed. Run: npm ci');
  });
}

/**
 * @param {Target} target
 * @param {string} folder
 */
async function bundleForNode(target, folder) {
  const rolldown = await installed(() => import('rolldown'));
  const entries = targets[target].entries.filter((entry) => existsSync(join(root, entry)));
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await rolldown.build({
    cwd: root,
    input: Object.fromEntries(entries.map((entry) => [entryName(entry), entry])),
    platform: 'node',
    external: [...Object.keys(dependencies), 'electron'],
    plugins: [
      workerUrls(targets[target].entries, (entry) => `new URL('./${entryName(entry)}.mjs', import.meta.url)`),
      bundledLibraries().whole,
    ],
    output: { dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    logLevel: 'warn',
  });
}

/**
 * The bundle of an entry is named after its source file.
 * @param {string} entry
 */
export function entryName(entry) {
  return basename(entry, '.ts');
}

/**
 * Moves a finished build into place, unless another process was faster.
 * @param {string} scratch
 * @param {string} folder
 */
function publish(scratch, folder) {
  try {
    renameSync(scratch, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

/** @param {Target} target */
function hashSources(target) {
  const hash = createHash('sha256');
  for (const folder of ['scripts', ...targets[target].folders].filter((name) => existsSync(join(root, name)))) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
    for (const path of files.map((file) => join(file.parentPath, file.name)).sort()) {
      hash.update(path.slice(root.length)).update('\0').update(readFileSync(path));
    }
  }
  hash.update(readFileSync(join(root, 'package-lock.json')));
  return hash.digest('hex').slice(0, 12);
}

/**
 * An installed package has no sources, only the build that was packed.
 * @param {Target} target
 */
function packagedBuild(target) {
  const name = readdirSync(dist).find((entry) => entry.startsWith(`${target}-`));
  if (!name) throw new Error(`${dist} holds no build of ${target}.`);
  return join(dist, name);
}

/** Builds that may still be in use are kept: the newest few, and all of the last hour. */
function removeOldBuilds() {
  const builds = readdirSync(dist)
    .map((name) => join(dist, name))
    // Another process may have moved its own into place meanwhile.
    .map((path) => ({ path, time: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now() }))
    .sort((a, b) => b.time - a.time);
  for (const { path, time } of builds.slice(KEPT_BUILDS)) {
    if (Date.now() - time > ONE_HOUR) rmSync(path, { recursive: true, force: true });
  }
}
