import { expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';

const shared = appAndBrowser();

const LONG = 120_000;

async function drawingOf(template: string): Promise<Drawing> {
  const { page } = await openPage(shared.browser, shared.app.address);
  const drawing = new Drawing(page);
  await drawing.startFrom(template);
  return drawing;
}

test(
  'a node dropped onto a wire is put there, where it was heals, and one undo takes it back',
  async () => {
    const drawing = await drawingOf('cifar_resnet');
    const { page } = drawing;
    await drawing.press('Shift+1');
    const before = await drawing.said('stage1');
    const ids = await drawing.nodes();
    const [first, second] = [ids[1]!, ids[2]!];
    const said = await drawing.said(first);
    const [x, y] = await drawing.between('stage1', 'stage2');
    const box = (await drawing.node(first).boundingBox())!;
    await page.mouse.move(box.x + 40, box.y + 8);
    await page.mouse.down();
    const end = [x + 40 - box.width / 2, y + 8 - box.height / 2] as const;
    await page.mouse.move(end[0], end[1] - 30, { steps: 4 });
    await page.mouse.move(...end, { steps: 4 });
    await drawing.settle();
    await expect.poll(() => page.locator('.wire.target').count()).toBe(1);
    await page.mouse.up();
    await drawing.settle();
    await expect.poll(() => drawing.said(first)).toContain('from stage1, to stage2');
    await expect.poll(() => drawing.said(second)).toContain(`from ${ids[0]}`);
    await drawing.press('Control+z');
    // What the undo changed is said behind it.
    const now = async (id: string): Promise<string | undefined> => (await drawing.said(id)).split(', changed from ')[0];
    await expect.poll(() => now(first)).toBe(said);
    await expect.poll(() => now('stage1')).toBe(before);
    await page.context().close();
  },
  LONG,
);

test(
  'a drag beside another card lines up with it and shows the line',
  async () => {
    const drawing = await drawingOf('course_5x5_direct');
    const { page } = drawing;
    const [above, dragged] = await drawing.nodes();
    const start = (await drawing.node(dragged!).boundingBox())!;
    await page.mouse.move(start.x + 40, start.y + 12);
    await page.mouse.down();
    for (const away of [2, 200, 5]) await page.mouse.move(start.x + 40 + away, start.y + 12 + away);
    await drawing.settle();
    await expect.poll(() => page.locator('.guides line').count()).toBeGreaterThan(0);
    // The gap to the card above, in the drawing's measure.
    const zoom = await page
      .locator('.react-flow__viewport')
      .evaluate((element) => new DOMMatrix(getComputedStyle(element).transform).a);
    const [over, under] = [(await drawing.node(above!).boundingBox())!, (await drawing.node(dragged!).boundingBox())!];
    const gap = Math.round((under.y - over.y - over.height) / zoom);
    await expect.poll(() => page.locator('.gap text').allTextContents()).toContain(String(gap));
    await page.mouse.up();
    await drawing.settle();
    const apart = async (): Promise<number> => {
      const [a, b] = [(await drawing.node(above!).boundingBox())!, (await drawing.node(dragged!).boundingBox())!];
      return Math.abs(a.x + a.width / 2 - b.x - b.width / 2);
    };
    await expect.poll(apart).toBeLessThan(1);
    await expect.poll(() => page.locator('.guides > *').count()).toBe(0);
    await page.context().close();
  },
  LONG,
);

test(
  'from afar, blocks are dragged and a marquee is drawn',
  async () => {
    const drawing = await drawingOf('googlenet');
    const { page } = drawing;
    const undo = page.getByRole('button', { name: /^(Undo|Nothing to undo)/ });
    await drawing.press('Shift+1');
    while (!(await page.locator('.canvas.far').count())) await drawing.press('Control+Minus');
    const canvas = (await page.locator('.canvas').boundingBox())!;
    await page.mouse.move(canvas.x + 8, canvas.y + 60);
    await page.mouse.down();
    await page.mouse.move(canvas.x + canvas.width - 240, canvas.y + canvas.height - 160, { steps: 4 });
    await expect.poll(() => page.locator('.far-marquee').count()).toBe(1);
    await page.mouse.up();
    await drawing.settle();
    await expect.poll(() => page.locator('.far-marquee').count()).toBe(0);
    // What the marquee chose can be moved; then a block alone, by the mouse.
    await drawing.press('Alt+ArrowRight');
    await expect.poll(() => undo.isEnabled()).toBe(true);
    await drawing.press('Control+z', 'Escape');
    await expect.poll(() => undo.isEnabled()).toBe(false);
    // On the trunk, right of the middle: auxiliary heads stand at its left.
    const block: readonly [number, number] = [canvas.x + canvas.width / 2 + 30, canvas.y + canvas.height / 2];
    await drawing.drag(block, [block[0] + 120, block[1] + 40]);
    await expect.poll(() => undo.isEnabled()).toBe(true);
    await page.context().close();
  },
  LONG,
);

test(
  'a wire let go over nothing offers what fits behind it, and one that may not end there says why',
  async () => {
    const drawing = await drawingOf('course_inception');
    const { page } = drawing;
    // The block that it is about is open at first.
    expect(await drawing.nodes()).toContain('inception/conv3x3');
    await drawing.command('block.closeAll');
    await expect.poll(() => drawing.node('inception').locator('.miniature').count()).toBe(1);
    const ids = await drawing.nodes();
    const from = await drawing.port(ids[1]!, 'out');
    await drawing.drag(from, [from[0] - 250, from[1] + 60]);
    const list = page.locator('.quick-add .menu-list');
    await list.waitFor();
    await expect.poll(() => list.textContent()).toContain('Convolution');
    await expect.poll(() => list.textContent()).not.toContain('Input');
    // Nothing has to be scrolled sideways to be read.
    await expect.poll(() => list.evaluate((element) => getComputedStyle(element).overflowX)).toBe('hidden');
    for (const item of await list.locator('.menu-item').all())
      await expect.poll(() => item.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
    await drawing.press('Escape');

    const dense = await drawing.port('dense', 'out');
    const back = await drawing.port(ids[2]!, 'in');
    await page.mouse.move(...dense);
    await page.mouse.down();
    await page.mouse.move(back[0] + 30, back[1] + 30, { steps: 4 });
    await page.mouse.move(...back, { steps: 4 });
    await expect.poll(() => page.locator('.connection-hint.refused').textContent()).toContain('would close a circle');
    await page.mouse.up();
    await drawing.settle();
    await expect.poll(() => page.getByRole('button', { name: 'Nothing to undo' }).isVisible()).toBe(true);
    // A title is read in full before an id is, beside the buttons of a block too.
    await drawing.click(ids[2]!);
    const title = `.react-flow__node[data-id="${ids[2]}"] .card-title b`;
    await expect.poll(() => drawing.overflow(title)).toBeLessThanOrEqual(1);
    await page.context().close();
  },
  LONG,
);
