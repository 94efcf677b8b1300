import { expect, test } from 'vitest';
import { choosePath } from '../../electron/files.ts';
import { menuTemplate } from '../../electron/menu.ts';

test('menus have the commands of the page; the clipboard is reached by roles, which serve text fields too', () => {
  const chosen: string[] = [];
  const menus = [
    {
      title: 'Edit',
      items: [
        { id: 'edit.undo', title: 'Undo', key: 'CmdOrCtrl+Z', enabled: false },
        null,
        { id: 'edit.paste', title: 'Paste', enabled: false },
      ],
    },
  ];
  const [edit, ...others] = menuTemplate(menus, 'linux', (id) => chosen.push(id));
  expect(others).toEqual([]);
  expect(edit).toMatchObject({
    label: 'Edit',
    submenu: [
      { label: 'Undo', accelerator: 'CmdOrCtrl+Z', enabled: false, registerAccelerator: false },
      { type: 'separator' },
      { label: 'Paste', role: 'paste' },
    ],
  });
  const [undo] = edit!.submenu as [{ click(): void }];
  undo.click();
  expect(chosen).toEqual(['edit.undo']);
  expect(menuTemplate(menus, 'darwin', () => {}).map(({ role, label }) => role ?? label)).toEqual([
    'appMenu',
    'Edit',
    'windowMenu',
  ]);
});

test.each([
  ['linux', ['loom.json', 'json', 'onnx'], ['loom.json']],
  ['win32', ['loom.json', 'json', 'onnx'], ['loom.json']],
  ['darwin', ['json', 'onnx'], ['json']],
])('dialogs on %s offer designs by endings that it knows', async (platform, opened, saved) => {
  const offered: unknown[] = [];
  const answer = (_: unknown, { filters }: { filters?: { extensions: string[] }[] }): Promise<never> => {
    offered.push(filters?.[0]?.extensions);
    return Promise.resolve({ canceled: true, filePath: '', filePaths: [] } as never);
  };
  const dialog = { showOpenDialog: answer, showSaveDialog: answer } as never;
  for (const purpose of ['openDesign', 'saveDesign'] as const) {
    await choosePath(dialog, null as never, { grants: null as never }, { purpose, suggested: null }, platform);
  }
  expect(offered).toEqual([opened, saved]);
});
