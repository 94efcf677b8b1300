import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { App, openPage } from './app.ts';
import { launchChromium } from './chromium.ts';
import { Drawing } from './drawing.ts';

/** Every view, in both themes, sizes and languages: `npm run screenshots [-- FOLDER]`. */
const folder = resolve(process.argv[2] ?? 'screenshots');
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const THEMES = ['light', 'dark'] as const;
const LOCALES = { en: 'en-US', zh: 'zh-CN' } as const;

/** Each goes on from what the one before it left. */
const views: readonly { readonly name: string; readonly show: (drawing: Drawing) => Promise<void> }[] = [
  {
    name: 'start',
    show: async ({ page }) => {
      await page.waitForSelector('.template-grid svg');
      // Where the round before was left.
      const tour = page.locator('.tour-card > header button');
      if ((await tour.count()) > 0) await tour.click();
    },
  },
  { name: 'googlenet', show: (drawing) => drawing.startFrom('googlenet') },
  { name: 'node', show: async (drawing) => drawing.click((await drawing.nodes())[1]!) },
  { name: 'layers', show: ({ page }) => page.click('#tab-layers') },
  { name: 'problems', show: ({ page }) => page.click('#tab-problems') },
  { name: 'training', show: ({ page }) => page.click('#tab-training') },
  {
    name: 'commands',
    show: async ({ page }) => {
      await page.keyboard.press('Control+k');
      await page.waitForSelector('.command-palette');
    },
  },
  {
    name: 'menu',
    show: async ({ page }) => {
      await page.keyboard.press('Escape');
      await page.click('.brand');
    },
  },
  {
    name: 'file-dialog',
    show: async ({ page }) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+s');
      await page.waitForSelector('.file-dialog');
    },
  },
  {
    name: 'tour',
    show: async (drawing) => {
      const { page } = drawing;
      await page.keyboard.press('Escape');
      await drawing.command('help.restartTour');
      // Input, convolutions, add and skip, done by the tour.
      for (const step of ['input', 'convolutions', 'add', 'skip'])
        await page.click(`.tour-card[data-step=${step}] > footer .button:nth-last-child(2)`);
    },
  },
];

mkdirSync(folder, { recursive: true });
const app = await App.start();
const browser = await launchChromium();
try {
  for (const [language, locale] of Object.entries(LOCALES)) {
    for (const colorScheme of THEMES) {
      for (const viewport of SIZES) {
        const { page } = await openPage(browser, app.address, { locale, colorScheme, viewport });
        const drawing = new Drawing(page);
        for (const { name, show } of views) {
          await show(drawing);
          await settled(page);
          await page.screenshot({ path: join(folder, `${name}-${language}-${colorScheme}-${viewport.width}.png`) });
        }
        await page.context().close();
      }
    }
  }
} finally {
  await browser.close();
  await app.stop();
}

/** Fonts are there, and what moves has come to rest. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => true));
  await page.waitForTimeout(500);
}
