import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { extractAll, extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { root } from '../../scripts/root.mjs';
import { FakeElectron, type FakePort } from './fake-electron.ts';
import { nativeFiles, type PackedApp, packApp, type System } from './packed-app.ts';

const MIB = 1024 * 1024;
const packed: PackedApp[] = [];
async function packOnce(system: System, real = false): Promise<PackedApp> {
  const app = await packApp(system, real);
  packed.push(app);
  return app;
}
afterAll(() => {
  for (const { folder } of packed) rmSync(folder, { recursive: true, force: true });
});

/** A fuse is a digit in the program. */
const ON: number = '1'.charCodeAt(0);

async function fuses(program: string): Promise<Record<string, boolean>> {
  const wire = await getCurrentFuseWire(program);
  const states = Object.entries(wire).filter(([name]) => name !== 'version');
  return Object.fromEntries(states.map(([index, digit]) => [FuseV1Options[Number(index)]!, Number(digit) === ON]));
}

const expectedFuses = {
  RunAsNode: false,
  EnableCookieEncryption: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

/** Native files by library, the Node that runs the engine left out. */
const ort = (platform: string, arch: string, ...names: string[]): string[] =>
  names.map((name) => `engine/node_modules/onnxruntime-node/bin/napi-v6/${platform}/${arch}/${name}`);
const windowsRuntime = ['DirectML.dll', 'dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'];
const webgpu = (folder: string, ...names: string[]): string[] =>
  names.map((name) => `engine/node_modules/webgpu/dist/${folder}/${name}`);
const image = (name: string): string => `engine/node_modules/@img/${name}`;

describe.each<{ system: System; native: readonly string[] }>([
  {
    system: 'linux-arm64',
    native: [
      image('sharp-libvips-linux-arm64/lib/libvips-cpp.so.8'),
      image('sharp-linux-arm64/lib/sharp-linux-arm64.node'),
      ...ort('linux', 'arm64', 'libonnxruntime.so.1', 'onnxruntime_binding.node'),
      ...webgpu('linux-arm64', 'dawn.node'),
    ],
  },
  {
    system: 'win32-x64',
    native: [
      image('sharp-win32-x64/lib/libvips-cpp.dll'),
      image('sharp-win32-x64/lib/sharp-win32-x64.node'),
      ...ort('win32', 'x64', ...windowsRuntime),
      ...webgpu('win32-x64', 'd3dcompiler_47.dll', 'dawn.node', 'dxcompiler.dll'),
      'node/node.exe',
    ],
  },
  {
    system: 'darwin-arm64',
    native: [
      image('sharp-darwin-arm64/lib/sharp-darwin-arm64.node'),
      image('sharp-libvips-darwin-arm64/lib/libvips-cpp.dylib'),
      ...ort('darwin', 'arm64', 'libonnxruntime.1.dylib', 'onnxruntime_binding.node'),
      ...webgpu('darwin-universal', 'dawn.node'),
    ],
  },
])('the package for $system', ({ system, native }) => {
  test('has exactly its own native files, its fuses, and a Node', async () => {
    const app = await packOnce(system);
    expect(nativeFiles(app.files)).toEqual(native);
    expect(await fuses(app.program)).toEqual(expectedFuses);
    expect(app.files.filter((file) => file.startsWith('node/'))).toEqual([
      system.startsWith('win32') ? 'node/node.exe' : 'node/node',
    ]);
    expect(readdirSync(app.resources)).toEqual(expect.arrayContaining(['LICENCES.txt', 'app.asar', 'engine']));
    expect(readdirSync(app.resources)).not.toContain('default_app.asar');
  }, 60_000);
});

describe('the package of this machine', () => {
  const electron = new FakeElectron('');
  let app: PackedApp;
  beforeAll(async () => {
    app = await packOnce(`${process.platform}-${process.arch}` as System, true);
    electron.documents = join(app.folder, 'documents');
  });
  afterAll(() => electron.end());

  test('has one archive with the main process and the page, and nothing of the repository', () => {
    expect(readdirSync(app.resources).toSorted()).toEqual(['LICENCES.txt', 'app.asar', 'engine', 'node']);
    const archive = join(app.resources, 'app.asar');
    const inside = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/'));
    expect(inside.filter((path) => path.split('/').length === 2).toSorted()).toEqual([
      '/libraries.json',
      '/main.mjs',
      '/package.json',
      '/page',
      '/preload.cjs',
    ]);
    expect(inside.filter((path) => /node_modules|\.(ts|tsx|map)$/.test(path))).toEqual([]);
    expect(inside).toContain('/page/index.html');
    expect(JSON.parse(extractFile(archive, 'package.json').toString())).toMatchObject({
      main: 'main.mjs',
      type: 'module',
    });
    expect(statSync(archive).size).toBeLessThan(12 * MIB);
  });

  test('has the native files of this machine, whole, its fuses, and the licences of all it holds', async () => {
    const native = nativeFiles(app.files);
    expect(native.filter((file) => !file.includes(process.platform) && !file.includes(process.arch))).toEqual([]);
    const installed = (file: string): string => join(root, file.replace(/^engine\//, ''));
    expect(native.map((file) => statSync(join(app.resources, file)).size)).toEqual(
      native.map((file) => statSync(installed(file)).size),
    );
    expect(statSync(join(app.resources, 'node', 'node')).size).toBe(statSync(process.execPath).size);
    const bytes = app.files.reduce((sum, file) => sum + statSync(join(app.resources, file)).size, 0);
    expect(bytes / MIB).toBeLessThan(300);
    expect(await fuses(app.program)).toEqual(expectedFuses);
    const licences = readFileSync(join(app.resources, 'LICENCES.txt'), 'utf8');
    for (const name of ['react', 'zod', 'elkjs', '@fontsource-variable/noto-sans-sc', 'onnxruntime-node', 'webgpu']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\nLicence: `, 'm'));
    }
    expect(licences).toContain('SIL OPEN FONT LICENSE');
  });

  test('opens its window, and its own Node trains a step, exports ONNX and reads an image', async () => {
    const extracted = join(app.folder, 'app');
    extractAll(join(app.resources, 'app.asar'), extracted);
    await startPackedMain(electron, extracted, app);
    await expect.poll(() => electron.window).not.toBeNull();
    expect(await electron.respond({ url: 'layerloom://app/index.html', method: 'GET' }).text()).toContain(
      '<div id="root">',
    );

    electron.tell('layerloom:engine');
    const port = electron.window!.ports[0] as FakePort;
    let id = 0;
    const call = async (name: string, params: object): Promise<unknown> => {
      const own = ++id;
      port.say({ type: 'call', id: own, name, params });
      const answer = await vi.waitUntil(
        () => port.arrived.find((m) => isAnswer(m, own)) as { result?: unknown } | undefined,
        { timeout: 60_000 },
      );
      return answer.result ?? answer;
    };
    const document = JSON.parse(readFileSync(join(root, 'test/fixtures/designs/tiny.loom.json'), 'utf8')) as unknown;
    const { result } = (await electron.ask('files.newRun', { name: 'packed' })) as { result: { path: string } };
    const run = result.path;
    const trained = await call('train', {
      design: { kind: 'document', document, name: 'tiny' },
      data: { path: 'builtin:digits' },
      settings: { maxSteps: 1, batch: 8 },
      device: 'cpu',
      out: run,
    });
    expect(trained).toMatchObject({ status: 'done', steps: 1 });
    const file = join(run, 'net.onnx');
    expect(await call('export', { run, file, images: 1 })).toMatchObject({ file, images: 1 });
    // Pictures that are dropped travel as bytes; a path counts where the user chose the folder.
    const image = join(run, 'picture.png');
    copyFileSync(join(root, 'assets', 'readme', 'window-dark.png'), image);
    expect(await call('predict', { run, images: [image] })).toMatchObject({ predictions: [{ image }] });
    // Software Vulkan is there, so Dawn finds a device if it was packed.
    expect(await call('devices', {})).toMatchObject({
      devices: expect.arrayContaining([expect.objectContaining({ backend: 'webgpu' })]),
    });
  }, 120_000);
});

function isAnswer(message: unknown, id: number): boolean {
  const { type, id: its } = message as { type: string; id: number };
  return its === id && ['result', 'problems', 'failure'].includes(type);
}

/** Runs the packed main process in this one, on a module `electron` that hands out the fake. */
async function startPackedMain(electron: FakeElectron, folder: string, { resources }: PackedApp): Promise<void> {
  const module = join(folder, 'node_modules', 'electron');
  mkdirSync(module, { recursive: true });
  writeFileSync(join(module, 'package.json'), '{ "type": "module", "main": "index.js" }');
  writeFileSync(
    join(module, 'index.js'),
    `export const { ${Object.keys(electron).join(', ')} } = globalThis.electron;`,
  );
  Object.assign(globalThis, { electron });
  Object.assign(electron.app, { isPackaged: true, getAppPath: () => folder, setPath: () => {} });
  Object.assign(process, { resourcesPath: resources });
  vi.stubEnv('LAYERLOOM_HOME', join(folder, 'data'));
  await import(/* @vite-ignore */ pathToFileURL(join(folder, 'main.mjs')).href);
}
