import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { configuration } from '../../scripts/packaging/configuration.mjs';
import { drawIcons } from '../../scripts/packaging/icons.mjs';
import { engineLibraries, missingLibraries } from '../../scripts/packaging/libraries.mjs';
import { reasonAgainstNode } from '../../scripts/packaging/node.mjs';
import { root } from '../../scripts/root.mjs';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-packaging-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the icons hold a picture of every size, each of the size that it is said to have', async () => {
  const icons = await drawIcons(folder);
  const sizeOf = async (png: Buffer): Promise<number> => (await sharp(png).metadata()).width;

  const ico = readFileSync(icons.win32);
  const entries = Array.from({ length: ico.readUInt16LE(4) }, (_, i) => 6 + 16 * i);
  const said = entries.map((at) => ico.readUInt8(at) || 256);
  const drawn = entries.map((at) => {
    const offset = ico.readUInt32LE(at + 12);
    return ico.subarray(offset, offset + ico.readUInt32LE(at + 8));
  });
  expect(await Promise.all(drawn.map(sizeOf))).toEqual(said);
  expect(said).toContain(256);

  const icns = readFileSync(icons.darwin);
  const sizes: [string, number][] = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    const png = icns.subarray(at + 8, at + icns.readUInt32BE(at + 4));
    sizes.push([icns.toString('latin1', at, at + 4), await sizeOf(png)]);
  }
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  expect(Object.fromEntries(sizes)).toMatchObject({ ic07: 128, ic08: 256, ic09: 512, ic10: 1024 });

  for (const name of readdirSync(icons.linux)) {
    expect(`${await sizeOf(readFileSync(join(icons.linux, name)))}`).toBe(name.split('x')[0]);
  }
});

test('a Node that leans on its system is not packed', () => {
  expect(reasonAgainstNode({ node_shared: false, node_shared_zlib: false, node_prefix: '/usr' })).toBeNull();
  expect(reasonAgainstNode({ node_shared: true, node_shared_zlib: true })).toContain('(node_shared, node_shared_zlib)');
});

test('libraries of another system are missed by name', () => {
  const libraries = engineLibraries('win32-x64');
  const missing = missingLibraries(join(root, 'node_modules'), libraries);
  expect(missing).toEqual(process.platform === 'win32' ? [] : ['@img/sharp-win32-x64']);
});

test('each system gets its kinds of packages, and opens designs with the app', () => {
  const parts = { main: '', page: '', engine: '', libraries: '', node: '', licences: '', electron: '', output: '' };
  const icons = { linux: 'png', win32: 'ico', darwin: 'icns' };
  const { linux, mac, win, nsis } = configuration({ ...parts, system: 'linux-x64', icons });
  expect([linux?.target, mac?.target, win?.target]).toEqual([['AppImage', 'deb'], ['dmg'], ['nsis']]);
  expect([linux?.icon, mac?.icon, win?.icon]).toEqual(['png', 'icns', 'ico']);
  expect(linux?.fileAssociations).toMatchObject([
    { ext: 'loom.json', role: 'Editor' },
    { ext: 'onnx', role: 'Viewer' },
  ]);
  // Other programs keep their JSON files: macOS and Windows know the last ending only.
  expect(mac?.fileAssociations).toMatchObject([
    { ext: 'json', role: 'Editor', rank: 'Alternate' },
    { ext: 'onnx', role: 'Viewer', rank: 'Alternate' },
  ]);
  expect(win?.fileAssociations).toBeUndefined();
  const script = readFileSync(nsis?.include ?? '', 'utf8');
  const [install, uninstall] = script.split('!macro customUnInstall') as [string, string];
  for (const ending of ['json', 'onnx'])
    expect(install).toContain(String.raw`"Software\Classes\.${ending}\OpenWithProgids" "Layerloom.Design"`);
  expect(install).toContain(String.raw`shell\open\command" "" '"$appExe" "%1"'`);
  // All that was written is taken away again, and no more.
  const keys = (text: string): string[] => [...text.matchAll(/"(Software\\Classes\\[\w.]+)/g)].map(([, key]) => key!);
  expect(new Set(keys(uninstall))).toEqual(new Set(keys(install)));
});

test('npm run smoke:electron says in one sentence why nothing was driven', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'smoke-electron.mjs')], {
    env: { ...process.env, LAYERLOOM_NO_WINDOW: '1' },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([1, 'Electron: LAYERLOOM_NO_WINDOW is set. Nothing was driven.\n']);
});
