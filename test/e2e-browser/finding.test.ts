import { expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';

const shared = appAndBrowser();

test('a search finds what is written there, and says when it finds nothing; a key with nothing to do is no text', async () => {
  const { page, problems } = await openPage(shared.browser, shared.app.address);
  const drawing = new Drawing(page);
  const search = page.getByLabel('Find a template');
  await search.fill('no such net');
  await expect.poll(() => page.locator('.start-main').textContent()).toContain('No template has “no such net”');
  await search.fill('lenet');
  const cards = page.locator('[data-template]');
  await expect.poll(() => cards.evaluateAll((all) => all.map((card) => card.dataset['template']))).toEqual(['lenet5']);
  await expect.poll(() => cards.textContent()).toContain('61.7 k params · 417 k mult.');
  await search.fill('');
  await drawing.startFrom('googlenet');
  // No node is selected: on keyboards where Shift and 2 give a digit, it would open the quick add.
  await page.locator('.canvas').focus();
  await page.evaluate(() => {
    const of = { key: '2', code: 'Digit2', shiftKey: true, bubbles: true, cancelable: true };
    document.querySelector('.canvas')!.dispatchEvent(new KeyboardEvent('keydown', of));
  });
  await drawing.settle();
  await expect.poll(() => page.locator('.quick-add').count()).toBe(0);
  // The kind that files call conv2d is no part of what a person reads.
  await drawing.command('Layers');
  await page.getByLabel('Filter layers').fill('conv2');
  await page.locator('.layers .row-name', { hasText: 'conv2' }).first().waitFor();
  await expect.poll(() => page.locator('.layers .row-name', { hasNotText: 'conv2' }).count()).toBe(0);
  expect(problems).toEqual([]);
  await page.context().close();
});

test('what a screen reader hears of the canvas is in the language of the window', async () => {
  const { page } = await openPage(shared.browser, shared.app.address, { locale: 'zh-CN' });
  const drawing = new Drawing(page);
  await drawing.startFrom('course_5x5_direct');
  const sentences = page.locator('[id^=react-flow__node-desc], [id^=react-flow__edge-desc]');
  await expect.poll(() => sentences.count()).toBe(2);
  const spoken = await sentences.allTextContents();
  expect(spoken.filter((sentence) => /Press/.test(sentence))).toEqual([]);
  expect(spoken.every((sentence) => sentence.includes('Delete'))).toBe(true);
  await page.keyboard.press('Control+k');
  const list = page.locator('.command-palette [cmdk-list]');
  await list.waitFor();
  await expect.poll(() => list.getAttribute('aria-label')).not.toBe('Suggestions');
  await page.context().close();
});
