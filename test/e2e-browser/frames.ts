import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { LoomDocument } from '../../engine/design/document.ts';
import { serializeDocument } from '../../engine/design/serialize.ts';
import { buildTemplate } from '../../engine/templates/build.ts';
import { App, openPage } from './app.ts';
import { benchCards } from './baseline/cards.ts';
import { chartFrames } from './chart-frames.ts';
import { GPU_IN_SOFTWARE, launchChromium } from './chromium.ts';
import { Drawing } from './drawing.ts';
import { type FrameRow, frames, row, table } from './frame-times.ts';

const viewport = { width: 1440, height: 900 };

/** A chain of convolutions laid out as the baseline's cards. */
function flatDesign(count: number): LoomDocument {
  const cards = benchCards(count);
  return {
    format: 'layerloom',
    version: 1,
    name: `flat${count}`,
    params: {},
    blocks: {},
    nodes: [
      { id: 'input', kind: 'input', params: { height: 32, width: 32, channels: 32 } },
      ...cards.map(({ id }, i) => ({ id, kind: 'conv2d', inputs: { in: [i === 0 ? 'input' : cards[i - 1]!.id] } })),
    ],
    view: {
      positions: {
        '': { input: [0, -130], ...Object.fromEntries(cards.map(({ id, x, y }) => [id, [x, y] as const])) },
      },
    },
  };
}

/** Frame times while the wheel pans. */
async function pan(page: Page, name: string): Promise<FrameRow> {
  await page.mouse.move(700, 400);
  return frames(page, name, async () => {
    for (let i = 0; i < 90; i++) {
      await page.mouse.wheel(i % 30 < 15 ? 14 : -14, i % 20 < 10 ? 9 : -9);
      await page.waitForTimeout(8);
    }
  });
}

/** From an action to the frame that shows what it did: two animation frames on. */
async function untilPainted(page: Page, act: () => Promise<void>, shown: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  await shown();
  await page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
  return performance.now() - began;
}

/** From the start of `layerloom serve` to the start page painted in a browser that is open already. */
async function starts(browser: Browser, app: App): Promise<FrameRow> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    await app.kill();
    const began = performance.now();
    await app.start();
    const { page } = await openPage(browser, app.address, { viewport });
    await page.getByRole('button', { name: 'Open …' }).waitFor();
    await page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())));
    times.push(performance.now() - began);
    await page.context().close();
  }
  return row('start of the process to the start page', times);
}

async function openFile(page: Page, file: string): Promise<number> {
  await page.getByRole('button', { name: 'Open …' }).click();
  const entry = page.locator('dialog li button', { hasText: file });
  return untilPainted(
    page,
    () => entry.dblclick(),
    () => page.waitForSelector('.react-flow__node'),
  );
}

/**
 * From the keystroke in the inspector to the end of the frame that repaints every annotation, in the page's own time.
 */
async function edits(page: Page, field: string, values: readonly string[], name: string): Promise<FrameRow> {
  await page.evaluate((id) => {
    const times: number[] = [];
    document.getElementById(id)?.addEventListener(
      'input',
      () => {
        const began = performance.now();
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.addEventListener('message', () => times.push(performance.now() - began));
          channel.port1.start();
          channel.port2.postMessage(null);
        });
      },
      { capture: true },
    );
    Object.assign(window, { editTimes: times });
  }, field);
  for (const value of values) {
    await page.fill(`#${field}`, value);
    await page.waitForTimeout(150);
  }
  return row(name, (await page.evaluate('editTimes')) as number[]);
}

async function ours(browser: Browser): Promise<readonly FrameRow[]> {
  const big = buildTemplate('cifar_resnet?depth=1202').document!;
  const app = await App.start((folder) => {
    for (const count of [1000, 3000])
      writeFileSync(join(folder, `flat${count}.loom.json`), serializeDocument(flatDesign(count)));
    writeFileSync(join(folder, 'deep.loom.json'), serializeDocument(big));
    writeFileSync(join(folder, 'googlenet.loom.json'), serializeDocument(buildTemplate('googlenet').document!));
  });
  const rows = [await starts(browser, app)];
  const values = Array.from({ length: 20 }, (_, i) => String(i % 2 === 0 ? 24 : 32));
  for (const count of [1000, 3000]) {
    const { page } = await openPage(browser, app.address, { viewport });
    const drawing = new Drawing(page);
    const ms = await openFile(page, `flat${count}`);
    rows.push(row(`open ${count} nodes`, [ms]));
    await drawing.press('Shift+1');
    await page.waitForTimeout(800);
    rows.push(await pan(page, `pan ${count} visible nodes`));
    await page.context().close();
  }
  const { page } = await openPage(browser, app.address, { viewport });
  const drawing = new Drawing(page);
  const opened = await openFile(page, 'deep');
  rows.push(row('open the 1,202-layer net, stages collapsed', [opened]));
  await page.keyboard.press('Control+k');
  await page.waitForSelector('.command-palette');
  await page.keyboard.type('Open all blocks');
  const expanded = await untilPainted(
    page,
    () => page.keyboard.press('Enter'),
    () => page.waitForSelector('.command-palette', { state: 'detached' }),
  );
  rows.push(row('open all its blocks', [expanded]));
  rows.push(await edits(page, 'design-filters', values, 'keystroke to repaint, 1,202 layers, all open'));
  await drawing.press('Escape', 'Shift+1');
  await page.waitForTimeout(800);
  rows.push(await pan(page, 'pan the 1,202-layer net, all in view'));
  await page.context().close();

  const second = await openPage(browser, app.address, { viewport });
  await openFile(second.page, 'googlenet');
  rows.push(await edits(second.page, 'design-classes', values, 'keystroke to repaint, GoogLeNet'));
  await second.page.context().close();
  await app.stop();
  return rows;
}

async function baseline(browser: Browser, address: string): Promise<readonly FrameRow[]> {
  const rows: FrameRow[] = [];
  for (const count of [1000, 3000]) {
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    const last = page.locator('.react-flow__node').nth(count - 1);
    const ms = await untilPainted(
      page,
      async () => void (await page.goto(`${address}?n=${count}`)),
      () => last.waitFor({ state: 'attached' }),
    );
    rows.push(row(`bare React Flow: open ${count} nodes`, [ms]));
    rows.push(await pan(page, `bare React Flow: pan ${count} visible nodes`));
    await context.close();
  }
  return rows;
}

/**
 * Measures the canvas, beside it bare React Flow with the same cards at `address`, and long curves; prints a table and
 * writes JSON. `only`: what a name has in it.
 */
export async function benchFrames(address: string, out: string, only = ''): Promise<void> {
  const browser = await launchChromium(GPU_IN_SOFTWARE);
  const parts = {
    canvas: () => ours(browser),
    'react flow': () => baseline(browser, address),
    curves: () => chartFrames(browser, address),
  };
  const rows: FrameRow[] = [];
  for (const [name, measure] of Object.entries(parts)) if (name.includes(only)) rows.push(...(await measure()));
  await browser.close();
  mkdirSync(join(out, '..'), { recursive: true });
  const load = loadavg()[0];
  writeFileSync(out, `${JSON.stringify({ date: new Date().toISOString(), viewport, load, rows }, null, 2)}\n`);
  process.stdout.write(table(rows));
}
