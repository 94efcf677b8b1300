import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { succeed } from '../e2e/command-line.ts';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';

const shared = appAndBrowser();

test('every number shows its arithmetic with the values filled in, by keyboard too', async () => {
  const { page, problems } = await openPage(shared.browser, shared.app.address);
  const drawing = new Drawing(page);
  await drawing.startFrom('course_5x5_direct');
  await drawing.click((await drawing.nodes())[1]!);
  const popover = page.locator('.popover');
  const shown = async (name: RegExp): Promise<string> => {
    const number = page.getByRole('button', { name });
    await number.focus();
    await page.keyboard.press('Enter');
    const text = (await popover.textContent()) ?? '';
    await page.keyboard.press('Escape');
    await popover.waitFor({ state: 'detached' });
    await expect.poll(() => number.evaluate((element) => element === document.activeElement)).toBe(true);
    return text;
  };
  expect(await shown(/^Output, /)).toContain('⌊(28 + 2·2 − 5) / 1⌋ + 1 = 28');
  expect(await shown(/^Receptive field, /)).toContain('1 + (5 − 1)·1 = 5');
  expect(await shown(/^Share, /)).toContain('120,422,400 of 120,422,720');
  expect(await shown(/^Activation, batch 64, /)).toContain('28 × 28 × 32 × 4 B × 64');
  expect(await shown(/^Operations per byte, /)).toContain('2 × 120,422,400 × 64 /');
  expect(await shown(/^Parameters, /)).toContain('32 × 192 × 5 × 5 = 153,600');
  const total = async (title: string): Promise<string> => {
    await page.locator('.total', { hasText: title }).focus();
    await page.keyboard.press('Enter');
    const text = (await popover.textContent()) ?? '';
    await page.keyboard.press('Escape');
    await popover.waitFor({ state: 'detached' });
    return text;
  };
  expect(await total('Training memory')).toMatch(
    /Weights153,962 numbers × 4 B.*Maps for backward, gradients, workspace.* × 64 images/,
  );
  expect(await total('Receptive field')).toContain('1 + (5 − 1)·1 = 5');
  expect(await total('Multiplications')).toContain('120,422,400');
  expect(problems).toEqual([]);
  await page.context().close();
}, 120_000);

test('the layers table is exported with the numbers that `inspect` prints, as CSV and as Markdown', async () => {
  const { page, problems } = await openPage(shared.browser, shared.app.address);
  await new Drawing(page).startFrom('cifar_resnet');
  await page.click('#tab-layers');
  for (const [button, flag] of [
    ['CSV', '--csv'],
    ['Markdown', '--md'],
  ] as const) {
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button, exact: true }).click(),
    ]);
    const { stdout } = await succeed(['inspect', 'template:cifar_resnet', flag], shared.app.folder);
    expect(await readFile(await saved.path(), 'utf8')).toBe(stdout);
  }
  expect(problems).toEqual([]);
  await page.context().close();
}, 120_000);

test('in windows of any width numbers of the layers stand under their headings, and nothing lies over the totals', async () => {
  const { page } = await openPage(shared.browser, shared.app.address);
  const drawing = new Drawing(page);
  await drawing.startFrom('googlenet');
  // What an edit changed stands beside the totals, over the canvas, on the card and in what a screen reader says of it.
  await drawing.press('Control+f');
  await page.waitForSelector('.command-palette');
  await page.keyboard.type('inception3a');
  await drawing.settle();
  await drawing.press('Enter');
  await expect.poll(() => drawing.selected()).toEqual(['inception3a']);
  await drawing.setField('5×5 bottleneck', '32');
  const changed = page.locator('.what-changed');
  await expect.poll(() => changed.locator('> b').textContent()).toBe('inception3a · 5×5 bottleneck 16 → 32');
  await expect
    .poll(() => changed.locator('dl').textContent())
    .toMatch(/Multiplications1\.\d+ G → 1\.\d+ G \+12\.4 M \+0\.8 %/);
  await changed.locator('[role=status]', { hasText: '+12.4 M' }).waitFor({ state: 'attached' });
  await expect.poll(() => page.locator('.total-change').allTextContents()).toContain('+12.4 M');
  await expect.poll(() => drawing.node('inception3a').locator('.card-change').textContent()).toMatch(/ → .*\+12\.4 M$/);
  await expect.poll(() => drawing.said('inception3a')).toMatch(/changed from .*\+12\.4 M/);
  await page.click('#tab-layers');
  await page.waitForSelector('.layers .table-row');
  for (const width of [1440, 1100, 900, 853]) {
    await page.setViewportSize({ width, height: 700 });
    await drawing.settle();
    const at = { message: `at ${width} pixels` };
    const columns = (): Promise<string[]> =>
      page.$$eval('.layers :is(.table-head, .table-row)', (rows) => {
        const places = rows.map((row) =>
          [...row.children].flatMap((cell) => {
            const { x, width: wide } = cell.getBoundingClientRect();
            const name = [...cell.classList].find((one) => one.startsWith('col-'));
            return wide === 0 ? [] : [`${name} ${Math.round(x)} ${Math.round(wide)}`];
          }),
        );
        return [...new Set(places.map((cells) => cells.join(', ')))];
      });
    await expect.poll(() => page.locator('.layers .table-row').count(), at).toBeGreaterThan(2);
    await expect
      .poll(columns, at)
      .toEqual([expect.stringMatching(/col-layer .*col-shape .*col-params .*col-operations .*col-share/)]);
    const overlaps = (): Promise<number> =>
      page.$$eval('.top-bar > :not(.totals), .total', (parts) => {
        const boxes = parts.map((part) => part.getBoundingClientRect()).sort((a, b) => a.x - b.x);
        return boxes.filter((box, i) => i > 0 && box.left < boxes[i - 1]!.right - 1).length;
      });
    await expect.poll(overlaps, at).toBe(0);
    const beyond = (): Promise<number> =>
      page.evaluate(() => {
        const right = (selector: string) => document.querySelector(selector)!.getBoundingClientRect().right;
        return right('.panel .tab-list') - right('.panel');
      });
    await expect.poll(beyond, at).toBeLessThanOrEqual(0);
  }
  await changed.getByRole('button').click();
  await expect.poll(() => page.locator('.what-changed, .total-change, .card-change').count()).toBe(0);
  await page.context().close();
});
