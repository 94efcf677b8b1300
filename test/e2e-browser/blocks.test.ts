import { expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';

const shared = appAndBrowser();

test('a block of its own: made, given a parameter, used twice, its parameter renamed, removed; every instance follows', async () => {
  const { page, problems } = await openPage(shared.browser, shared.app.address);
  const drawing = new Drawing(page);
  await drawing.startEmpty();
  await drawing.command('Insert input');
  await page.getByRole('button', { name: 'New block', exact: true }).click();
  await page.getByLabel('Title of the block').fill('Wide stem');
  await drawing.press('Enter');
  await expect.poll(() => page.locator('.breadcrumb [aria-current]').textContent()).toBe('Wide stem');
  await expect.poll(() => page.locator('.inspector .shared').textContent()).toContain('stands nowhere');
  await drawing.click('block:wideStem/in');
  await drawing.typeLayer('convolution');
  await drawing.setField('Filters', '=4*width');
  await expect.poll(() => page.locator('.card.has-error').count()).toBe(1);
  // The parameter that the expression reads is declared.
  await drawing.press('Escape', 'Escape');
  await page.getByRole('button', { name: 'Add parameter' }).click();
  await page.getByLabel('Name of the parameter filters').fill('width');
  await drawing.press('Enter');
  await drawing.setField('Default', '8');
  await expect.poll(() => page.locator('.card.has-error').count()).toBe(0);
  await expect.poll(() => drawing.said('block:wideStem/conv')).toContain('output 28 × 28 × 32');

  await page.getByRole('button', { name: 'Network', exact: true }).click();
  await drawing.click('input');
  for (let i = 0; i < 2; i++) {
    await page.locator('.palette-entry[data-kind="block:wideStem"]').dblclick();
    await drawing.settle();
  }
  await drawing.setField('width', '3');
  // 3·3·3·32 + 32, then 3·3·32·12 + 12.
  await expect.poll(() => drawing.total('Parameters')).toBe('4,364');

  // From the palette into the definition, which now stands in two places.
  const entry = page.locator('.palette-row', { hasText: 'Wide stem' });
  await entry.hover();
  await entry.getByRole('button', { name: 'What to do with Wide stem' }).click();
  await page.getByRole('menuitem', { name: 'Step inside' }).click();
  await page.getByLabel('Name of the parameter width').fill('filters');
  await drawing.press('Enter');
  await expect.poll(() => drawing.total('Parameters')).toBe('4,364');
  await page.getByLabel('Default', { exact: true }).fill('16');
  await expect.poll(() => drawing.total('Parameters')).toBe('8,716');
  await page.getByRole('button', { name: /^Remove filters/ }).click();
  await drawing.settle();
  // Both have 4·16 filters now: 3·3·3·64 + 64, 3·3·64·64 + 64.
  await expect.poll(() => drawing.total('Parameters')).toBe('38,720');
  await expect.poll(() => page.locator('.notice').textContent()).toContain('gave filters another value: 1.');
  await drawing.press('Control+z', 'Control+z', 'Control+z');
  await expect.poll(() => drawing.total('Parameters')).toBe('4,364');
  expect(problems).toEqual([]);
  await page.context().close();
}, 120_000);
