import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { writePngs } from '../data/data-sets-on-disk.ts';
import { stopAfter, trainInto } from '../host/runs/kept-run.ts';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { seriousViolations } from './axe.ts';
import { Drawing } from './drawing.ts';

const FILE = 'one-block.loom.json';
const shared = appAndBrowser((folder) =>
  copyFileSync(join(import.meta.dirname, '../fixtures/designs', FILE), join(folder, FILE)),
);
const LONG = 60_000;

/** Of `1,234 of 2,000`. */
const stepOf = (fact: string): number => Number(fact.split(' of ')[0]?.replaceAll(',', ''));

/** The training sheet and what the panels below the canvas say of runs. */
class Workbench {
  readonly page: Page;
  readonly drawing: Drawing;

  constructor(page: Page) {
    this.page = page;
    this.drawing = new Drawing(page);
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Open …' }).click();
    await this.page.locator('dialog li button', { hasText: FILE }).dblclick();
    await this.page.waitForSelector('.react-flow__node');
  }

  async status(status: string): Promise<void> {
    await this.page.waitForSelector(`.training-facts .run-status.${status}`, { timeout: LONG });
  }

  async fact(label: string): Promise<string> {
    return (await this.page.locator('.training-facts .fact', { hasText: label }).locator('strong').textContent()) ?? '';
  }

  /** Steps that the run has made. */
  async step(): Promise<number> {
    return stepOf(await this.fact('Step'));
  }

  /** Waits until the run is past a step. */
  async passes(step: number): Promise<void> {
    while ((await this.step()) <= step) await this.page.waitForTimeout(50);
  }

  /** Waits until no step has come for a while: the step that a paused run stands at. */
  async standstill(): Promise<number> {
    for (let step = await this.step(); ; ) {
      await this.page.waitForTimeout(500);
      const now = await this.step();
      if (now === step) return step;
      step = now;
    }
  }

