import { expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';

const shared = appAndBrowser();

async function drawingOf(
  template: string,
): Promise<{ readonly drawing: Drawing; readonly problems: readonly string[] }> {
  const { page, problems } = await openPage(shared.browser, shared.app.address);
  const drawing = new Drawing(page);
  await drawing.startFrom(template);
  return { drawing, problems };
}

const LONG = 120_000;

test(
  'a shape error turns the node red, says why, and one click mends it',
  async () => {
    const { drawing, problems } = await drawingOf('course_5x5_direct');
    const { page } = drawing;
    const conv = (await drawing.nodes())[1]!;
    await drawing.click(conv);
    await expect.poll(() => page.locator('.cost-card .result').first().textContent()).toBe('120,422,400');
    // Every way to pad is in a list, and numbers of one's own begin with those that hold.
    const padding = page.getByLabel('Padding', { exact: true });
    await expect
      .poll(() => padding.locator('option').allTextContents())
      .toEqual(['Same', 'Valid, none', 'Torch, ⌊k / 2⌋', 'Own numbers']);
    await padding.selectOption('Own numbers');
    const own = page.getByLabel('Padding: all sides, or top, left, bottom, right');
    await expect.poll(() => own.inputValue()).toBe('2');
    await expect.poll(() => page.locator('.cost-card .result').first().textContent()).toBe('120,422,400');
    await own.fill('0, 0, 2, 2');
    await own.press('Enter');
    await expect.poll(() => padding.inputValue()).toBe('own');
    // 26 · 26 · 5 · 5 · 192 · 32
    await expect.poll(() => page.locator('.cost-card .result').first().textContent()).toBe('103,833,600');
    await padding.selectOption('Valid, none');
    await expect.poll(() => own.count()).toBe(0);
    await drawing.setField('Kernel', '40');
    await expect.poll(() => page.locator('.card.has-error').count()).toBeGreaterThan(0);
    await expect.poll(() => page.locator('.badge.bad').textContent()).not.toBe('0');
    // What lies behind goes on from what it will be.
    const behind = (await drawing.nodes())[2]!;
    await expect.poll(() => drawing.said(behind)).not.toContain('unknown size');
    await drawing.command('Problems');
    await page.locator('.problems .problem-text').first().click();
    await expect.poll(() => drawing.selected()).toEqual([conv]);
    await page.locator('.problems .fix').first().click();
    await drawing.settle();
    await expect.poll(() => page.locator('.card.has-error').count()).toBe(0);
    await drawing.press('Control+z');
    await expect.poll(() => page.locator('.card.has-error').count()).toBeGreaterThan(0);
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'the bottleneck of the course: 120,422,400 becomes 12,443,648',
  async () => {
    const { drawing, problems } = await drawingOf('course_5x5_direct');
    const { page } = drawing;
    await drawing.click((await drawing.nodes())[1]!);
    await expect
      .poll(() => page.locator('.advice-card').first().textContent())
      .toContain('2,408,448 + 10,035,200 = 12,443,648');
    await page.getByRole('button', { name: 'Insert bottleneck' }).click();
    await expect.poll(() => drawing.total('Multiplications')).toMatch(/12[.,]4/);
    await drawing.press('Escape', 'Escape');
    await page.locator('.total', { hasText: 'Multiplications' }).click();
    for (const number of ['2,408,448', '10,035,200']) await page.locator('.popover', { hasText: number }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'blocks: opened in place, edited once for every instance, stepped into, made of a selection, taken apart',
  async () => {
    const { drawing, problems } = await drawingOf('cifar_resnet');
    const { page } = drawing;
    const closed = await drawing.nodes();
    await drawing.node('stage1').dblclick({ position: { x: 60, y: 12 } });
    await drawing.settle();
    await expect.poll(() => drawing.nodes()).toEqual(expect.arrayContaining(['stage1/0', 'stage1/1', 'stage1/2']));
    await drawing.command('Close all blocks');
    await expect.poll(() => drawing.nodes()).toEqual(closed);

    // Stage 1 alone has no stride: its first block, inside.
    await drawing.click('stage1');
    await drawing.press('Shift+Enter');
    await expect.poll(() => page.locator('.breadcrumb').textContent()).toContain('stage1 1');
    const before = await drawing.total('Parameters');
    await drawing.click('stage1/0/norm1');
    await drawing.press('Delete');
    await expect.poll(() => drawing.nodes()).not.toContain('stage1/0/norm1');
    // Three stages of three blocks lose a batch norm each: 2 · 3 · (16 + 32 + 64) parameters.
    const count = (text: string): number => Number(text.replaceAll(',', ''));
    const lost = async (): Promise<number> => count(before) - count(await drawing.total('Parameters'));
    await expect.poll(lost).toBe(2 * 3 * (16 + 32 + 64));
    await page.getByRole('button', { name: 'Network', exact: true }).click();
    await drawing.settle();
    await expect.poll(() => drawing.nodes()).toEqual(closed);

    await drawing.press('Escape');
    await drawing.click('stage2');
    await page.keyboard.down('Shift');
    await drawing.click('stage3');
    await page.keyboard.up('Shift');
    await expect.poll(async () => (await drawing.selected()).sort()).toEqual(['stage2', 'stage3']);
    await drawing.press('Control+g');
    await expect.poll(() => drawing.nodes()).toHaveLength(closed.length - 1);
    const total = await drawing.total('Parameters');
    await drawing.press('Control+Shift+g');
    await expect.poll(() => drawing.nodes()).toHaveLength(closed.length);
    await expect.poll(() => drawing.total('Parameters')).toBe(total);
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'expressions stand in the inspector with their value beside them, and the number can be clicked for its arithmetic',
  async () => {
    const { drawing, problems } = await drawingOf('cifar_resnet');
    const { page } = drawing;
    await drawing.click('stage2');
    await drawing.setField('Filters', '=3 * filters');
    await expect.poll(() => page.locator('.param-value').first().textContent()).toBe('= 48');
    await expect.poll(() => drawing.said('stage2')).toContain('16 × 16 × 48');
    await drawing.press('Control+z');
    await expect.poll(() => drawing.said('stage2')).toContain('16 × 16 × 32');
    await page.locator('.total', { hasText: 'Parameters' }).click();
    await expect.poll(() => page.locator('.popover .result').textContent()).toBe(await drawing.total('Parameters'));
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'copies travel as text: cut here, pasted into another window',
  async () => {
    const { drawing, problems } = await drawingOf('course_residual');
    const { page } = drawing;
    const context = page.context();
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
      origin: new URL(shared.app.address).origin,
    });
    await drawing.click('residual');
    await drawing.press('Control+c');
    const copied = async (): Promise<unknown> => JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    await expect.poll(copied).toMatchObject({ format: 'layerloom-nodes', nodes: [{ id: 'residual' }] });
    await drawing.press('Control+x');
    await expect.poll(() => drawing.nodes()).not.toContain('residual');
    await drawing.press('Control+v');
    await expect.poll(() => drawing.selected()).toEqual(['residual']);
    expect(problems).toEqual([]);
    await context.close();
  },
  LONG,
);

test(
  'conversions from the menu say before and after, and the totals are those: skips, bottleneck, width, depth',
  async () => {
    const { drawing, problems } = await drawingOf('cifar_plain');
    const { page } = drawing;
    const totals = async (): Promise<readonly (string | null)[]> => [
      await page.locator('.total', { hasText: 'Multiplications' }).getAttribute('title'),
      await drawing.total('Parameters'),
    ];
    const convert = async (item: string): Promise<string> => {
      const before = await totals();
      await page.click('.brand');
      await page.getByRole('menuitem', { name: 'Convert' }).hover();
      await page.getByRole('menuitem', { name: item }).click();
      await expect.poll(totals).not.toEqual(before);
      const [was, paramsWere, is, paramsAre] = [...before, ...(await totals())];
      // The notice of the conversion before may still stand for a moment.
      const said = page.locator('.notice', {
        hasText: `Multiplications ${was} → ${is}, parameters ${paramsWere} → ${paramsAre}.`,
      });
      return (await said.textContent()) ?? '';
    };
    const plain = await totals();
    expect(await convert('Plain to residual')).toContain('Put a skip around 9 pairs');
    for (const id of ['stage1', 'stage1/0']) {
      await drawing.node(id).dblclick({ position: { x: 60, y: 12 } });
      await drawing.settle();
    }
    // Into the shortcut and out of it.
    await expect.poll(() => page.locator('.wire.skip').count()).toBe(2);
    await drawing.command('Close all blocks');
    expect(await convert('Residual to plain')).toContain('Took 9 skips out.');
    await expect.poll(() => totals()).toEqual(plain);

    expect(await convert('Deeper by one repetition')).toContain('62 → 80 layers');
    await convert('Shallower by one repetition');
    await expect.poll(() => totals()).toEqual(plain);
    await convert('Twice as wide');
    await convert('Half as wide');
    await expect.poll(() => totals()).toEqual(plain);

    // Found by a part of its path, although it is inside closed blocks.
    await drawing.press('Control+f');
    await page.getByRole('dialog').getByRole('combobox').fill('stage3/2/conv2');
    await drawing.press('Enter');
    await expect.poll(() => drawing.selected()).toEqual(['stage3/2/conv2']);
    expect(await convert('Insert bottleneck before selection')).toContain('1×1');
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'cards are lined up and spread evenly by the menu',
  async () => {
    const { drawing, problems } = await drawingOf('course_inception');
    const { page } = drawing;
    await drawing.command('block.closeAll');
    await drawing.press('Shift+1');
    const ids = (await drawing.nodes()).slice(0, 3);
    const boxes = () => Promise.all(ids.map(async (id) => (await drawing.node(id).boundingBox())!));
    for (const [i, away] of [0, 90, -70].entries()) {
      const box = (await boxes())[i]!;
      if (away !== 0) await drawing.drag([box.x + 40, box.y + 8], [box.x + 40 + away, box.y + 8 + 6]);
    }
    await drawing.click(ids[0]!);
    await page.keyboard.down('Shift');
    for (const id of ids.slice(1)) await drawing.click(id);
    await page.keyboard.up('Shift');
    const choose = async (item: string): Promise<void> => {
      await page.click('.brand');
      await page.getByRole('menuitem', { name: 'Edit' }).hover();
      await page.getByRole('menuitem', { name: item }).click();
      await drawing.settle();
    };
    await choose('Align left');
    const lefts = async (): Promise<number> => {
      const all = (await boxes()).map(({ x }) => x);
      return Math.max(...all) - Math.min(...all);
    };
    await expect.poll(lefts).toBeLessThan(1);
    await choose('Space evenly');
    const uneven = async (): Promise<number> => {
      const [a, b, c] = (await boxes()).sort((p, q) => p.y - q.y);
      return Math.abs(b!.y - a!.y - a!.height - (c!.y - b!.y - b!.height));
    };
    await expect.poll(uneven).toBeLessThan(1.5);
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);
