import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Systems for which every native library of the engine has a build. onnxruntime-node has none for Macs with Intel
 * processors.
 */
export const SYSTEMS = /** @type {const} */ (['linux-x64', 'linux-arm64', 'win32-x64', 'win32-arm64', 'darwin-arm64']);

/**
 * Where a library keeps its build for each system: `of` is the folder below `root` of one system's, as many levels deep
 * for all of them.
 * @type {readonly { readonly name: string, readonly root: string, readonly of: (system: typeof SYSTEMS[number]) =>
 * string }[]}
 */
const BUILDS = [
  { name: 'onnxruntime-node', root: 'bin/napi-v6', of: (system) => system.replace('-', '/') },
  { name: 'webgpu', root: 'dist', of: (system) => (system.startsWith('darwin') ? 'darwin-universal' : system) },
];

/**
 * @param {string} name
 * @param {typeof SYSTEMS[number]} system
 */
function buildOf(name, system) {
  const build = BUILDS.find((library) => library.name === name);
  if (!build) throw new Error(`${name} has no builds by system`);
  return `${build.root}/${build.of(system)}`;
}

/**
 * Whether each of the libraries with builds by system that lie in `folder` has that of `system`.
 * @param {string} folder
 * @param {typeof SYSTEMS[number]} system
 */
export function hasOwnBuilds(folder, system) {
  const there = BUILDS.filter(({ name }) => existsSync(join(folder, name)));
  return there.every(({ name }) => existsSync(join(folder, name, buildOf(name, system))));
}

/**
 * Removes the builds for other systems, 350 MB that never run here. npm brings them all, since they lie in one package.
 * @param {string} folder
 * @param {typeof SYSTEMS[number]} system
 */
export function removeForeignBuilds(folder, system) {
  for (const { name, root, of } of BUILDS) {
    if (!existsSync(join(folder, name, buildOf(name, system)))) continue;
    const own = of(system).split('/');
    const parents = own.map((_, level) => join(folder, name, root, ...own.slice(0, level)));
    for (const [level, parent] of parents.entries()) {
      for (const entry of readdirSync(parent, { withFileTypes: true }))
        if (entry.isDirectory() && entry.name !== own[level]) rmSync(join(parent, entry.name), { recursive: true });
    }
  }
}

/** @typedef {{ readonly name: string, readonly files: readonly string[] }} Library which of its files are packaged, as glob patterns */

/**
 * The libraries that the engine's bundle loads at run time, each with the files that one system needs: of several
 * hundred megabytes of binaries, only its own. What they need for installing themselves stays away.
 * @param {typeof SYSTEMS[number]} system
 * @returns {readonly Library[]}
 */
export function engineLibraries(system) {
  const texts = ['package.json', 'LICENSE*', 'README.md'];
  const libvips = system.startsWith('win32')
    ? []
    : [{ name: `@img/sharp-libvips-${system}`, files: [...texts, '*.json', 'lib/**'] }];
  return [
    {
      name: 'onnxruntime-node',
      // On macOS the library lies there twice; the binding loads the one with the short name.
      files: [...texts, 'dist/*.js', `${buildOf('onnxruntime-node', system)}/*`, '!**/libonnxruntime.*.*.*.dylib'],
    },
    { name: 'onnxruntime-common', files: [...texts, 'dist/cjs/*.js', 'dist/cjs/package.json'] },
    { name: 'webgpu', files: [...texts, 'index.js', `${buildOf('webgpu', system)}/*`] },
    { name: 'sharp', files: [...texts, 'dist/*.mjs'] },
    { name: `@img/sharp-${system}`, files: [...texts, 'index.cjs', 'lib/*'] },
    ...libvips,
    { name: '@img/colour', files: [...texts, '*.cjs'] },
    { name: 'detect-libc', files: [...texts, 'lib/*'] },
    { name: 'semver', files: [...texts, '**/*.js'] },
  ];
}

/**
 * Those of the libraries that are not installed in `folder`: npm fetches the binaries of the machine that it runs on.
 * @param {string} folder
 * @param {readonly Library[]} libraries
 */
export function missingLibraries(folder, libraries) {
  return libraries.flatMap(({ name }) => (existsSync(join(folder, name, 'package.json')) ? [] : [name]));
}
