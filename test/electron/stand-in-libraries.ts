import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/root.mjs';

const installed = join(root, 'node_modules');

/** The libraries of the engine for every system at once, as no machine has them installed: the same paths, empty files. */
export function standInLibraries(folder: string): void {
  const write = (path: string, content = ''): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (const name of [
    'onnxruntime-node',
    'onnxruntime-common',
    'webgpu',
    'sharp',
    '@img/colour',
    'detect-libc',
    'semver',
  ]) {
    const files = readdirSync(join(installed, name), { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const path = join(file.parentPath, file.name);
      write(path.slice(installed.length), file.name === 'package.json' ? readFileSync(path, 'utf8') : '');
    }
  }
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; license: string }>;
  };
  for (const [path, { version, license }] of Object.entries(packages)) {
    const name = /^node_modules\/(@img\/sharp-[\w-]+)$/.exec(path)?.[1];
    if (!name) continue;
    write(`${name}/package.json`, JSON.stringify({ name, version, license }));
    if (!name.includes('libvips')) write(`${name}/lib/${name.slice('@img/'.length)}.node`);
    else write(`${name}/lib/libvips-cpp.${name.includes('darwin') ? 'dylib' : 'so.8'}`);
    if (name.includes('sharp-win32')) write(`${name}/lib/libvips-cpp.dll`);
  }
}
