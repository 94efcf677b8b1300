import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { questions } from '../../electron/api.ts';
import { Desktop } from '../../electron/desktop.ts';
import { paper } from '../../electron/window.ts';
import { FakeElectron, type FakePort } from './fake-electron.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'layerloom-electron-')));
const built = join(root, 'app');
const electron = new FakeElectron(join(root, 'documents'));
const shown: string[] = [];

beforeAll(async () => {
  mkdirSync(built);
  writeFileSync(join(built, 'index.html'), 'the page');
  writeFileSync(join(root, 'secret.json'), 'the secret');
  writeFileSync(join(root, 'net.loom.json'), 'the design');
  desktop(electron, ['electron', 'main.mjs', 'net.loom.json']).start();
  await vi.waitUntil(() => electron.window !== null);
});
afterAll(async () => {
  await electron.end();
  rmSync(root, { recursive: true });
});

function desktop(fake: FakeElectron, argv: readonly string[], platform = 'linux'): Desktop {
  return new Desktop(fake.api, {
    parts: {
      page: built,
      engine: { executable: process.execPath, args: [join(import.meta.dirname, 'silent-engine.mjs')] },
    },
    platform,
    argv,
    folder: root,
    preload: '/preload.cjs',
    dataFolder: join(root, 'data'),
    shown: () => shown.push('shown'),
  });
}

test('until the page sends its menus there are none; on macOS those by which an app is quit', async () => {
  expect(electron.menu).toBeNull();
  const mac = new FakeElectron(join(root, 'documents'));
  desktop(mac, ['electron', 'main.mjs'], 'darwin').start();
  expect(mac.menu).toEqual([{ role: 'appMenu' }, { role: 'windowMenu' }]);
  await vi.waitUntil(() => mac.window !== null);
  await mac.end();
});

