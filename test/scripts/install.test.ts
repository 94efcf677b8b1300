import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isInstalled } from '../../scripts/install.mjs';
import { hasOwnBuilds, removeForeignBuilds } from '../../scripts/packaging/libraries.mjs';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-install-'));
const library = { version: '1.0.0', integrity: 'sha512-a' };
const here = { os: [process.platform], cpu: [process.arch] };
const elsewhere = { os: ['another'], cpu: [process.arch] };

mkdirSync(join(folder, 'node_modules'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['all is there', { library }, { library }, true],
  ['one is missing', { library }, {}, false],
  ['a version differs', { library }, { library: { ...library, version: '1.0.1' } }, false],
  ['the contents differ', { library }, { library: { ...library, integrity: 'sha512-b' } }, false],
  ['a build for this platform is missing', { library: { ...library, ...here, optional: true } }, {}, false],
  ['a build for another platform is missing', { library: { ...library, ...elsewhere, optional: true } }, {}, true],
  ['what such a build needs is missing', { library: { ...library, optional: true } }, {}, true],
])('%s', (_, wanted, installed, expected) => {
  write('package-lock.json', { '': { version: '0.1.0' }, ...wanted });
  write('node_modules/.package-lock.json', installed);
  expect(isInstalled(folder)).toBe(expected);
});

test('nothing is installed', () => {
  rmSync(join(folder, 'node_modules/.package-lock.json'), { force: true });
  expect(isInstalled(folder)).toBe(false);
});

test('builds for other systems go, and one for this system that is gone is missed', () => {
  const libraries = join(folder, 'libraries');
  const builds = {
    'onnxruntime-node/bin/napi-v6': ['linux/x64', 'linux/arm64', 'win32/x64', 'darwin/arm64'],
    'webgpu/dist': ['linux-x64', 'linux-arm64', 'win32-x64', 'darwin-universal'],
  };
  for (const [at, systems] of Object.entries(builds))
    for (const system of systems) mkdirSync(join(libraries, at, system), { recursive: true });
  writeFileSync(join(libraries, 'webgpu/dist/index.js'), '');
  const files = (): readonly string[] => readdirSync(libraries, { recursive: true }).map(String).toSorted();
  removeForeignBuilds(libraries, 'linux-arm64');
  expect(files().map((file) => file.replaceAll('\\', '/'))).toEqual([
    'onnxruntime-node',
    'onnxruntime-node/bin',
    'onnxruntime-node/bin/napi-v6',
    'onnxruntime-node/bin/napi-v6/linux',
    'onnxruntime-node/bin/napi-v6/linux/arm64',
    'webgpu',
    'webgpu/dist',
    'webgpu/dist/index.js',
    'webgpu/dist/linux-arm64',
  ]);
  expect(hasOwnBuilds(libraries, 'linux-arm64')).toBe(true);
  expect(hasOwnBuilds(libraries, 'linux-x64')).toBe(false);
  const before = files();
  removeForeignBuilds(libraries, 'win32-x64');
  expect(files()).toEqual(before);
});

function write(file: string, packages: object): void {
  writeFileSync(join(folder, file), JSON.stringify({ packages }));
}
