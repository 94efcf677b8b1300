import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';

const shared = appAndBrowser();

const NOTCH = 60;
/** Past the time after which React Flow takes a notch for the end of a gesture. */
const APART_MS = 200;
/** A part of the canvas that nothing lies over. */
const CLIP = { x: 420, y: 180, width: 480, height: 480 };

/** What is painted of the canvas: a grey for each pixel, row by row. */
async function painted(page: Page): Promise<Buffer> {
  return sharp(await page.screenshot({ clip: CLIP }))
    .greyscale()
    .raw()
    .toBuffer();
}

/** Share of pixels that are not the ground. */
function inked(picture: Buffer): number {
  const counts = new Map<number, number>();
  for (const grey of picture) counts.set(grey, (counts.get(grey) ?? 0) + 1);
  return 1 - Math.max(...counts.values()) / picture.length;
}

/** Share of pixels that differ from those that stood `rows` below before. */
function unlike(now: Buffer, before: Buffer, rows: number): number {
  const kept = now.subarray(0, now.length - rows * CLIP.width);
  return kept.reduce((sum, grey, i) => sum + Number(grey !== before[i + rows * CLIP.width]), 0) / kept.length;
}

async function notch(page: Page): Promise<void> {
  await page.mouse.wheel(0, NOTCH);
  await page.waitForTimeout(APART_MS);
}

test('single notches of the wheel move what is painted, near and far, and cards come into view', async () => {
  const { page } = await openPage(shared.browser, shared.app.address);
  const drawing = new Drawing(page);
  await drawing.startFrom('googlenet');
  await page.mouse.move(CLIP.x + CLIP.width / 2, CLIP.y + CLIP.height / 2);
  const first = new Set(await drawing.nodes());
  for (let i = 0; i < 16; i++) {
    await notch(page);
    await expect
      .poll(async () => inked(await painted(page)), { message: `after ${i + 1} notches` })
      .toBeGreaterThan(0.05);
  }
  await expect.poll(async () => (await drawing.nodes()).filter((id) => !first.has(id)).length).toBeGreaterThan(3);
  const frame = (): Promise<string | null> => page.locator('.minimap-frame').getAttribute('y');
  const before = await frame();
  await notch(page);
  await expect.poll(() => frame()).not.toBe(before);

  await drawing.press('Shift+1');
  for (let i = 0; i < 8 && (await page.locator('.canvas.far').count()) === 0; i++) await drawing.press('Control+-');
  // A zoom stretches what is painted, until it is painted sharp.
  await page.waitForFunction(() => !document.querySelector<HTMLElement>('.far-layer')?.style.transform);
  await drawing.settle();
  const far = await painted(page);
  expect(inked(far)).toBeGreaterThan(0.01);
  await notch(page);
  await expect.poll(async () => unlike(await painted(page), far, NOTCH)).toBeLessThan(0.01);
  expect(unlike(await painted(page), far, 0)).toBeGreaterThan(0.01);

  // Nearer, cards are there again, with less on them in letters that can be read; and their outputs are whole.
  for (let i = 0; i < 8 && (await page.locator('.canvas.far').count()) > 0; i++) await drawing.press('Control+=');
  const letters = await page.locator('.react-flow__node .card').evaluateAll((cards) =>
    cards.map((card) => {
      const [name, volume] = [card.querySelector<HTMLElement>('b')!, card.querySelector<HTMLElement>('.card-volume')!];
      return {
        // On the screen: the card's own width against the one that it is seen with.
        size: parseFloat(getComputedStyle(name).fontSize) * (card.getBoundingClientRect().width / card.clientWidth),
        cut: volume.scrollWidth > volume.clientWidth,
      };
    }),
  );
  expect(letters.length).toBeGreaterThan(8);
  expect(Math.min(...letters.map(({ size }) => size))).toBeGreaterThan(9);
  expect(letters.filter(({ cut }) => cut)).toEqual([]);
  for (let i = 0; i < 2; i++) await drawing.press('Control+-');

  // How large it is seen stands in the corner, and the way back to actual size.
  const zoom = page.locator('.zoom-bar').getByRole('button');
  expect(await zoom.nth(1).textContent()).toMatch(/^[1-4]\d %$/);
  await zoom.nth(1).press('Enter');
  await expect.poll(() => zoom.nth(1).textContent()).toBe('100 %');
  // Presented, the drawing is alone and large, and keys go along the flow.
  await drawing.press('Escape', 'F8');
  const caption = page.locator('.caption');
  await expect.poll(() => caption.locator('h2').textContent()).toBe('Input input');
  expect(await page.locator('.top-bar, .palette, .inspector, .panel').count()).toBe(0);
  await drawing.press('ArrowRight');
  await page.locator('.canvas').focus();
  await drawing.press(' ');
  await expect
    .poll(() => caption.locator('.caption-text').textContent())
    .toMatch(/^Max pool pool1112 × 112 × 64 → 56 × 56 × 64/);
  await expect.poll(() => zoom.nth(1).textContent()).toBe('150 %');
  expect(await drawing.selected()).toEqual(['pool1']);
  await drawing.press('ArrowLeft', 'Escape');
  expect(await drawing.selected()).toEqual(['conv1']);
  expect(await page.locator('.top-bar').count()).toBe(1);

  // Out of a block, one is back at the place from where it was entered.
  const place = (): Promise<string | null> => page.locator('.react-flow__viewport').getAttribute('style');
  const left = await place();
  await drawing.press('Control+Enter');
  await expect.poll(() => drawing.nodes()).not.toContain('conv1');
  expect(await place()).not.toBe(left);
  await drawing.press('Control+Backspace');
  await expect.poll(() => place()).toBe(left);
  expect(await drawing.selected()).toEqual(['conv1']);
  // The menu of the empty canvas is about no node.
  await page.mouse.click(...(await drawing.spot(20, 320)), { button: 'right' });
  await page.locator('.menu').waitFor();
  expect(await drawing.selected()).toEqual([]);
  await page.context().close();
}, 120_000);
