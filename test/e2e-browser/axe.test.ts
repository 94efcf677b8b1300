import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { App, openPage } from './app.ts';
import { launchChromium } from './chromium.ts';
import { Drawing } from './drawing.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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

/** What axe calls serious or critical in what is shown. */
async function serious(page: Page, view: string): Promise<readonly string[]> {
  const results = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults;
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${view}: ${id} at ${nodes[0]?.target.join(' ')}`);
}

test.each(['light', 'dark'] as const)(
  'axe finds nothing serious on any view, %s',
  async (colorScheme) => {
    const { page } = await openPage(browser, app.address, { colorScheme, bypassCSP: true });
    const drawing = new Drawing(page);
    await page.waitForSelector('.start');
    await page.evaluate(axe);
    const found: string[] = [];
    const look = async (view: string): Promise<void> => {
      await drawing.settle();
      found.push(...(await serious(page, view)));
    };
    await look('start page');
    await drawing.startFrom('cifar_resnet');
    await look('design');
    await drawing.node('stage1').dblclick({ position: { x: 60, y: 12 } });
    await look('open block');
    await drawing.click('stage2');
    await page.click('#tab-layers');
    await look('node and layer table');
    await drawing.setField('Filters', '0');
    await page.click('#tab-problems');
    await look('problems');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('.command-palette');
    await look('command palette');
    await page.keyboard.press('Escape');
    await page.locator('.total').nth(1).click();
    await look('arithmetic');
    await page.keyboard.press('Escape');
    await page.click('.brand');
    await look('menu');
    await page.keyboard.press('Escape');
    await page.click('#tab-training');
    await look('training');
    expect(found).toEqual([]);
    await page.context().close();
  },
  180_000,
);
