import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { useSoftwareVulkan } from '../backends/webgpu/software-vulkan.ts';
import { App, openPage } from './app.ts';
import { launchChromium } from './chromium.ts';
import { Drawing } from './drawing.ts';
import { trainSweep, views } from './views.ts';

/**
 * Every view, in both themes, sizes and languages: `npm run screenshots [-- FOLDER [zh] [dark] [1280] …]`; words after
 * the folder choose.
 */
const [folderArgument, ...wanted] = process.argv.slice(2);
const folder = resolve(folderArgument ?? 'screenshots');
const chosen = <T>(all: readonly T[], word: (item: T) => string): readonly T[] => {
  const some = all.filter((item) => wanted.includes(word(item)));
  return some.length > 0 ? some : all;
};
const languages = chosen(Object.entries({ en: 'en-US', zh: 'zh-CN' }), ([code]) => code);
const themes = chosen(['light', 'dark'] as const, (theme) => theme);
const sizes = chosen(
  [
    { width: 900, height: 600 },
    { width: 1100, height: 700 },
    { width: 1280, height: 800 },
    { width: 1920, height: 1080 },
    // The smaller of laptops at 150 %.
    { width: 853, height: 533, deviceScaleFactor: 1.5 },
  ],
  ({ width }) => String(width),
);

mkdirSync(folder, { recursive: true });
// The devices that can be chosen have an adapter among them on any machine.
useSoftwareVulkan();
const app = await App.start();
const browser = await launchChromium();
try {
  trainSweep(app, ['--epochs', '2', '--lr', '0.05']);
  for (const [language, locale] of languages) {
    for (const colorScheme of themes) {
      for (const { deviceScaleFactor = 1, ...viewport } of sizes) {
        const look = { locale, colorScheme, viewport, deviceScaleFactor };
        const { page } = await openPage(browser, app.address, look);
        const drawing = new Drawing(page);
        for (const { name, show, grows = 0 } of views) {
          await show(drawing);
          await page.waitForTimeout(grows);
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
