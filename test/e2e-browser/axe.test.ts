import { expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { seriousViolations } from './axe.ts';
import { Drawing } from './drawing.ts';

const shared = appAndBrowser();

test.each(['light', 'dark'] as const)(
  'axe finds nothing serious on any view, %s',
  async (colorScheme) => {
    const { page } = await openPage(shared.browser, shared.app.address, { colorScheme, bypassCSP: true });
    const drawing = new Drawing(page);
    await page.waitForSelector('.start');
    const found: string[] = [];
    const look = async (view: string): Promise<void> => {
      await drawing.settle();
      const violations = await seriousViolations(page);
      found.push(...violations.map((violation) => `${view}: ${violation}`));
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
