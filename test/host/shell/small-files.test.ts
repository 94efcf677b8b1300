import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dataFolder } from '../../../engine/host/shell/data-folder.ts';
import { Recents } from '../../../engine/host/shell/recents.ts';
import { SettingsFile } from '../../../engine/host/shell/settings-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-small-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('recent files: latest first, each once, thirty at most', () => {
  const recents = new Recents(folder);
  for (let i = 0; i < 35; i++) recents.add(`/nets/${i}.loom.json`);
  recents.add('/nets/20.loom.json');
  const names = recents.list().map(({ name }) => name);
  expect(names).toHaveLength(30);
  expect(names.slice(0, 3)).toEqual(['20.loom.json', '34.loom.json', '33.loom.json']);
  recents.forget('/nets/34.loom.json');
  expect(new Recents(folder).list()[1]?.name).toBe('33.loom.json');
});

test('settings: changed one by one, kept over starts, whole after damage', () => {
  const settings = new SettingsFile(folder);
  expect(settings.load()).toEqual({ theme: 'system', language: 'system', view: {} });
  settings.store({ theme: 'dark', view: { minimap: true } });
  settings.store({ language: 'zh', view: { edges: 'always' } });
  expect(new SettingsFile(folder).load()).toEqual({
    theme: 'dark',
    language: 'zh',
    view: { minimap: true, edges: 'always' },
  });
  writeFileSync(join(folder, 'settings.json'), '{"theme":"purple","language":"zh"}');
  expect(settings.load()).toEqual({ theme: 'system', language: 'zh', view: {} });
  writeFileSync(join(folder, 'settings.json'), '{"theme":');
  expect(settings.load().theme).toBe('system');
});

test('the data folder is where each system keeps such things', () => {
  expect(dataFolder({ LAYERLOOM_HOME: '/own' }, 'linux')).toBe('/own');
  expect(dataFolder({ XDG_DATA_HOME: '/data' }, 'linux')).toBe(join('/data', 'layerloom'));
  expect(dataFolder({ APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'Layerloom'));
  expect(dataFolder({}, 'darwin')).toMatch(/Library.Application Support.Layerloom$/);
});
