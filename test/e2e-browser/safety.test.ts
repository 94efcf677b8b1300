import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { App, openPage } from './app.ts';
import { launchChromium } from './chromium.ts';
import { Drawing } from './drawing.ts';

let app: App;
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
}, 240_000);
afterAll(() => browser.close());

beforeEach(async () => {
  app = await App.start((folder) => writeFileSync(join(folder, 'newer.loom.json'), NEWER));
}, 240_000);
afterEach(async () => {
  // Those of a test that failed are open still.
  await Promise.all(browser.contexts().map((context) => context.close()));
  await app.stop();
});

const NEWER = '{ "format": "layerloom", "version": 99, "name": "newer", "nodes": [] }';
const LONG = 180_000;
/** A run that does not end, in one way or another, before it is stopped. */
const UNENDING = { Epochs: '1000', 'Learning rate': '0.001' };

/** A design with two layers, drawn by hand. */
async function draw(page: Page): Promise<Drawing> {
  const drawing = new Drawing(page);
  await drawing.startEmpty();
  await drawing.command('Insert input');
  await drawing.typeLayer('convolution');
  return drawing;
}

/** Through the file dialog of the page. */
async function saveAs(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+s');
  await page.waitForSelector('.file-dialog');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.file-dialog', { state: 'detached' });
}

const onDisk = (name: string): string[] =>
  (JSON.parse(readFileSync(join(app.folder, name), 'utf8')) as { nodes: { id: string }[] }).nodes.map(({ id }) => id);

test(
  'when the engine is killed it is said and started again; the drawing is untouched, and training works after',
  async () => {
    const { page } = await openPage(browser, app.address);
    const drawing = await draw(page);
    for (const name of ['batch norm', 'flatten', 'dense', 'softmax']) await drawing.typeLayer(name);
    const before = await drawing.nodes();
    const first = app.enginePid();
    await drawing.train(UNENDING);
    await page.waitForSelector('.training-facts strong', { timeout: 120_000 });
    // The notice goes as soon as the next process runs, which may be before anyone looks.
    await page.evaluate(() => {
      const seen = ((globalThis as { seenNotices?: string[] }).seenNotices = []) as string[];
      new MutationObserver(() => {
        const text = document.querySelector('.engine-notice')?.textContent;
        if (text) seen.push(text);
      }).observe(document.body, { childList: true, subtree: true });
    });
    process.kill(first, 'SIGKILL');
    await page.waitForFunction(() => ((globalThis as { seenNotices?: string[] }).seenNotices ?? []).length > 0);
    await page.waitForSelector('.engine-notice', { state: 'detached' });
    await page.waitForSelector('.training-problems');
    await expect
      .poll(() => page.textContent('.training-problems'))
      .toContain('The engine ended unexpectedly (SIGKILL)');
    await expect.poll(() => drawing.nodes()).toEqual(before);
    await expect.poll(() => app.enginePid()).not.toBe(first);
    await drawing.train(UNENDING);
    // Not the first run's facts, which stand there until the second begins.
    await page.waitForSelector('.run-status.running', { timeout: 120_000 });
    await page.waitForSelector('.training-facts strong', { timeout: 120_000 });
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.waitForSelector('.run-status.stopped', { timeout: 60_000 });
    await page.context().close();
  },
  LONG,
);

test(
  'what is saved is on disk; what is not is offered after the host was killed, and then after the page was',
  async () => {
    const { page } = await openPage(browser, app.address);
    const drawing = await draw(page);
    await saveAs(page, 'mine');
    await page.waitForSelector('.notice:has-text("Saved.")');
    expect(onDisk('mine.loom.json')).toEqual(['input', 'conv']);
    await expect.poll(() => page.title()).toBe('mine.loom.json – Layerloom');

    await drawing.node('conv').focus();
    await drawing.typeLayer('relu');
    await page.waitForFunction(() => document.title.startsWith('• '));
    await expect.poll(() => draftsOnDisk()).toEqual([['input', 'conv', 'relu']]);
    await app.kill();
    await page.waitForSelector('.engine-notice.unreachable');
    await expect.poll(() => drawing.nodes()).toEqual(['input', 'conv', 'relu']);
    await page.context().close();

    await app.start();
    const second = (await openPage(browser, app.address)).page;
    await second.getByRole('button', { name: 'Restore' }).click();
    await second.waitForSelector('.react-flow__node[data-id="relu"]');
    await expect.poll(() => new Drawing(second).nodes()).toEqual(['input', 'conv', 'relu']);
    await new Drawing(second).node('relu').focus();
    await new Drawing(second).typeLayer('flatten');
    await expect.poll(() => draftsOnDisk()).toEqual([['input', 'conv', 'relu', 'flatten']]);
    await second.context().close();

    const third = (await openPage(browser, app.address)).page;
    await third.getByRole('button', { name: 'Restore' }).click();
    await third.waitForSelector('.react-flow__node[data-id="flatten"]');
    await third.keyboard.press('Control+s');
    await third.waitForSelector('.notice:has-text("Saved.")');
    expect(onDisk('mine.loom.json')).toEqual(['input', 'conv', 'relu', 'flatten']);
    await expect.poll(draftsOnDisk).toEqual([]);
    await third.context().close();
  },
  LONG,
);

test(
  'a file of a newer version is refused with what to do; one that another program changed is not overwritten unasked',
  async () => {
    const { page } = await openPage(browser, app.address);
    await page.getByRole('button', { name: 'Open …' }).first().click();
    await page.locator('.file-dialog li button', { hasText: 'newer.loom.json' }).dblclick();
    await page.waitForSelector('.notice.error');
    await expect.poll(() => page.textContent('.notice.error')).toContain('Update Layerloom to open it.');
    const drawing = await draw(page);
    await saveAs(page, 'shared');
    await page.waitForSelector('.notice:has-text("Saved.")');
    writeFileSync(join(app.folder, 'shared.loom.json'), '{"theirs":true}');
    await drawing.node('conv').focus();
    await drawing.typeLayer('relu');
    await page.keyboard.press('Control+s');
    await page.waitForSelector('.dialog');
    expect(readFileSync(join(app.folder, 'shared.loom.json'), 'utf8')).toBe('{"theirs":true}');
    await page.getByRole('button', { name: 'Overwrite' }).click();
    // The notice of the first save may still stand: the file itself says when it is written.
    await expect.poll(() => readFileSync(join(app.folder, 'shared.loom.json'), 'utf8')).toContain('layerloom');
    expect(onDisk('shared.loom.json')).toEqual(['input', 'conv', 'relu']);
    await page.context().close();
  },
  LONG,
);

/** Ids of the nodes of every draft. */
function draftsOnDisk(): string[][] {
  const folder = join(app.home, 'drafts');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { text: string }).text)
    .map((text) => (JSON.parse(text) as { nodes: { id: string }[] }).nodes.map(({ id }) => id));
}
