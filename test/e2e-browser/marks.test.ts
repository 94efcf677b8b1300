import { expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';
import { differing, openElsewhere } from './exported.ts';

const shared = appAndBrowser();

test('notes are moved and resized by pointer and by keys, and notes and groups are in the exported drawing', async () => {
  const { page, problems } = await openPage(shared.browser, shared.app.address);
  const drawing = new Drawing(page);
  await drawing.startFrom('course_5x5_direct');
  await drawing.command('Note');
  await page.keyboard.type('Costs <most> & why');
  const note = page.locator('.note');
  const corner = note.locator('.note-resize');
  const box = async () => (await note.boundingBox())!;

  const before = await box();
  const at = (await corner.boundingBox())!;
  await drawing.drag([at.x + 9, at.y + 9], [at.x + 69, at.y + 49]);
  await expect.poll(async () => (await box()).width).toBeGreaterThan(before.width + 50);
  const larger = await box();
  expect([larger.x, larger.y]).toEqual([before.x, before.y]);
  expect(larger.height).toBeGreaterThan(before.height + 30);
  await corner.focus();
  await drawing.press('ArrowLeft', 'Shift+ArrowUp');
  await expect.poll(async () => (await box()).height).toBeLessThan(larger.height);
  const smaller = await box();
  expect(smaller.width).toBeLessThan(larger.width);
  await page.locator('.note-move').focus();
  await drawing.press('ArrowRight', 'Shift+ArrowDown');
  await expect.poll(async () => (await box()).y).toBeGreaterThan(smaller.y);
  expect((await box()).x).toBeGreaterThan(smaller.x);
  // Never so small that its tools would be cut off.
  await corner.focus();
  await drawing.press(...Array.from({ length: 9 }, () => 'Shift+ArrowLeft'));
  expect((await box()).width).toBeGreaterThan(80);
  await expect.poll(() => drawing.selected()).toEqual([]);
  await page.locator('.canvas').focus();
  const undo = page.getByRole('button', { name: /^Undo/ });
  for (let steps = 0; steps < 20 && (await box()).x !== smaller.x; steps++) {
    await undo.click();
    await drawing.settle();
  }
  await expect.poll(() => box()).toEqual(smaller);

  await drawing.click((await drawing.nodes())[1]!);
  await drawing.command('Group selection');
  await drawing.command('view.labels');
  const svg = (await drawing.exported('svg')).toString();
  expect(svg).toContain('>Group</text>');
  expect(svg).toContain('>Costs &#60;most&#62; &#38; why</tspan>');
  // All that is drawn lies inside the picture.
  const [x, y, width, height] = /viewBox="([^"]+)"/.exec(svg)![1]!.split(' ').map(Number) as [
    number,
    number,
    number,
    number,
  ];
  for (const [, left, top] of svg.matchAll(/<rect x="(-?[\d.]+)" y="(-?[\d.]+)"/g)) {
    expect(Number(left)).toBeGreaterThanOrEqual(x);
    expect(Number(left)).toBeLessThan(x + width);
    expect(Number(top)).toBeGreaterThanOrEqual(y);
    expect(Number(top)).toBeLessThan(y + height);
  }
  const png = await drawing.exported('png');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  // Two pixels a point.
  expect(png.readUInt32BE(16)).toBe(Math.round(2 * width));

  // Where nothing of the app is at hand both are set in its letters, wires with their shapes.
  expect(svg).toMatch(/class="halo">28 × 28 × 192<\/text>/);
  const away = await openElsewhere(shared.browser, svg);
  const lengths = new Map(
    await away
      .locator('text')
      .evaluateAll((texts) =>
        texts.map((text) => [text.textContent, (text as SVGTextElement).getComputedTextLength()]),
      ),
  );
  const card = drawing.node((await drawing.nodes())[1]!);
  for (const place of ['.card-title b', '.card-name', '.card-line']) {
    const [said, length] = await card.locator(place).evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const zoom = element.getBoundingClientRect().width / (element as HTMLElement).offsetWidth;
      return [element.textContent, range.getBoundingClientRect().width / zoom];
    });
    expect(Math.abs(lengths.get(said)! - length)).toBeLessThan(0.01 * length);
  }
  const shown = await away.locator('svg').screenshot();
  expect(await differing(shown, png)).toBeLessThan(0.001);
  await away.close();
  await page.locator('.note-move').focus();
  await drawing.press('Delete');
  await expect.poll(() => note.count()).toBe(0);
  expect(problems).toEqual([]);
  await page.context().close();
}, 120_000);
