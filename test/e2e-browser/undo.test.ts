import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Stream } from '../../engine/base/random.ts';
import { serializeDocument } from '../../engine/design/serialize.ts';
import { buildTemplate } from '../../engine/templates/build.ts';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';

const FILE = 'net.loom.json';
const GESTURES = 100;
/** Seeds that once failed stay. */
const SEEDS = [1];

const original = serializeDocument(buildTemplate('cifar_resnet?depth=8').document!);

const shared = appAndBrowser((folder) => writeFileSync(join(folder, FILE), original));

test.each(SEEDS)(
  'undoing 100 random gestures restores the exact document, seed %i',
  async (seed) => {
    const { page, problems } = await openPage(shared.browser, shared.app.address);
    const drawing = new Drawing(page);
    await page.getByRole('button', { name: 'Open …' }).click();
    await page.locator('dialog li button', { hasText: FILE }).dblclick();
    await page.waitForSelector('.react-flow__node');
    await drawing.press('Shift+1');
    const random = new Gestures(drawing, seed);
    for (let i = 0; i < GESTURES; i++) await random.one();
    expect(random.kinds.size).toBeGreaterThan(8);

    await drawing.press('Escape', 'Escape');
    const undo = page.getByRole('button', { name: /^(Undo|Nothing to undo)/ });
    let undone = 0;
    for (; undone < 3 * GESTURES && (await undo.isEnabled()); undone++) await page.keyboard.press('Control+z');
    // Most gestures hit something and made an edit.
    expect(undone).toBeGreaterThan(GESTURES / 2);
    await drawing.press('Control+s');
    await page.waitForSelector('.notice:has-text("Saved.")');
    expect(readFileSync(join(shared.app.folder, FILE), 'utf8')).toBe(original);
    expect(problems).toEqual([]);
    await page.context().close();
  },
  600_000,
);

class Gestures {
  readonly kinds = new Set<string>();
  readonly #drawing: Drawing;
  readonly #random: Stream;

  constructor(drawing: Drawing, seed: number) {
    this.#drawing = drawing;
    this.#random = new Stream(seed);
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#random.uniform() * list.length)];
  }

  async one(): Promise<void> {
    const [name, gesture] = this.#pick(Object.entries(this.#gestures))!;
    this.kinds.add(name);
    await gesture();
    // Dialogs and menus that a gesture left open are closed, as a person would.
    await this.#drawing.page.keyboard.press('Escape');
  }

  async #select(): Promise<string | undefined> {
    const ids = await this.#onScreen();
    const id = this.#pick(ids);
    if (id !== undefined) await this.#drawing.click(id);
    return id;
  }

  /** Nodes whose title can be reached by the mouse, after a look around where there are none. */
  async #onScreen(): Promise<string[]> {
    const ids = await this.#reachable();
    if (ids.length > 0) return ids;
    await this.#drawing.press('Shift+1');
    if (await this.#drawing.page.locator('.canvas.far').count()) await this.#drawing.press('Control+0');
    return this.#reachable();
  }

  #reachable(): Promise<string[]> {
    return this.#drawing.page.$$eval('.react-flow__node', (elements) =>
      elements.flatMap((element) => {
        const { x, y } = element.getBoundingClientRect();
        const hit = document.elementFromPoint(x + 40, y + 12);
        return hit && element.contains(hit) ? [element.getAttribute('data-id') ?? ''] : [];
      }),
    );
  }

  async #spot(): Promise<readonly [number, number]> {
    return this.#drawing.spot(60 + this.#random.uniform() * 600, 60 + this.#random.uniform() * 480);
  }

  readonly #gestures: Readonly<Record<string, () => Promise<unknown>>> = {
    drop: async () => {
      const kind = this.#pick(['conv2d', 'relu', 'maxPool', 'add', 'block:basicResidual', 'batchNorm'])!;
      await this.#drawing.dragFromPalette(kind, await this.#spot());
    },
    drag: async () => {
      const id = await this.#select();
      const box = id === undefined ? null : await this.#drawing.node(id).boundingBox();
      if (box) await this.#drawing.drag([box.x + 40, box.y + 12], await this.#spot());
    },
    nudge: async () => {
      await this.#select();
      await this.#drawing.press(this.#pick(['Alt+ArrowUp', 'Alt+ArrowDown', 'Alt+ArrowLeft', 'Alt+Shift+ArrowRight'])!);
    },
    type: async () => {
      await this.#select();
      await this.#drawing.typeLayer(this.#pick(['relu', 'convolution', 'dropout', 'concat'])!);
    },
    remove: async () => {
      await this.#select();
      await this.#drawing.press('Delete');
    },
    duplicate: async () => {
      await this.#select();
      await this.#drawing.press('Control+d');
    },
    connect: async () => {
      const ids = await this.#onScreen();
      const [a, b] = [this.#pick(ids), this.#pick(ids)];
      if (a === undefined || b === undefined || a === b) return;
      const from = await this.#drawing
        .node(a)
        .locator('.react-flow__handle[data-handleid=out]')
        .boundingBox({ timeout: 500 })
        .catch(() => null);
      const to = await this.#drawing.node(b).boundingBox();
      if (from && to) await this.#drawing.drag([from.x + 4, from.y + 4], [to.x + 60, to.y + 14]);
    },
    field: async () => {
      await this.#select();
      const field = this.#drawing.page.locator('.inspector .params input.field').filter({ visible: true }).first();
      if (await field.count()) {
        await field.fill(this.#pick(['1', '8', '24', '=filters', 'nonsense'])!);
        await field.blur();
      }
    },
    design: async () => {
      await this.#drawing.press('Escape');
      const field = this.#drawing.page.locator('#design-filters');
      if (await field.count()) await field.fill(this.#pick(['8', '16', '20'])!);
    },
    block: async () => {
      await this.#select();
      await this.#drawing.press(this.#pick(['Control+g', 'Control+Shift+g', 'Control+e'])!);
    },
    all: async () => {
      const many = (await this.#onScreen()).length > 12;
      await this.#drawing.press('Escape', 'Control+a', many ? 'Delete' : this.#pick(['Alt+ArrowRight', 'Control+d'])!);
    },
    convert: async () => {
      await this.#drawing.command(
        this.#pick(['Twice as wide', 'Half as wide', 'Lay out automatically', 'Plain to residual'])!,
      );
    },
    undo: async () => {
      await this.#drawing.press(this.#pick(['Control+z', 'Control+Shift+z'])!);
    },
  };
}
