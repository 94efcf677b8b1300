import type { CDPSession, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';

const shared = appAndBrowser();

/**
 * As an input method does: text that is composed in the field with the focus, and then a key which it takes for itself.
 */
async function composeAndPress(mouse: CDPSession, text: string, key: 'Enter' | 'Escape'): Promise<void> {
  const code = { key, code: key, nativeVirtualKeyCode: 229 };
  await mouse.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await mouse.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', windowsVirtualKeyCode: 229, ...code });
  await mouse.send('Input.dispatchKeyEvent', { type: 'keyUp', windowsVirtualKeyCode: 13, ...code });
}

async function open(): Promise<{ page: Page; drawing: Drawing; ime: CDPSession; problems: readonly string[] }> {
  const { page, problems } = await openPage(shared.browser, shared.app.address);
  const drawing = new Drawing(page);
  await drawing.startEmpty();
  return { page, drawing, ime: await page.context().newCDPSession(page), problems };
}

test('keys of an input method reach no command: palette, quick add, command palette, names', async () => {
  const { page, drawing, ime, problems } = await open();
  await page.locator('.palette-search input').focus();
  await composeAndPress(ime, 'conv', 'Enter');
  await drawing.settle();
  await expect.poll(() => drawing.nodes()).toEqual([]);
  await ime.send('Input.insertText', { text: 'conv' });
  await page.keyboard.press('Enter');
  await drawing.settle();
  await expect.poll(() => drawing.nodes()).toEqual(['conv']);

  await page.locator('.react-flow__pane').click({ position: { x: 300, y: 500 } });
  await page.keyboard.press('r');
  await page.waitForSelector('.quick-add');
  for (const key of ['Enter', 'Escape'] as const) await composeAndPress(ime, 'relu', key);
  await drawing.settle();
  await expect.poll(() => page.locator('.quick-add').count()).toBe(1);
  await expect.poll(() => drawing.nodes()).toEqual(['conv']);
  await ime.send('Input.insertText', { text: 'relu' });
  await page.keyboard.press('Escape');
  await page.waitForSelector('.quick-add', { state: 'detached' });

  await page.keyboard.press('Control+k');
  await page.waitForSelector('.command-palette');
  for (const key of ['Enter', 'Escape'] as const) await composeAndPress(ime, 'start page', key);
  await drawing.settle();
  await expect.poll(() => page.locator('.command-palette').count()).toBe(1);
  await ime.send('Input.insertText', { text: '' });
  await page.keyboard.press('Escape');
  await page.waitForSelector('.command-palette', { state: 'detached' });

  await drawing.click('conv');
  const name = page.locator('.inspector .name-field').first();
  await name.fill('');
  await composeAndPress(ime, 'first', 'Enter');
  await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
  await ime.send('Input.insertText', { text: 'first' });
  await page.keyboard.press('Enter');
  await drawing.settle();
  await expect.poll(() => drawing.nodes()).toEqual(['first']);
  expect(problems).toEqual([]);
  await page.context().close();
}, 120_000);

test('a name that a layer cannot have stays in its field, with which characters it may have', async () => {
  const { page, drawing } = await open();
  await drawing.typeLayer('convolution');
  await drawing.click('conv');
  const field = page.locator('.inspector .name-field').first();
  const wrong = page.locator('.inspector [role=alert]');
  for (const name of ['卷积一', 'my conv 1', 'conv.1', '-conv', 'c'.repeat(65)]) {
    await field.fill(name);
    await page.keyboard.press('Enter');
    await drawing.settle();
    await expect.poll(() => field.inputValue()).toBe(name);
    await expect.poll(() => wrong.textContent()).toContain('letters A to Z and a to z, digits, _ and -, 64 at most');
    await expect.poll(() => drawing.nodes()).toEqual(['conv']);
  }
  await field.focus();
  await page.keyboard.press('Escape');
  await expect.poll(() => field.inputValue()).toBe('conv');
  await expect.poll(() => wrong.count()).toBe(0);
  await field.fill('my-conv_1');
  await page.keyboard.press('Enter');
  await drawing.settle();
  await expect.poll(() => drawing.nodes()).toEqual(['my-conv_1']);
  await page.context().close();
}, 120_000);
