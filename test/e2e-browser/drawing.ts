import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

type Spot = readonly [x: number, y: number];

/** What a person does with mouse and keyboard on the canvas, and what they can see there. */
export class Drawing {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async startEmpty(): Promise<void> {
    await this.page.getByRole('button', { name: 'Empty design' }).click();
    await this.page.waitForSelector('.canvas');
  }

  async startFrom(template: string): Promise<void> {
    await this.page.click(`[data-template=${template}]`);
    await this.page.waitForSelector('.react-flow__node');
    await this.settle();
  }

  /** Starts a training with what its sheet proposes, apart from `settings` by their titles, once that was checked. */
  async train(settings: Readonly<Record<string, string>> = {}, mode = 'This design'): Promise<void> {
    await this.page.getByRole('button', { name: 'Train', exact: true }).click();
    await this.page.getByRole('radio', { name: mode }).click();
    for (const [name, value] of Object.entries(settings))
      await this.page.getByRole('textbox', { name, exact: true }).fill(value);
    await this.page.locator('.train-sheet > footer .primary:enabled').click({ timeout: 60_000 });
    await this.page.waitForSelector('.train-sheet', { state: 'detached' });
  }

  /**
   * Two frames and a task that comes after all others, so that what was done is painted and what React put off is done
   * too. What a server or a timer does is to be waited for by its effect.
   */
  async settle(): Promise<void> {
    await this.page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
      await scheduler.postTask(() => {}, { priority: 'background' });
    });
  }

  /** Ids of the nodes that are shown, from top to bottom. */
  nodes(): Promise<string[]> {
    return this.page.$$eval('.react-flow__node', (elements) =>
      elements
        .map((element) => ({
          id: element.getAttribute('data-id') ?? '',
          top: element.getBoundingClientRect().top,
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ id }) => id),
    );
  }

  selected(): Promise<string[]> {
    return this.page.$$eval('.react-flow__node.selected', (elements) =>
      elements.map((element) => element.getAttribute('data-id') ?? ''),
    );
  }

  node(id: string) {
    return this.page.locator(`.react-flow__node[data-id="${id}"]`);
  }

  /** What a screen reader says of a node. */
  async said(id: string): Promise<string> {
    return (await this.node(id).getAttribute('aria-label')) ?? '';
  }

  async click(id: string): Promise<void> {
    await this.node(id).click({ position: { x: 40, y: 12 } });
    await this.settle();
  }

  /**
   * By name, through the command palette, which no dialog lets open beside it: one that was just left may still be
   * there.
   */
  async command(name: string): Promise<void> {
    await this.page.waitForSelector('dialog[open]', { state: 'detached' });
    await this.page.keyboard.press('Control+k');
    await this.page.waitForSelector('.command-palette');
    await this.page.locator('.command-palette input').fill(name);
    await this.settle();
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector('.command-palette', { state: 'detached' });
    await this.settle();
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    await this.settle();
  }

  /** Types a layer's name on the canvas and takes the first that fits. */
  async typeLayer(name: string): Promise<void> {
    await this.page.keyboard.type(name[0]!);
    await this.page.waitForSelector('.quick-add');
    await this.page.keyboard.type(name.slice(1));
    await this.settle();
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector('.quick-add', { state: 'detached' });
    await this.settle();
  }

  async drag(from: Spot, to: Spot): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(...from);
    await mouse.down();
    await mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { steps: 3 });
    await mouse.move(...to, { steps: 3 });
    await mouse.up();
    await this.settle();
  }

  async dragFromPalette(kind: string, to: Spot): Promise<void> {
    const entry = this.page.locator(`.palette-entry[data-kind="${kind}"]`);
    await entry.scrollIntoViewIfNeeded();
    const box = (await entry.boundingBox())!;
    await this.drag([box.x + 40, box.y + 12], to);
  }

  async port(id: string, port: string): Promise<Spot> {
    const box = (await this.node(id).locator(`.react-flow__handle[data-handleid="${port}"]`).boundingBox())!;
    return [box.x + box.width / 2, box.y + box.height / 2];
  }

  async connect(from: string, to: string, port = 'in'): Promise<void> {
    await this.drag(await this.port(from, 'out'), await this.port(to, port));
  }

  /** Halfway between two ports. */
  async between(from: string, to: string): Promise<Spot> {
    const [a, b] = [await this.port(from, 'out'), await this.port(to, 'in')];
    return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  }

  /** A point of the canvas, from its corner. */
  async spot(x: number, y: number): Promise<Spot> {
    const box = (await this.page.locator('.canvas').boundingBox())!;
    return [box.x + x, box.y + y];
  }

  /** Pixels that would have to be scrolled sideways to see all of it. */
  overflow(selector: string): Promise<number> {
    return this.page.locator(selector).evaluate((element) => element.scrollWidth - element.clientWidth);
  }

  /** The total under that title, as it is shown. */
  async total(title: string): Promise<string> {
    return (await this.page.locator('.total', { hasText: title }).locator('strong').textContent()) ?? '';
  }

  /** The drawing's file, as the export's dialog makes it with what `choose` chooses there. */
  async exported(format: 'svg' | 'png', choose: readonly string[] = []): Promise<Buffer> {
    await this.command(`file.${format}`);
    const dialog = this.page.locator('.drawing-dialog');
    for (const value of choose) await dialog.locator('.segments label', { hasText: value }).click();
    await dialog.locator('.drawing-preview img').waitFor();
    const [saved] = await Promise.all([
      this.page.waitForEvent('download'),
      dialog.locator('.dialog-buttons .primary:enabled').click(),
    ]);
    await dialog.waitFor({ state: 'detached' });
    return readFile(await saved.path());
  }

  /** Replaces what stands in a field of the inspector. */
  async setField(title: string, value: string): Promise<void> {
    const field = this.page.getByLabel(title, { exact: true });
    await field.click();
    await field.fill(value);
    await this.settle();
  }
}
