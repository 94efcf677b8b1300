import { describe, expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';

const shared = appAndBrowser();

const residual = ['input', 'conv', 'relu', 'conv2', 'add', 'average', 'flatten', 'dense', 'classifier'];

describe('a residual net from an empty canvas', { timeout: 240_000 }, () => {
  test('with the mouse alone, then trained a little and exported', async () => {
    const { page, problems } = await openPage(shared.browser, shared.app.address);
    const drawing = new Drawing(page);
    await drawing.startEmpty();
    await drawing.dragFromPalette('input', await drawing.spot(300, 70));
    // Below the open end: a wire is shown before, and there afterwards.
    const entry = (await page.locator('.palette-entry[data-kind="conv2d"]').boundingBox())!;
    await page.mouse.move(entry.x + 40, entry.y + 12);
    await page.mouse.down();
    await page.mouse.move(...(await drawing.spot(300, 190)), { steps: 4 });
    await expect.poll(() => page.locator('.ghost-wire path').count()).toBe(1);
    await page.mouse.up();
    await expect.poll(() => drawing.said('conv')).toContain('from input');
    expect(await page.locator('.ghost-wire').count()).toBe(0);
    await drawing.dragFromPalette('conv2d', await drawing.spot(300, 330));
    await drawing.dragFromPalette('add', await drawing.spot(300, 440));
    await expect.poll(() => drawing.said('conv2')).toContain('from conv, to add');
    await drawing.connect('conv', 'add');
    await expect.poll(() => page.locator('.wire.skip').count()).toBe(1);
    // Onto the wire: inserted.
    await drawing.dragFromPalette('relu', await drawing.between('conv', 'conv2'));
    await expect.poll(() => drawing.said('relu')).toContain('from conv, to conv2');
    // To empty space: what fits is offered.
    const out = await drawing.port('add', 'out');
    await page.mouse.wheel(0, 260);
    await drawing.settle();
    const from = await drawing.port('add', 'out');
    expect(from[1]).toBeLessThan(out[1]);
    await drawing.drag(from, [from[0] + 20, from[1] + 70]);
    await page.locator('.quick-add [cmdk-item]', { hasText: 'Global average pool' }).click();
    await drawing.settle();
    for (const kind of ['flatten', 'dense', 'classifier']) {
      await page.locator(`.palette-entry[data-kind="${kind}"]`).scrollIntoViewIfNeeded();
      await page.locator(`.palette-entry[data-kind="${kind}"]`).dblclick();
      await drawing.settle();
    }
    await drawing.press('Shift+1');
    await expect.poll(() => drawing.nodes()).toEqual(residual);
    await expect.poll(() => page.locator('.tab', { hasText: 'Problems' }).textContent()).toBe('Problems0');
    // 3·3·3·32 + 32, 3·3·32·32 + 32, 32·10 + 10.
    await expect.poll(() => drawing.total('Parameters')).toBe('10,474');

    // What was added out of sight was brought into view by the canvas itself, not by scrolling it out of its place.
    const scrolled = (selector: string) => page.locator(selector).evaluate((element) => element.scrollTop);
    expect([await scrolled('.canvas'), await scrolled('.react-flow')]).toEqual([0, 0]);

    // No batch norm: what suits the others would break it.
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Learning rate', exact: true }).inputValue())
      .toBe('0.02');
    await page.keyboard.press('Escape');
    await drawing.train();
    await page.waitForSelector('.training-facts strong', { timeout: 120_000 });
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.waitForSelector('.run-status.stopped', { timeout: 60_000 });
    await expect.poll(() => page.locator('.line-chart canvas').count()).toBe(4);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('with the keyboard alone', async () => {
    const { page, problems } = await openPage(shared.browser, shared.app.address);
    const drawing = new Drawing(page);
    await page.getByRole('button', { name: 'Empty design' }).focus();
    await drawing.press('Enter');
    await page.waitForSelector('.canvas');
    await drawing.command('Insert input');
    for (const name of ['convolution', 'relu', 'convolution', 'add']) await drawing.typeLayer(name);
    // The skip: from the first convolution to the add, found by moving along the wires.
    await drawing.press('ArrowUp', 'ArrowUp', 'ArrowUp');
    await expect.poll(() => drawing.selected()).toEqual(['conv']);
    await drawing.command('Connect from here');
    await drawing.press('ArrowDown', 'ArrowDown', 'ArrowDown');
    await expect.poll(() => drawing.selected()).toEqual(['add']);
    await drawing.press('Enter');
    await expect.poll(() => page.locator('.wire.skip').count()).toBe(1);
    for (const name of ['global', 'flatten', 'dense', 'softmax']) await drawing.typeLayer(name);
    await expect.poll(() => drawing.nodes()).toEqual(residual);
    await expect.poll(() => drawing.total('Parameters')).toBe('10,474');
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
