import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import sharp from 'sharp';
import type { App } from './app.ts';
import type { Drawing } from './drawing.ts';

/** One view of the window, and how it is reached from the one before, in any language. */
export interface View {
  readonly name: string;
  /** With `small`, runs and profiles of a net with few filters, which look the same. */
  readonly show: (drawing: Drawing, small?: boolean) => Promise<void>;
  /** Until there is more to see on a picture, in milliseconds. */
  readonly grows?: number;
}

const escape = (drawing: Drawing): Promise<void> => drawing.press('Escape');

async function openMenu(drawing: Drawing): Promise<void> {
  await drawing.page.click('.brand');
  await drawing.page.waitForSelector('.menu');
}

/** To the start page, leaving what is drawn. */
async function toStart(drawing: Drawing): Promise<void> {
  await drawing.command('file.start');
  await leaveEdits(drawing, '.template-grid svg');
}

/** Answers the question after edits that are not saved, where there are some, and waits for what comes then. */
async function leaveEdits({ page }: Drawing, next: string): Promise<void> {
  const question = '[role=alertdialog] .button.danger';
  await page.locator(`${question}, ${next}`).first().waitFor();
  if ((await page.locator(question).count()) > 0) await page.click(question);
  await page.waitForSelector(next);
}

const drawing: readonly View[] = [
  {
    name: 'start',
    show: async ({ page }) => {
      await page.waitForSelector('.template-grid svg');
      // Where the round before was left.
      const leave = page.locator('.tour-card > header button');
      if ((await leave.count()) > 0) await leave.click();
    },
  },
  { name: 'googlenet', show: (drawing) => drawing.startFrom('googlenet') },
  { name: 'node', show: async (drawing) => drawing.click((await drawing.nodes())[1]!) },
  { name: 'layers', show: ({ page }) => page.click('#tab-layers') },
  { name: 'problems-none', show: ({ page }) => page.click('#tab-problems') },
  {
    name: 'problems',
    show: async (drawing) => {
      await drawing.page.locator('.inspector .params input').first().fill('0');
      await drawing.settle();
    },
  },
  {
    name: 'training-none',
    show: async (drawing) => {
      await drawing.press('Escape', 'Control+z');
      await drawing.page.click('#tab-training');
    },
  },
  { name: 'profile-none', show: ({ page }) => page.click('#tab-profile') },
  {
    name: 'arithmetic',
    show: async ({ page }) => {
      await page.click('#tab-profile');
      await page.locator('.total').nth(2).click();
      await page.waitForSelector('.popover');
    },
  },
  {
    name: 'quick-add',
    show: async (drawing) => {
      await escape(drawing);
      await drawing.click((await drawing.nodes())[2]!);
      await drawing.page.keyboard.type('r');
      await drawing.page.waitForSelector('.quick-add');
    },
  },
  {
    name: 'commands',
    show: async (drawing) => {
      await drawing.press('Escape', 'Control+k');
      await drawing.page.waitForSelector('.command-palette');
    },
  },
  {
    name: 'find',
    show: async (drawing) => {
      await drawing.press('Escape', 'Control+f');
      await drawing.page.waitForSelector('.command-palette');
    },
  },
  {
    name: 'device-menu',
    show: async (drawing) => {
      await drawing.press('Escape');
      await drawing.page.click('.device-button');
      // The processor and the adapter beside the automatic choice, with memory and features.
      await drawing.page.locator('.device-menu .device-choice:has(em):has(small:not(:empty))').nth(1).waitFor();
    },
  },
  {
    name: 'menu',
    show: async (drawing) => {
      await escape(drawing);
      await openMenu(drawing);
      await drawing.page.locator('.menu-item').nth(1).hover();
      await drawing.page.locator('.menu').nth(1).waitFor();
    },
  },
  {
    name: 'context-menu',
    show: async (drawing) => {
      await drawing.press('Escape', 'Escape');
      await drawing.page.click('.canvas', { button: 'right', position: { x: 40, y: 40 } });
      await drawing.page.waitForSelector('.menu');
    },
  },
  {
    name: 'file-dialog',
    show: async (drawing) => {
      await drawing.press('Escape', 'Control+s');
      await drawing.page.waitForSelector('.file-dialog');
    },
  },
];

