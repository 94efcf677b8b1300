import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { seriousViolations } from './axe.ts';
import { Drawing } from './drawing.ts';
import { differing, openElsewhere } from './exported.ts';

const shared = appAndBrowser();

const LONG = 180_000;

test(
  'a file dialog that is confirmed before the folder is listed saves all the same, and never replaces unasked',
  async () => {
    const { page, problems } = await openPage(shared.browser, shared.app.address);
    let hold = false;
    const held: (() => void)[] = [];
    await page.routeWebSocket(/./, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        const deliver = (): void => socket.send(message);
        if (hold && message.toString().includes('"entries"')) held.push(deliver);
        else deliver();
      });
    });
    await page.reload();
    const drawing = new Drawing(page);
    await drawing.startEmpty();
    await drawing.command('Insert input');
    const confirmEarly = async (): Promise<void> => {
      await drawing.command('Save as …');
      await page.waitForSelector('.file-dialog');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await expect.poll(() => held.length).toBe(1);
      held.pop()!();
    };
    hold = true;
    await confirmEarly();
    await page.waitForSelector('.file-dialog', { state: 'detached' });
    await confirmEarly();
    await page.waitForFunction(() => document.querySelector('.file-dialog .message')?.textContent);
    await expect.poll(() => page.textContent('.file-dialog .message')).toContain('There is already a');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.file-dialog', { state: 'detached' });
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'opens under LANG=C, of which Chromium makes no language tag',
  async () => {
    const { page, problems } = await openPage(shared.browser, shared.app.address);
    await page.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, 'language', { get: () => 'zh-CN@posix', configurable: true }),
    );
    await page.reload();
    await page.getByRole('button', { name: '空白设计' }).click();
    await page.waitForSelector('.canvas');
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'speaks the language of the system at first, switches at once, and remembers',
  async () => {
    const { page, problems } = await openPage(shared.browser, shared.app.address, { locale: 'zh-CN' });
    const drawing = new Drawing(page);
    await page.getByRole('button', { name: '空白设计' }).click();
    await page.waitForSelector('.canvas');
    await expect.poll(() => page.getAttribute('html', 'lang')).toBe('zh');
    await expect.poll(() => page.textContent('.palette')).toContain('最大池化');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('.command-palette');
    await expect.poll(() => page.textContent('.command-palette')).toContain('撤销');
    await page.keyboard.press('Escape');
    // Letters that no font of the system may have are in an exported picture too.
    await drawing.command('插入 输入');
    await drawing.command('最大池化');
    const svg = (await drawing.exported('svg')).toString();
    expect(svg).toContain('最大池化');
    const away = await openElsewhere(shared.browser, svg);
    const shown = await away.locator('svg').screenshot();
    expect(await differing(shown, await drawing.exported('png'))).toBeLessThan(0.001);
    await away.close();
    // Printed, it is a page of its size with texts in fonts, and no picture of them.
    await page.evaluate(() => {
      window.print = () => {};
    });
    await drawing.command('file.pdf');
    await page.locator('.drawing-dialog .segments label', { hasText: '16:9' }).click();
    await page.locator('.drawing-dialog figcaption', { hasText: '1920 × 1080' }).waitFor();
    await page.locator('.drawing-dialog .dialog-buttons .primary').click();
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
    expect(pdf.match(/\/MediaBox ?\[.*?\]/g)).toEqual([expect.stringMatching(/0 0 1440(\.\d+)? 810(\.\d+)?/)]);
    expect(pdf).toContain('/ToUnicode');
    expect(pdf).not.toContain('/Subtype /Image');
    await page.locator('.printed-picture').waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'the menu switches the whole window to another language, live, and it is remembered',
  async () => {
    const { page, problems } = await openPage(shared.browser, shared.app.address, { locale: 'de-DE' });
    const drawing = new Drawing(page);
    await drawing.startFrom('course_residual');
    await expect.poll(() => page.getAttribute('html', 'lang')).toBe('en');
    await page.click('#tab-layers');
    // All columns are seen at once.
    await expect.poll(() => drawing.overflow('.layers .table')).toBe(0);
    await page.click('.brand');
    await page.getByRole('menuitem', { name: 'Edit' }).hover();
    for (const key of ['Cut', 'Copy', 'Paste'])
      await expect
        .poll(() => page.getByRole('menuitem', { name: key }).locator('kbd').textContent())
        .toMatch(/^(Ctrl\+|⌘)[XCV]$/);
    await drawing.press('Escape', 'Escape');
    await page.click('.brand');
    await page.getByRole('menuitem', { name: 'Language' }).hover();
    await page.getByRole('menuitem', { name: '简体中文' }).click();
    await page.waitForFunction(() => document.documentElement.lang === 'zh');
    await page.keyboard.press('Escape');
    await drawing.settle();
    // Every text of the window itself; names, kinds as written and numbers stay.
    const english = ['Parameters', 'Multiplications', 'Residual block', 'Problems', 'Layers', 'Search layers', 'Batch'];
    const shown = await page.locator('.app').innerText();
    expect(english.filter((text) => shown.includes(text))).toEqual([]);
    expect(shown).toContain('乘法次数');
    await page.reload();
    // What was open is open again.
    await page.waitForSelector('.react-flow__node');
    await drawing.command('起始页');
    await page.getByRole('button', { name: '空白设计' }).waitFor();
    // And back from the first page, which one who cannot read it finds the way out of too.
    await page.getByRole('combobox', { name: 'Language' }).selectOption('English');
    await page.getByRole('button', { name: 'Empty design' }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'another page in the same browser reaches nothing, even while the app is open',
  async () => {
    const { page } = await openPage(shared.browser, shared.app.address);
    const port = new URL(shared.app.address).port;
    const evil = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<p>evil</p>'));
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    const other = await page.context().newPage();
    await other.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
    const outcome = await other.evaluate(async (target) => {
      const socket = await new Promise<string>((resolve) => {
        const line = new WebSocket(`ws://127.0.0.1:${target}/socket`);
        line.addEventListener('open', () => resolve('open'));
        line.addEventListener('error', () => resolve('refused'));
      });
      const read = await fetch(`http://127.0.0.1:${target}/`, { credentials: 'include' }).then(
        () => 'read',
        () => 'refused',
      );
      const script = await new Promise<string>((resolve) => {
        const tag = document.createElement('script');
        tag.src = `http://127.0.0.1:${target}/index.html`;
        tag.addEventListener('load', () => resolve('loaded'));
        tag.addEventListener('error', () => resolve('refused'));
        document.head.append(tag);
      });
      return { socket, read, script };
    }, port);
    expect(outcome).toEqual({ socket: 'refused', read: 'refused', script: 'refused' });
    evil.close();
    await page.context().close();
  },
  LONG,
);

test(
  'by keyboard: the palette is one tab stop, F2 goes to a name, F1 and ? open the help, which lists every key',
  async () => {
    const { page, problems } = await openPage(shared.browser, shared.app.address, { bypassCSP: true });
    const drawing = new Drawing(page);
    const focused = (): Promise<string | null> =>
      page.evaluate(
        () => document.activeElement?.getAttribute('data-kind') ?? document.activeElement?.className ?? null,
      );
    await drawing.startFrom('course_residual');
    await page.locator('.palette-search input').focus();
    await drawing.press('Tab');
    await expect.poll(() => focused()).toBe('input');
    await drawing.press('ArrowDown', 'ArrowDown');
    const third = await focused();
    expect(third).not.toBe('input');
    await drawing.press('Tab');
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.palette'))).toBeNull();
    // And back to where it was left.
    await drawing.press('Shift+Tab');
    await expect.poll(() => focused()).toBe(third);
    // What can be done with a block is beside it.
    await drawing.press('End', 'ArrowRight');
    await expect.poll(() => focused()).toContain('palette-more');
    await drawing.press('ArrowLeft');
    await expect.poll(() => focused()).toMatch(/^block:/);

    const [, second] = await drawing.nodes();
    await drawing.click(second!);
    await drawing.press('F2');
    await page.keyboard.type('renamed');
    await drawing.press('Enter');
    await expect.poll(() => drawing.selected()).toEqual(['renamed']);

    for (const key of ['F1', 'Shift+?']) {
      await drawing.press('Escape', key);
      await page.waitForSelector('.help-dialog');
      for (const listed of ['Rename', 'Help', 'Keyboard shortcuts', 'Walk along the wires'])
        await page.locator('.help-keys dt').getByText(listed, { exact: true }).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.waitForSelector('.help-dialog', { state: 'detached' });
    }
    await drawing.command('About Layerloom');
    await page.waitForSelector('.help-about p.dim');
    await expect
      .poll(() => page.textContent('.help-about'))
      .toMatch(/^Layerloom \d+\.\d+\.\d+.*MIT License.*react-dom/);
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'of many drafts the latest three are shown, each with its graph and number of layers, and all when they are asked for',
  async () => {
    const folder = join(shared.app.home, 'drafts');
    // What the tests before left is not among them.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const text = readFileSync(join(import.meta.dirname, '../fixtures/designs/one-block.loom.json'), 'utf8');
    const files = [1, 2, 3, 4, 5].map((n) => join(folder, `left-${n}.json`));
    for (const [n, file] of files.entries()) {
      const host = { id: 'gone', pid: 0 };
      const draft = {
        id: `left-${n + 1}`,
        path: null,
        name: `left${n}.loom.json`,
        revision: null,
        text,
        stored: n,
        host,
      };
      writeFileSync(file, JSON.stringify(draft));
    }
    const { page, problems } = await openPage(shared.browser, shared.app.address, { bypassCSP: true });
    await page.waitForSelector('.start-draft:nth-child(3) svg');
    await expect
      .poll(() => page.locator('.start-draft > span').allTextContents())
      .toEqual([expect.stringContaining('left4'), expect.stringContaining('left3'), expect.stringContaining('left2')]);
    await expect.poll(() => page.locator('.start-draft > em').first().textContent()).toMatch(/^Layers: \d+$/);
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show all 5' }).click();
    await expect.poll(() => page.locator('.start-draft').count()).toBe(5);
    for (const file of files) rmSync(file, { force: true });
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);