describe('the window', () => {
  test('has a sandbox, no Node, and scripts apart from the preload script', () => {
    expect(electron.isSandboxed).toBe(true);
    expect(electron.window?.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(electron.window?.calls).toContain('layerloom://app/index.html');
  });

  test('is of the colours of the page, and follows the theme that the user chooses, or the system', async () => {
    const tokens = readFileSync(join(import.meta.dirname, '../../renderer/theme/tokens.css'), 'utf8');
    expect([...tokens.matchAll(/--paper: (#\w+);/g)].map(([, colour]) => colour)).toEqual([paper.light, paper.dark]);
    expect([electron.window?.options.backgroundColor, electron.nativeTheme.themeSource]).toEqual([
      paper.light,
      'system',
    ]);
    await electron.ask('settings.store', { theme: 'dark' });
    expect(electron.nativeTheme.themeSource).toBe('dark');
    electron.nativeTheme.shouldUseDarkColors = true;
    electron.nativeTheme.emit('updated');
    expect(electron.window?.calls).toContain(paper.dark);
    await electron.ask('settings.store', { theme: 'system' });
    expect(electron.nativeTheme.themeSource).toBe('system');
  });

  test('shows when it is painted', () => {
    electron.window?.emit('ready-to-show');
    expect([electron.window?.visible, shown]).toEqual([true, ['shown']]);
  });

  test('opens nothing, goes nowhere, embeds nothing', () => {
    const contents = electron.window!.webContents;
    expect(electron.window?.openHandler({ url: 'https://example.org' })).toEqual({ action: 'deny' });
    const prevented = (name: string, event: object): boolean => {
      let was = false;
      contents.emit(name, Object.assign(event, { preventDefault: () => (was = true) }));
      return was;
    };
    expect(prevented('will-navigate', { url: 'https://example.org' })).toBe(true);
    expect(prevented('will-navigate', { url: 'file:///etc/passwd' })).toBe(true);
    expect(prevented('will-navigate', { url: 'layerloom://app.evil.example/' })).toBe(true);
    expect(prevented('will-navigate', { url: 'layerloom://app/index.html' })).toBe(false);
    expect(prevented('will-frame-navigate', { url: 'layerloom://app/index.html', isMainFrame: false })).toBe(true);
    expect(prevented('will-attach-webview', {})).toBe(true);
  });

  test('is denied every permission but to write text to the clipboard', () => {
    const answers: Record<string, boolean> = {};
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'clipboard-sanitized-write']) {
      electron.permissions['request']?.(null, permission, (allowed: boolean) => (answers[permission] = allowed));
      expect(electron.permissions['check']?.(null, permission)).toBe(answers[permission]);
    }
    expect(Object.entries(answers).filter(([, allowed]) => allowed)).toEqual([['clipboard-sanitized-write', true]]);
    expect(electron.permissions['device']?.({})).toBe(false);
  });
});

describe('the page', () => {
  test('gets its own files, with a policy, and no others', async () => {
    const page = electron.respond({ url: 'layerloom://app/index.html', method: 'GET' });
    expect(await page.text()).toBe('the page');
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self';(?!.*unsafe-eval)/,
    );
    for (const url of [
      'layerloom://app/../secret.json',
      'layerloom://app/%2e%2e/secret.json',
      'layerloom://app/..%2fsecret.json',
      'layerloom://app/..%5csecret.json',
      'layerloom://other/index.html',
      'file:///etc/passwd',
      'nonsense',
    ]) {
      const response = electron.respond({ url, method: 'GET' });
      expect([url, response.status, await response.text()]).toEqual([url, 404, 'There is no such file.']);
    }
    expect(electron.respond({ url: 'layerloom://app/index.html', method: 'POST' }).status).toBe(404);
  });

  test('has an origin of its own, which takes no policy away', () => {
    const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
    expect(electron.schemes).toEqual([{ scheme: 'layerloom', privileges }]);
  });

  test('is told what the app was started with, and reads it', async () => {
    expect(await electron.ask('hello', {})).toMatchObject({
      result: { kind: 'desktop', open: join(root, 'net.loom.json') },
    });
    const read = await electron.ask('files.read', { path: join(root, 'net.loom.json') });
    expect(read).toMatchObject({ result: { text: 'the design' } });
  });

  test.each([
    ['another page', 'https://example.org/', null],
    ['a frame', 'layerloom://app/index.html', {}],
    ['a page whose address only begins alike', 'layerloom://app.evil/', null],
  ])('is not %s', async (_, url, parent) => {
    expect(await electron.ask('hello', {}, url, parent)).toMatchObject({ problems: [{ code: 'engine.failed' }] });
  });

  test('is asked for by no other sender, on no channel', async () => {
    const secret = join(root, 'secret.json');
    const ours = electron.window!.webContents;
    const page = { url: 'layerloom://app/index.html', parent: null };
    const senders = [
      { sender: {}, senderFrame: page },
      { sender: ours, senderFrame: null },
      { sender: ours, senderFrame: { ...page, parent: {} } },
      { sender: ours, senderFrame: { ...page, url: 'layerloom://app.evil/' } },
    ];
    for (const sender of senders) {
      expect(await electron.handlers.get('layerloom:ask')?.(sender, 'hello', {})).toMatchObject({ problems: [{}] });
      electron.listeners.emit('layerloom:dropped', sender, secret);
      electron.listeners.emit('layerloom:engine', sender);
    }
    expect(await electron.ask('files.read', { path: secret })).toMatchObject({ problems: [{}] });
    expect(electron.window?.ports).toEqual([]);
  });

  test.each([7, '', 'x'.repeat(5000), null, { path: '/' }])('drags in no %j', async (path) => {
    electron.tell('layerloom:dropped', path);
    expect(await electron.ask('files.read', { path: '/etc/hosts.json' })).toMatchObject({ problems: [{}] });
  });

  test.each([
    ['constructor', {}],
    ['files.list', { folder: '/', purpose: 'openDesign' }],
    [{ toString: (): string => 'hello' }, {}],
    ['files.read', { path: 7 }],
    ['window.menu', { menus: 'x' }],
  ])('cannot ask %s', async (name, params) => {
    expect(await electron.ask(name, params)).toMatchObject({ problems: [{}] });
  });

  test('reads and writes only what the user chose', async () => {
    const path = join(root, 'secret.json');
    expect(await electron.ask('files.read', { path })).toMatchObject({ problems: [{ code: 'file.notChosen' }] });
    electron.tell('layerloom:dropped', path, 'https://example.org/');
    expect(await electron.ask('files.read', { path })).toMatchObject({ problems: [{ code: 'file.notChosen' }] });
    electron.tell('layerloom:dropped', path);
    expect(await electron.ask('files.read', { path })).toMatchObject({ result: { text: 'the secret' } });
    electron.chosen = join(root, 'new');
    const chosen = await electron.ask('files.choose', { purpose: 'saveDesign', suggested: '../../etc/net.loom.json' });
    expect(chosen).toEqual({ result: { path: join(root, 'new.loom.json') } });
    expect(electron.dialogs.at(-1)).toMatchObject({ defaultPath: 'net.loom.json' });
    await electron.ask('files.write', { path: join(root, 'new.loom.json'), text: 'drawn', revision: null });
    expect(readFileSync(join(root, 'new.loom.json'), 'utf8')).toBe('drawn');
    electron.chosen = null;
    expect(await electron.ask('files.choose', { purpose: 'openDesign', suggested: null })).toEqual({
      result: { path: null },
    });
  });

  test.each([
    ['a folder', '.'],
    ['a file that holds no design', 'notes.txt'],
    ['a folder with the name of one', 'folder.json'],
    ['what is not there', 'gone.json'],
  ])('is not granted %s by saying that it was dragged in', async (_, name) => {
    const path = join(root, name);
    mkdirSync(join(root, 'folder.json'), { recursive: true });
    writeFileSync(join(root, 'notes.txt'), 'the secret');
    electron.tell('layerloom:dropped', path);
    writeFileSync(join(root, 'gone.json'), 'the secret');
    expect(await electron.ask('files.read', { path })).toMatchObject({ problems: [{ code: 'file.notChosen' }] });
    rmSync(join(root, 'gone.json'));
  });

  test.each([
    ['a design', 'files.choose', { purpose: 'saveDesign', suggested: null }, 'taken', 'taken.loom.json'],
    ['an ONNX file', 'files.choose', { purpose: 'saveOnnx', suggested: 'taken.onnx' }, 'taken', 'taken.onnx'],
    ['a picture', 'files.export', { suggested: 'taken.svg', bytes: Uint8Array.of(7) }, 'taken', 'taken.svg'],
  ])('never replaces %s that the dialog did not ask about', async (_, question, params, typed, whole) => {
    const path = join(root, whole);
    writeFileSync(path, 'theirs');
    electron.chosen = null;
    electron.choices.push(join(root, typed));
    const before = electron.dialogs.length;
    expect(await electron.ask(question, params)).toEqual({ result: { path: null } });
    const asked = electron.dialogs.slice(before) as { readonly defaultPath?: string; readonly properties: string[] }[];
    expect(asked.map(({ defaultPath }) => defaultPath).slice(1)).toEqual([path]);
    for (const { properties } of asked) expect(properties).toContain('showOverwriteConfirmation');
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    electron.choices.push(join(root, typed), path);
    expect(await electron.ask(question, params)).toEqual({ result: { path } });
  });

  test('exports a drawing where the user says', async () => {
    electron.chosen = join(root, 'net.png');
    const bytes = Uint8Array.of(1, 2, 3);
    expect(await electron.ask('files.export', { suggested: 'net.png', bytes })).toEqual({
      result: { path: electron.chosen },
    });
    expect([...readFileSync(electron.chosen)]).toEqual([1, 2, 3]);
  });

  test('gives the menus, and hears what is chosen in them', async () => {
    const save = { id: 'file.save', title: 'Save', key: 'CmdOrCtrl+S', enabled: true };
    await electron.ask('window.menu', { menus: [{ title: 'File', items: [save, null] }] });
    const [file] = electron.menu as [{ label: string; submenu: { label?: string; type?: string; click(): void }[] }];
    expect([file.label, file.submenu[0]?.label, file.submenu[1]?.type]).toEqual(['File', 'Save', 'separator']);
    file.submenu[0]?.click();
    expect(electron.window?.sent.at(-1)).toEqual(['layerloom:event', { type: 'command', id: 'file.save' }]);
  });

  test('speaks with the engine over a port; its paths are held to what was chosen', async () => {
    electron.tell('layerloom:engine');
    const [port] = electron.window!.ports as FakePort[];
    port!.say({ type: 'nonsense', id: 3 });
    port!.say({ type: 'call', id: 4, name: 'evaluate', params: { run: '/etc' } });
    port!.say({ type: 'call', id: 5, name: 'devices', params: {} });
    await expect.poll(() => port!.arrived).toHaveLength(3);
    expect(port!.arrived).toMatchObject([
      { type: 'failure', id: 3 },
      { type: 'problems', id: 4, problems: [{ code: 'file.notChosen' }] },
      { type: 'result', id: 5, result: { devices: [] } },
    ]);
  });
});

describe('the app', () => {
  test('opens a file of a second start in the window that is there', () => {
    electron.app.emit('second-instance', {}, ['electron', '--flag', 'secret.json'], root);
    expect(electron.window?.sent.at(-1)).toEqual([
      'layerloom:event',
      { type: 'openFile', path: join(root, 'secret.json') },
    ]);
    expect(electron.window?.calls).toContain('focus');
  });

  test('tells a page that was not there yet', async () => {
    electron.app.emit('open-file', { preventDefault: () => {} }, join(root, 'net.loom.json'));
    expect(await electron.ask('hello', {})).toMatchObject({ result: { open: join(root, 'net.loom.json') } });
  });

  test('ends at once where another instance is first', () => {
    const second = new FakeElectron(root);
    second.isFirst = false;
    expect(desktop(second, ['electron', 'main.mjs']).start()).toBe(false);
    expect(second.hasQuit).toBe(true);
  });

  test('loads the page again after a crash, and offers it what the page had not saved', async () => {
    const draft = { id: 'one', path: null, name: 'net', text: 'unsaved', revision: null };
    await electron.ask('drafts.store', draft);
    expect(await electron.ask('drafts.left', {})).toEqual({ result: { drafts: [] } });
    electron.window?.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await expect.poll(() => electron.window?.calls).toContain('reload');
    expect(await electron.ask('drafts.left', {})).toMatchObject({ result: { drafts: [draft] } });
  });

  test('remembers where the window was, and lets the page store its draft before it goes', async () => {
    let prevented = false;
    electron.window?.emit('close', { preventDefault: () => (prevented = true) });
    expect([prevented, electron.window?.visible, electron.window?.calls.includes('destroy')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(existsSync(join(root, 'data', 'window.json'))).toBe(true);
    await expect.poll(() => electron.window?.calls).toContain('destroy');
    electron.app.emit('window-all-closed');
    expect(electron.hasQuit).toBe(true);
  });
});

test('every question that is let through has an answer', async () => {
  const fresh = new FakeElectron(join(root, 'documents'));
  desktop(fresh, ['electron', 'main.mjs']).start();
  await expect.poll(() => fresh.window).not.toBeNull();
  for (const name of questions) {
    const answer = JSON.stringify(await fresh.ask(name, {}));
    expect(answer).not.toContain('is not offered here');
  }
  await fresh.end();
});
