import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { App, openPage } from './app.ts';
import { launchChromium } from './chromium.ts';
import { Drawing } from './drawing.ts';

let app: App;
let browser: Browser;

beforeAll(async () => {
  app = await App.start();
  browser = await launchChromium();
}, 240_000);

afterAll(async () => {
  await browser.close();
  await app.stop();
});

const LONG = 180_000;

/** Serious violations, each with the place. axe comes in as text: the page's own policy lets no script in from elsewhere. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
    const found = await loaded.run(document, { resultTypes: ['violations'] });
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
  });
}

test.each(['light', 'dark'] as const)(
  'axe finds nothing serious in the file dialog, %s',
  async (colorScheme) => {
    const { page, problems } = await openPage(browser, app.address, { colorScheme });
    await new Drawing(page).startFrom('small_inception');
    await page.keyboard.press('Control+s');
    await page.waitForSelector('.file-dialog');
    expect(await violations(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'speaks the language of the system at first, switches at once, and remembers',
  async () => {
    const { page, problems } = await openPage(browser, app.address, { locale: 'zh-CN' });
    await page.getByRole('button', { name: '空白设计' }).click();
    await page.waitForSelector('.canvas');
    expect(await page.getAttribute('html', 'lang')).toBe('zh');
    expect(await page.textContent('.palette')).toContain('最大池化');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('.command-palette');
    expect(await page.textContent('.command-palette')).toContain('撤销');
    await page.keyboard.press('Escape');
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'another page in the same browser reaches nothing, even while the app is open',
  async () => {
    const { page } = await openPage(browser, app.address);
    const port = new URL(app.address).port;
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
  'the address shows no token, and a page without one is told what to do',
  async () => {
    const { page } = await openPage(browser, app.address);
    await page.waitForFunction(() => !location.search.includes('token'));
    await page.reload();
    await page.getByRole('button', { name: 'Empty design' }).waitFor();
    const context = await browser.newContext();
    const stranger = await context.newPage();
    const reply = await stranger.goto(new URL('/', app.address).href);
    expect(reply?.status()).toBe(403);
    expect(await stranger.textContent('body')).toContain('Open the address that Layerloom printed');
    await context.close();
    await page.context().close();
  },
  LONG,
);
