import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { seriousViolations } from './axe.ts';
import { Drawing } from './drawing.ts';

const shared = appAndBrowser();
const LONG = 60_000;

/** The tour's card, as a person reads and clicks it. */
class Tour {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async step(): Promise<string | null> {
    return this.page.locator('.tour-card').getAttribute('data-step');
  }

  async at(step: string): Promise<void> {
    await this.page.waitForSelector(`.tour-card[data-step=${step}]`, { timeout: LONG });
  }

  async says(): Promise<string> {
    return (await this.page.textContent('.tour-words p')) ?? '';
  }

  async button(name: string): Promise<void> {
    await this.page.locator('.tour-card').getByRole('button', { name, exact: true }).click();
  }

  /** Whether a ring is drawn round the middle of an element. */
  async pointsAt(selector: string): Promise<void> {
    await this.page.waitForFunction((wanted) => {
      const box = document.querySelector(wanted)?.getBoundingClientRect();
      return [...document.querySelectorAll('.tour-rings div:not([hidden])')].some((ring) => {
        const around = ring.getBoundingClientRect();
        return box && Math.abs(around.x - box.x) < 6 && Math.abs(around.y - box.y) < 6;
      });
    }, selector);
  }
}

/**
 * Waits until what a reload needs is written: it is written a moment after it changed, and the moment is as long as the
 * machine is busy.
 */
async function onDisk(...wanted: readonly RegExp[]): Promise<void> {
  for (const text of wanted)
    await expect.poll(() => shared.app.kept().replaceAll(/\s/g, ''), { timeout: LONG }).toMatch(text);
}

test(
  'the tour end to end, left and taken up in the middle',
  async () => {
    const { page, problems } = await openPage(shared.browser, shared.app.address, { bypassCSP: true });
    const drawing = new Drawing(page);
    const tour = new Tour(page);
    const axe: string[] = [];
    const double = async (kind: string): Promise<void> => {
      await page.locator(`.palette-entry[data-kind=${kind}]`).dblclick();
      await drawing.settle();
    };

    await page.getByRole('button', { name: 'Take the tour' }).focus();
    await drawing.press('Enter');
    await tour.at('sheet');
    await tour.pointsAt('.start-buttons .primary');
    axe.push(...(await seriousViolations(page)));
    await drawing.startEmpty();
    await tour.at('input');
    await tour.pointsAt('.palette-entry[data-kind=input]');
    await double('input');
    await tour.at('convolutions');
    // What is drawn begins beside the card, not below it.
    const beside = async (): Promise<number> => {
      const card = (await page.locator('.tour-card').boundingBox())!;
      return (await drawing.node('input').boundingBox())!.x - card.x - card.width;
    };
    await expect.poll(beside).toBeGreaterThan(0);
    await double('conv2d');
    await expect.poll(() => tour.step()).toBe('convolutions');
    await double('conv2d');
    // Far down in the palette, and brought into view.
    await tour.pointsAt('.palette-entry[data-kind=add]');

    // Left, and the page loaded anew: the drawing is there again.
    await tour.button('Leave the tour; it can be taken up at any time');
    await expect.poll(() => page.locator('.tour-card').count()).toBe(0);
    await onDisk(/"step":"add"/, /"open":false/, /conv2/);
    await page.reload();
    await page.waitForSelector('.react-flow__node[data-id=conv2]');
    await drawing.command('help.tour');
    await tour.at('add');
    await expect.poll(() => drawing.nodes()).toEqual(['input', 'conv', 'conv2']);
    await drawing.click('conv2');
    await drawing.typeLayer('add');
    await tour.at('skip');
    await tour.pointsAt('[data-id=input] [data-handleid=out]');
    await drawing.connect('input', 'add');

    await tour.at('shapes');
    await expect.poll(() => tour.says()).toContain('x is 32 × 32 × 3 and F(x) is 32 × 32 × 32');
    await drawing.click('conv');
    await tour.button('Back');
    await tour.button('Next');
    await tour.pointsAt('[data-id=add]');
    await drawing.click('add');
    await tour.pointsAt('.inspector .problem-card .fix');
    await page.click('.inspector .problem-card .fix');
    await page.waitForSelector('.tour-words [aria-label=Done]');
    await expect
      .poll(() => tour.says())
      .toBe('Both inputs are 32 × 32 × 32, and F(x) + x can be added. You have drawn a residual block.');
    axe.push(...(await seriousViolations(page)));
    await tour.button('Next');

    await tour.at('deep');
    for (const [field, value] of [
      ['Height', '28'],
      ['Width', '28'],
      ['Channels', '192'],
    ] as const)
      await page.locator('.canvas-bar').getByLabel(field).fill(value);
    await tour.at('kernel');
    // Cut off in the middle.
    await onDisk(/"step":"kernel"/, /"channels\\":192/);
    await page.reload();
    await tour.at('kernel');
    await page.waitForSelector('.react-flow__node[data-id=conv]');
    await drawing.click('conv');
    await tour.pointsAt('#field-kernel');
    await drawing.setField('Kernel', '5');
    await page.waitForSelector('.tour-words [aria-label=Done]');
    await expect
      .poll(() => tour.says())
      .toContain('28 × 28 × 32 outputs, each the sum of 5 × 5 × 192 products: 120,422,400');
    await tour.button('Next');
    await tour.pointsAt('.inspector .advice-card .good');
    await page.getByRole('button', { name: 'Insert bottleneck' }).click();
    await page.waitForSelector('.tour-words [aria-label=Done]');
    await expect.poll(() => tour.says()).toContain('120,422,400 → 12,443,648 multiplications, 9.7 times fewer');
    await tour.button('Next');

    await tour.at('train');
    await tour.pointsAt('.top-bar > .button:last-child');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await tour.pointsAt('.train-sheet .segments label:last-child');
    await page.getByRole('radio', { name: 'Sweep' }).click();
    await page.locator('.tour-line').getByRole('button', { name: 'Fill in' }).click();
    await expect.poll(() => page.getByLabel('Depths').inputValue()).toBe('8, 20, 44');
    axe.push(...(await seriousViolations(page)));
    // Shorter, for a test.
    await page.getByLabel('Depths').fill('8, 14');
    await page.getByRole('textbox', { name: 'Epochs' }).fill('2');
    // All four networks were looked at before the start.
    const checked = page.locator('.check-result p', { hasText: '4 runs · 160 steps' });
    await checked.waitFor({ timeout: LONG });
    await expect
      .poll(() => checked.textContent())
      .toMatch(/memory .+ \(CIFAR plain net, 8 layers\) to .+ \(CIFAR ResNet, 14 layers\)/);
    await tour.pointsAt('.train-sheet > footer .primary');
    await page.locator('.train-sheet > footer .primary:enabled').click({ timeout: LONG });
    await tour.at('gradients');
    await tour.pointsAt('#tab-gradients');
    await page.click('#tab-gradients');
    await page.waitForSelector('.tour-words [aria-label=Done]', { timeout: LONG });
    await expect.poll(() => page.textContent('.gradients')).toContain('cifar_plain');
    await tour.button('Next');
    await tour.pointsAt('#tab-training');
    await page.click('#tab-training');
    await page.waitForSelector('.run-status.done', { timeout: LONG });
    await page.waitForSelector('.tour-words [aria-label=Done]');
    await expect
      .poll(() => tour.says())
      .toMatch(/^With 14 layers .*At the first step .* up to \d+-fold apart, with skips \d+-fold\.$/);
    expect((await tour.says()).match(/[\d.]+ %/g)).toHaveLength(2);
    const chart = page.locator('.depth-chart svg');
    for (const family of ['plain', 'resnet'])
      await expect.poll(() => chart.getAttribute('aria-label')).toContain(`${family}, training: 8`);
    await tour.button('Next');

    await tour.at('export');
    await page.getByRole('button', { name: 'ONNX', exact: true }).click();
    await page.waitForSelector('.outcome .tour-line');
    await page.getByRole('button', { name: 'Save as …' }).click();
    await page.waitForSelector('.file-dialog');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.outcome-verified', { timeout: LONG });
    axe.push(...(await seriousViolations(page)));
    expect(existsSync(join(shared.app.folder, 'cifar_resnet14.onnx'))).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => tour.says()).toContain('Saved, and checked');
    await tour.button('Next');
    await tour.at('end');
    await tour.button('Finish');
    await expect.poll(() => page.locator('.tour-card').count()).toBe(0);
    expect(axe).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  },
  4 * LONG,
);