const workbench: readonly View[] = [
  {
    name: 'train-sheet',
    show: async (drawing, small) => {
      await escape(drawing);
      await toStart(drawing);
      await drawing.startFrom('cifar_resnet');
      if (small) await drawing.page.fill('#design-filters', '2');
      await drawing.command('run.train');
      await drawing.page.waitForSelector('.train-sheet .button.primary:enabled', { timeout: 60_000 });
    },
  },
  {
    name: 'train-sheet-device',
    show: async ({ page }) => {
      await page.locator('.device-choice').nth(1).waitFor();
      await page.locator('.device-choice').last().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'train-sheet-sweep',
    show: async ({ page }) => {
      await page.locator('.train-sheet header input[type=radio]').nth(1).check({ force: true });
      await page.waitForSelector('.train-sheet .button.primary:enabled', { timeout: 60_000 });
      await page
        .locator('.train-columns > .scroll')
        .nth(1)
        .evaluate((element) => element.scrollTo(0, 0));
    },
  },
  {
    name: 'training',
    grows: 4000,
    show: async (drawing) => {
      const { page } = drawing;
      await page.locator('.train-sheet header input[type=radio]').nth(0).check({ force: true });
      await page.locator('.train-sheet footer .button.primary:enabled').click({ timeout: 60_000 });
      await page.waitForSelector('.training-facts strong', { timeout: 60_000 });
      await page.waitForSelector('.line-chart canvas');
    },
  },
  {
    name: 'gradients',
    show: async ({ page }) => {
      await page.click('#tab-gradients');
      await page.waitForSelector('.norm-bar', { timeout: 60_000 });
      await page.waitForSelector('.gradient-strip');
      // Away from the panel's edge, which has come to where the tab was.
      await page.mouse.move(340, 24);
    },
  },
  {
    name: 'runs',
    show: async (drawing) => {
      const { page } = drawing;
      await drawing.command('run.stop');
      await page.click('#tab-training');
      await page.waitForSelector('.training-facts .run-status:is(.stopped, .done)', { timeout: 60_000 });
      await page.click('#tab-runs');
      await page.waitForSelector('.sweep-heading');
    },
  },
  {
    name: 'comparison',
    show: async ({ page }) => {
      const runs = page.locator('.runs-table tbody tr:not(.sweep-heading):has(.run-status.done) input');
      for (const i of [0, 1]) await runs.nth(i).check();
      await page.waitForSelector('.comparison .line-chart:nth-child(2) .chart-legend li:nth-child(2)');
    },
  },
  {
    name: 'sweep',
    show: async ({ page }) => {
      const runs = page.locator('.runs-table tbody tr:not(.sweep-heading):has(.run-status.done) input');
      for (const i of [0, 1]) await runs.nth(i).uncheck();
      await page.locator('.sweep-heading input').first().check();
      await page.waitForSelector('.comparison .line-chart .chart-legend li:nth-child(4)');
    },
  },
  {
    name: 'profile',
    show: async (drawing) => {
      await drawing.command('run.profile');
      await drawing.page.waitForSelector('.profile .table-row', { timeout: 120_000 });
    },
  },
  {
    name: 'export',
    show: async (drawing) => {
      await drawing.command('file.onnx');
      await drawing.page.waitForSelector('.outcome');
    },
  },
  {
    name: 'try',
    show: async (drawing) => {
      const { page } = drawing;
      await escape(drawing);
      await drawing.command('run.try');
      const buffer = await sharp(Buffer.from(THREE)).png().toBuffer();
      await page.locator('.try-drop input').setInputFiles({ name: 'three.png', mimeType: 'image/png', buffer });
      await page.waitForSelector('.try-answer li', { timeout: 60_000 });
    },
  },
  {
    name: 'tour',
    show: async (drawing) => {
      const { page } = drawing;
      await escape(drawing);
      await drawing.command('help.restartTour');
      await leaveEdits(drawing, '.tour-card[data-step=input]');
      // Input, convolutions, add and skip, done by the tour.
      for (const step of ['input', 'convolutions', 'add', 'skip'])
        await page.click(`.tour-card[data-step=${step}] > footer .button:nth-last-child(2)`);
    },
  },
];

/** Every view of the window, in an order in which each goes on from the one before. */
export const views: readonly View[] = [...drawing, ...workbench];

/** A three as it might be drawn by hand, white on black as the digits are. */
const THREE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="320" height="320"><path fill="#000" d="M0 0h32v32H0z"/><path d="M9 8c3-4 13-4 13 3 0 4-4 5-7 5 4 0 8 1 8 5 0 7-12 7-15 2" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round"/></svg>';

/** Runs to be listed and compared: a sweep over plain and residual nets, trained by the command line. */
export function trainSweep(app: App, settings: readonly string[]): void {
  const script = join(import.meta.dirname, '../../scripts/layerloom.mjs');
  const nets = ['template:cifar_plain?filters=8', 'template:cifar_resnet?filters=8'];
  const args = ['sweep', ...nets, '--depths', '8,14', '--data', 'builtin:digits', ...settings];
  execFileSync(process.execPath, [script, ...args, '--out', join(app.folder, 'runs', 'sweep-1')], { stdio: 'ignore' });
}