  async button(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Where the corners of Stop and of Pause lie. */
  async controls(second = 'Pause'): Promise<readonly (readonly [number, number])[]> {
    const corner = async (name: string): Promise<readonly [number, number]> => {
      const box = (await this.page.getByRole('button', { name, exact: true }).boundingBox())!;
      return [box.x, box.y];
    };
    return [await corner('Stop'), await corner(second)];
  }

  row(status: string) {
    return this.page.locator('.runs-table tbody tr', { has: this.page.locator(`.run-status.${status}`) });
  }
}

/** The page's process ends, with no farewell to the host. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // It never answers.
  void session.send('Page.crash').catch(() => {});
  await crashed;
  await page.context().close();
}

test(
  'a run trains to an accuracy; another is paused, goes on, is stopped and resumed, and outlives its page; both are compared',
  async () => {
    const { page, problems } = await openPage(shared.browser, shared.app.address, { bypassCSP: true });
    const workbench = new Workbench(page);
    const { drawing } = workbench;
    const axe: string[] = [];
    await workbench.open();
    // What would fail is said before the start, with the button that mends it.
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    const batch = page.getByRole('textbox', { name: 'Batch', exact: true });
    await batch.fill('5000');
    await page.locator('.check-problems').getByRole('button', { name: 'Use a batch of 1293' }).click();
    await page.waitForSelector('.check-result .good');
    await expect.poll(() => batch.inputValue()).toBe('1293');
    await page.keyboard.press('Escape');
    await workbench.drawing.train({ Epochs: '8' });
    await workbench.status('done');
    // Ten digits: one in ten would be a guess.
    expect(Number.parseFloat(await workbench.fact('Best, kept'))).toBeGreaterThan(60);

    await workbench.drawing.train({ Epochs: '1000', 'Learning rate': '0.02' });
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    const atFirst = await workbench.controls();
    await workbench.status('running');
    await workbench.passes(20);
    // Nothing that is told meanwhile moves them.
    await page.locator('.training-facts .fact', { hasText: 'Best, kept' }).waitFor();
    await expect.poll(() => workbench.controls()).toEqual(atFirst);
    await workbench.button('Pause');
    await workbench.status('paused');
    const paused = await workbench.standstill();
    await expect.poll(() => workbench.controls('Go on')).toEqual(atFirst);
    // Edits do not reach the run.
    await drawing.click('stem');
    await drawing.setField('Filters', '12');
    await page.waitForSelector('.own-copy');
    await workbench.button('Go on');
    await workbench.status('running');
    await workbench.passes(paused);
    await workbench.button('Stop');
    await workbench.status('stopped');
    const stopped = await workbench.step();

    // One height for all tabs, under which what is selected stays in view.
    await page.getByRole('button', { name: 'Close the panel' }).click();
    await drawing.click('stem');
    await drawing.press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown');
    const [last = ''] = await drawing.selected();
    const tops = new Set<number>();
    for (const tab of ['problems', 'layers', 'training', 'gradients', 'profile', 'runs']) {
      await page.click(`#tab-${tab}`);
      await drawing.settle();
      tops.add((await page.locator('.tabs').boundingBox())!.y);
    }
    expect([...tops]).toHaveLength(1);
    const below = async (): Promise<number> => {
      const box = (await drawing.node(last).boundingBox())!;
      return box.y + box.height - [...tops][0]!;
    };
    await expect.poll(below).toBeLessThan(0);

    await workbench.row('stopped').click();
    await workbench.row('done').click({ modifiers: ['Control'] });
    await page.waitForSelector('.comparison .line-chart:nth-child(2) .chart-legend li:nth-child(2)');
    const charts = page.locator('.comparison .line-chart');
    await expect.poll(() => charts.count()).toBe(2);
    for (const i of [0, 1]) {
      const names = charts.nth(i).locator('.chart-legend li span');
      await expect.poll(() => names.count()).toBe(2);
      expect(new Set(await names.allTextContents()).size).toBe(2);
    }
    const differing = page.locator('.difference-table tr', { hasText: 'Learning rate' });
    await expect.poll(async () => (await differing.locator('td').allTextContents()).sort()).toEqual(['0.02', '0.1']);
    axe.push(...(await seriousViolations(page)));

    // The design of a run, in place of the edited one, after a question.
    await workbench.row('stopped').click();
    await workbench.button('Open design');
    await workbench.button('Don’t save');
    await page.waitForSelector('.dirty', { state: 'detached' });
    await drawing.click('stem');
    await expect.poll(() => page.getByLabel('Filters', { exact: true }).inputValue()).toBe('8');

    await workbench.row('stopped').click();
    await page.locator('.runs-actions').getByRole('button', { name: 'Resume' }).click();
    await workbench.status('running');
    await workbench.passes(stopped);
    const crashed = await workbench.step();
    await crash(page);

    // The run has lost nothing by it, and another page shows it from its beginning.
    const other = await openPage(shared.browser, shared.app.address);
    const later = new Workbench(other.page);
    await later.open();
    await later.status('running');
    await later.passes(crashed);
    await later.button('Stop');
    await later.status('stopped');
    await other.page.click('#tab-runs');
    await later.row('stopped').click();
    await other.page.waitForSelector('.comparison .line-chart:nth-child(4) canvas');
    expect([axe, problems, other.problems]).toEqual([[], [], []]);
    await other.page.context().close();
  },
  4 * LONG,
);

test(
  'a sweep that was paused outlives its page; a new page shows it with all that came before, stops it, resumes it, and has its chart',
  async () => {
    const first = await openPage(shared.browser, shared.app.address);
    const before = new Workbench(first.page);
    await before.open();
    // Over a setting of the open design, which is what trains.
    await first.page.getByRole('button', { name: 'Train', exact: true }).click();
    await first.page.getByRole('radio', { name: 'Sweep' }).click();
    await first.page.getByLabel('What changes').selectOption({ label: 'Learning rate' });
    await first.page.keyboard.press('Escape');
    await before.drawing.train({ Values: '0.1, 0.02', Epochs: '30' }, 'Sweep');
    await first.page.waitForSelector('.training-facts .fact:has-text("2 of 2")', { timeout: LONG });
    await before.passes(0);
    await before.button('Pause');
    await before.status('paused');
    await first.page.context().close();

    const { page, problems } = await openPage(shared.browser, shared.app.address, { bypassCSP: true });
    const workbench = new Workbench(page);
    await workbench.open();
    await workbench.status('paused');
    await workbench.passes(0);
    await expect.poll(() => workbench.fact('one_block-learningRate-0.1')).toBe('2 of 2');
    // Both train as long: more than half of the whole is done.
    expect(Number.parseFloat(await workbench.fact('Whole sweep'))).toBeGreaterThan(50);
    // Cut short and resumed as a whole: the first run stays as it is.
    await workbench.button('Stop');
    await workbench.status('stopped');
    await page.click('#tab-runs');
    const heading = page.locator('.sweep-heading th');
    await expect.poll(() => heading.textContent()).toBe('Sweep over Learning rate, 1 of 2 runs doneResume sweep');
    await workbench.button('Resume sweep');
    await workbench.status('done');
    const chart = (await page.locator('.depth-chart svg').getAttribute('aria-label')) ?? '';
    expect(chart).toMatch(/^Error against Learning rate: one_block, training: 0.02 [\d.]+ %, 0.1 [\d.]+ %;/);
    await page.click('#tab-runs');
    await expect.poll(() => heading.textContent()).toBe('Sweep over Learning rate, 2 runs');
    await page.getByRole('checkbox', { name: 'Compare the whole sweep' }).click();
    const compared = page.locator('.comparison .depth-chart svg');
    await compared.waitFor();
    await expect.poll(() => compared.getAttribute('aria-label')).toBe(chart);
    expect(await seriousViolations(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  },
  3 * LONG,
);

test(
  'a run whose images were moved says so, and goes on with them where they lie now',
  async () => {
    const { folder } = shared.app;
    const moved = join(folder, 'moved');
    await writePngs(folder, { 'moved/cat': 12, 'moved/dog': 12 }, { height: 8, width: 8 });
    const run = join(folder, 'runs', 'of-pictures');
    const design = { kind: 'template', spec: 'template:cifar_resnet?depth=8' } as const;
    const settings = { epochs: 2, batch: 4, seed: 1 };
    await trainInto(run, { design, data: { path: moved }, settings }, stopAfter(3));
    const record = readFileSync(join(run, 'run.json'), 'utf8');
    writeFileSync(join(run, 'run.json'), record.replaceAll(moved, join(folder, 'pictures')));

    const { page, problems } = await openPage(shared.browser, shared.app.address);
    const workbench = new Workbench(page);
    await workbench.open();
    await page.click('#tab-runs');
    await page.locator('.run-name[title$="of-pictures"]').click();
    await page.locator('.runs-actions').getByRole('button', { name: 'Resume' }).click();
    await workbench.status('failed');
    await expect
      .poll(() => page.textContent('.training-problems'))
      .toContain(`The run needs ${join(folder, 'pictures')}`);
    await workbench.button('Locate data …');
    await page.locator('dialog li button', { hasText: 'moved' }).click();
    await page.waitForFunction(() =>
      document.querySelector('.file-dialog .place span')?.textContent?.endsWith('/moved'),
    );
    await workbench.button('Choose this folder');
    await workbench.status('done');
    expect(problems).toEqual([]);
    await page.context().close();
  },
  LONG,
);
