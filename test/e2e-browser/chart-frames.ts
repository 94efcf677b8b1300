import type { Browser, Page } from 'playwright-core';
import { type FrameRow, frames } from './frame-times.ts';

const STEPS = 100_000;
/** Many times what a fast net trains in a sixtieth of a second. */
const PER_FRAME = 20;

/** Drags over a part of the first chart, which looks closer at it, and shows all again. */
async function zoom(page: Page): Promise<void> {
  const box = (await page.locator('.plot').first().boundingBox())!;
  const at = (share: number): number => box.x + 50 + share * (box.width - 70);
  const middle = box.y + box.height / 2;
  for (let i = 0; i < 3; i++) {
    await page.mouse.move(at(0.2 + 0.1 * i), middle);
    await page.mouse.down();
    for (let share = 0.25; share < 0.8; share += 0.05) {
      await page.mouse.move(at(share), middle);
      await page.waitForTimeout(8);
    }
    await page.mouse.up();
    await page.waitForTimeout(100);
    await page.locator('.plot').first().press('0');
  }
}

/** Looks closer and closer, goes along with the keys, and back. */
async function keys(page: Page): Promise<void> {
  const plot = page.locator('.plot').first();
  await plot.focus();
  for (const key of ['Home', '+', '+', '+', '+', '+', '+', '-', '-', '-', '-', '-', '-'])
    for (const press of [key, 'ArrowRight', 'ArrowRight']) await plot.press(press);
}

async function point(page: Page): Promise<void> {
  const box = (await page.locator('.plot').first().boundingBox())!;
  for (let i = 0; i < 120; i++) {
    await page.mouse.move(box.x + 60 + ((i * 7) % (box.width - 80)), box.y + 40 + (i % 30));
    await page.waitForTimeout(8);
  }
}

/** The four charts of a run with 100,000 steps, at rest and while it goes on. */
export async function chartFrames(browser: Browser, address: string): Promise<readonly FrameRow[]> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${address}charts.html?n=${STEPS}`);
  await page.waitForSelector('.plot canvas');
  const of = 'curves of 100,000 steps';
  const rows = [
    await frames(page, `${of}: the pointer over them`, () => point(page)),
    await frames(page, `${of}: drag to zoom, and back`, () => zoom(page)),
    await frames(page, `${of}: zoom by keys`, () => keys(page)),
  ];
  await page.evaluate(`append(${PER_FRAME})`);
  rows.push(
    await frames(page, `${of}, ${PER_FRAME} more each frame`, () => page.waitForTimeout(3000)),
    await frames(page, `${of}, ${PER_FRAME} more each frame: drag to zoom, and back`, () => zoom(page)),
  );
  await context.close();
  return rows;
}
