import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import sharp from 'sharp';
import { App, openPage } from './app.ts';
import { launchChromium } from './chromium.ts';
import { Drawing } from './drawing.ts';

/** The four pictures of README.md: `npm run screenshots -- --readme`. */
const repository = join(import.meta.dirname, '../..');
const folder = join(repository, 'assets/readme');
const LAYERS = 20;

interface Picture {
  readonly name: string;
  readonly options: BrowserContextOptions;
  readonly show: (drawing: Drawing) => Promise<void>;
}

const pictures: readonly Picture[] = [
  {
    name: 'window-light',
    options: { colorScheme: 'light' },
    show: async (drawing) => {
      await drawing.startFrom('cifar_resnet');
      await drawing.click('stage2');
      await drawing.press('Shift+Enter');
      await drawing.click('stage2/0/shortcut');
    },
  },
  {
    name: 'window-dark',
    options: { colorScheme: 'dark' },
    show: async (drawing) => {
      const { page } = drawing;
      await drawing.startFrom('cifar_resnet');
      await drawing.press('Control+Shift+p');
      await page.waitForSelector('.profile .table-row', { timeout: 120_000 });
    },
  },
  {
    name: 'comparison',
    options: { colorScheme: 'light' },
    show: async (drawing) => {
      const { page } = drawing;
      await drawing.startFrom('cifar_resnet');
      await page.click('#tab-runs');
      await page.waitForSelector('.runs-table input');
      for (const box of await page.locator('.runs-table input').all()) await box.check();
      await page.waitForSelector('.line-chart canvas');
    },
  },
  {
    name: 'window-chinese',
    options: { colorScheme: 'dark', locale: 'zh-CN' },
    show: async (drawing) => {
      await drawing.startFrom('googlenet');
      await drawing.click('conv2');
    },
  },
];

/** A residual net and its plain twin, both as deep, for the comparison. */
function train(app: App): void {
  const script = join(repository, 'scripts/layerloom.mjs');
  for (const net of ['resnet', 'plain']) {
    const args = ['train', `template:cifar_${net}${LAYERS}`, '--data', 'builtin:digits', '--epochs', '6'];
    execFileSync(process.execPath, [script, ...args, '--out', join(app.folder, 'runs', net)], { stdio: 'ignore' });
  }
}

async function take(browser: Browser, app: App, { name, options, show }: Picture): Promise<void> {
  const { page } = await openPage(browser, app.address, { viewport: { width: 1440, height: 900 }, ...options });
  await show(new Drawing(page));
  await page.evaluate(() => document.fonts.ready.then(() => true));
  await page.waitForTimeout(500);
  const png = await page.screenshot();
  await sharp(png)
    .png({ palette: true, colours: 128, effort: 10 })
    .toFile(join(folder, `${name}.png`));
  await page.context().close();
}

const app = await App.start();
const browser = await launchChromium();
try {
  train(app);
  for (const picture of pictures) await take(browser, app, picture);
} finally {
  await browser.close();
  await app.stop();
}
