import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Systems for which every native library of the engine has a build. onnxruntime-node has none for Macs with Intel processors. */
export const SYSTEMS = /** @type {const} */ (['linux-x64', 'linux-arm64', 'win32-x64', 'win32-arm64', 'darwin-arm64']);

/** @typedef {{ readonly name: string, readonly files: readonly string[] }} Library which of its files are packaged, as glob patterns */

/**
 * The libraries that the engine's bundle loads at run time, each with the files that one system needs: of several hundred megabytes of
 * binaries, only its own. What they need for installing themselves stays away.
 * @param {typeof SYSTEMS[number]} system
 * @returns {readonly Library[]}
 */
export function engineLibraries(system) {
  const [platform, arch] = /** @type {['linux' | 'win32' | 'darwin', string]} */ (system.split('-'));
  const texts = ['package.json', 'LICENSE*', 'README.md'];
  const libvips =
    platform === 'win32' ? [] : [{ name: `@img/sharp-libvips-${system}`, files: [...texts, '*.json', 'lib/**'] }];
  return [
    {
      name: 'onnxruntime-node',
      // On macOS the library lies there twice; the binding loads the one with the short name.
      files: [...texts, 'dist/*.js', `bin/napi-v6/${platform}/${arch}/*`, '!**/libonnxruntime.*.*.*.dylib'],
    },
    { name: 'onnxruntime-common', files: [...texts, 'dist/cjs/*.js', 'dist/cjs/package.json'] },
    { name: 'webgpu', files: [...texts, 'index.js', `dist/${platform === 'darwin' ? 'darwin-universal' : system}/*`] },
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
