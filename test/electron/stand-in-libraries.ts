import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/root.mjs';

const installed = join(root, 'node_modules');

/**
 * Builds for each system, as onnxruntime-node 1.30.0 and webgpu 0.6.2 carry them; an installed copy keeps this
 * machine's alone.
 */
const BUILDS = {
  'onnxruntime-node/bin/napi-v6': {
    'linux/x64': ['libonnxruntime.so.1', 'onnxruntime_binding.node'],
    'linux/arm64': ['libonnxruntime.so.1', 'onnxruntime_binding.node'],
    'win32/x64': ['DirectML.dll', 'dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'],
    'win32/arm64': ['DirectML.dll', 'dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'],
    'darwin/arm64': ['libonnxruntime.1.30.0.dylib', 'libonnxruntime.1.dylib', 'onnxruntime_binding.node'],
  },
  'webgpu/dist': {
    'darwin-universal': ['dawn.node'],
    'linux-x64': ['dawn.node'],
    'linux-arm64': ['dawn.node'],
    'win32-x64': ['d3dcompiler_47.dll', 'dawn.node', 'dxcompiler-LICENSE.TXT', 'dxcompiler.dll'],
    'win32-arm64': ['d3dcompiler_47.dll', 'dawn.node', 'dxcompiler-LICENSE.TXT', 'dxcompiler.dll'],
  },
};

/**
 * The libraries of the engine for every system at once, as no machine has them installed: the same paths, empty files.
 */
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
  for (const [root, systems] of Object.entries(BUILDS))
    for (const [system, files] of Object.entries(systems)) for (const file of files) write(`${root}/${system}/${file}`);
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