test(
  'in Chinese, each step done by the tour itself, by keyboard alone',
  async () => {
    const { page, problems } = await openPage(shared.browser, shared.app.address, { locale: 'zh-CN' });
    const drawing = new Drawing(page);
    const tour = new Tour(page);
    await page.waitForSelector('.start');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('.command-palette');
    await page.keyboard.type('从头开始导览');
    await page.keyboard.press('Enter');
    await tour.at('sheet');
    const press = async (name: string): Promise<void> => {
      await page.locator('.tour-card').getByRole('button', { name, exact: true }).focus();
      await drawing.press('Enter');
    };
    await expect.poll(() => tour.says()).toContain('空白设计');
    await press('替我做');
    // A step that is skipped is made up for by those that build on it.
    await tour.at('input');
    await press('跳过');
    await press('跳过');
    await press('跳过');
    await tour.at('skip');
    await press('替我做');
    await tour.at('shapes');
    await expect.poll(() => drawing.nodes()).toEqual(['input', 'conv', 'conv2', 'add']);
    await expect.poll(() => tour.says()).toContain('x 是 32 × 32 × 3，F(x) 是 32 × 32 × 32');
    await press('替我做');
    await press('下一步');
    await press('替我做');
    await tour.at('kernel');
    await press('替我做');
    await press('下一步');
    await press('替我做');
    await page.waitForSelector('.tour-words [aria-label=已完成]');
    await expect
      .poll(() => tour.says())
      .toBe('乘法次数 120,422,400 → 12,443,648，只有原来的 1/9.7。输出和原来一样大。');
    // By its name in Help, the tour goes to its card from anywhere.
    await drawing.click('add');
    await drawing.command('help.tour');
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('tour-card');
    // From the beginning means on a sheet of its own.
    await drawing.command('起始页');
    await page.getByRole('button', { name: '不保存' }).click();
    await drawing.startFrom('googlenet');
    await drawing.command('从头开始导览');
    await tour.at('input');
    await expect.poll(() => drawing.nodes()).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  },
  2 * LONG,
);
