import { copyFileSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Desktop } from '../../electron/desktop.ts';
import { build } from '../../scripts/build.mjs';
import { FakeElectron, type FakePort } from '../electron/fake-electron.ts';
import { launchChromium } from './chromium.ts';
import { openDesktopPage } from './desktop-page.ts';

let browser: Browser;
let root: string;
let electron: FakeElectron;

beforeAll(async () => {
  browser = await launchChromium();
}, 240_000);
afterAll(() => browser.close());

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'layerloom-desktop-')));
  electron = new FakeElectron(join(root, 'documents'));
  copyFileSync(join(import.meta.dirname, '../fixtures/designs/tiny.loom.json'), join(root, 'tiny.loom.json'));
  const engine = { executable: process.execPath, args: [join(await build('engine'), 'cli.mjs'), 'engine'] };
  new Desktop(electron.api, {
    parts: { page: await build('app'), engine },
    platform: 'linux',
    argv: ['electron', 'tiny.loom.json'],
    folder: root,
    preload: '/preload.cjs',
    dataFolder: join(root, 'data'),
    shown: () => {},
  }).start();
}, 240_000);
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await electron.end();
  rmSync(root, { recursive: true });
});

const soon = { timeout: 30_000 };

test('the page of the desktop app: a design by double-click, native menus, a question when a run is under way', async () => {
  const page = await browser.newPage({ locale: 'en-US' });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await openDesktopPage(page, electron);
  await page.locator('.react-flow__node').first().waitFor();
  expect(electron.window?.title).toBe('tiny.loom.json – Layerloom');

  const menus = electron.menu as readonly { label: string; submenu: { id?: string; click?: () => void }[] }[];
  const item = (id: string) => menus.flatMap(({ submenu }) => submenu).find((entry) => entry.id === id);
  expect(menus.map(({ label }) => label).slice(0, 2)).toEqual(['File', 'Edit']);
  item('edit.find')?.click?.();
  const search = page.getByRole('dialog').getByRole('combobox');
  await search.fill('conv');
  item('edit.selectAll')?.click?.();
  await search.pressSequentially('x');
  await expect.poll(() => search.inputValue()).toBe('x');
  await page.keyboard.press('Escape');

  const port = electron.window!.ports.at(-1) as FakePort;
  const { result } = (await electron.ask('files.newRun', { name: 'kept' })) as { result: { path: string } };
  const { result: file } = (await electron.ask('files.read', { path: join(root, 'tiny.loom.json') })) as {
    result: { text: string };
  };
  port.say({
    type: 'call',
    id: 100_000,
    name: 'train',
    params: {
      design: { kind: 'document', document: JSON.parse(file.text), name: 'tiny' },
      data: { path: 'builtin:digits' },
      settings: { epochs: 1000 },
      device: 'cpu',
      out: result.path,
    },
  });
  const stepped = (message: unknown): boolean => JSON.stringify(message).includes('"type":"step"');
  await expect.poll(() => port.arrived.some(stepped), soon).toBe(true);

  const close = (): boolean => electron.window!.emit('close', { preventDefault: () => {} });
  close();
  const question = page.getByRole('alertdialog', { name: 'Training is under way' });
  close();
  const window = electron.window!;
  await question.getByRole('button', { name: 'Close and stop' }).click();
  await expect.poll(() => window.calls, soon).toContain('destroy');
  await page.close();
  electron.app.emit('window-all-closed');
  expect(electron.hasQuit).toBe(true);
  await electron.end();
  expect(existsSync(join(result.path, 'checkpoint.safetensors'))).toBe(true);
  expect(errors).toEqual([]);
}, 120_000);
