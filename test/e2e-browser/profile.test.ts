import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { results } from '../../engine/host/protocol.ts';
import { jsonLines, layerloom } from '../e2e/command-line.ts';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';

const FILE = 'one-block.loom.json';
const shared = appAndBrowser((folder) =>
  copyFileSync(join(import.meta.dirname, '../fixtures/designs', FILE), join(folder, FILE)),
);
const BATCH = 64;

/** Rows of the profile's table by path: milliseconds, and multiplications to the last digit. */
function rows(page: Page): Promise<Record<string, { readonly total: number; readonly operations: number }>> {
  return page.$$eval('.profile .table-row', (elements) =>
    Object.fromEntries(
      elements.map((row) => {
        const cells = [...row.querySelectorAll('.cell')];
        const path = row.querySelector('.row-name')?.textContent ?? '';
        const operations = row.querySelector('[data-operations]')?.getAttribute('data-operations') ?? '0';
        return [path, { total: Number(cells[4]?.textContent), operations: Number(operations) }];
      }),
    ),
  );
}

const milliseconds = (text: string): number => {
  const [value, unit] = text.split(' ');
  return Number(value) * { µs: 0.001, ms: 1, s: 1000 }[unit as 'µs' | 'ms' | 's'];
};

test('profile on the graph: the layers and numbers of `profile --json`, time on the cards, blocks as sums, stale after an edit', async () => {
  const command = layerloom(
    ['profile', join(shared.app.folder, FILE), '--batch', String(BATCH), '--json'],
    shared.app.folder,
  );
  const { page, problems } = await openPage(shared.browser, shared.app.address);
  const drawing = new Drawing(page);
  await page.getByRole('button', { name: 'Open …' }).click();
  await page.locator('dialog li button', { hasText: FILE }).dblclick();
  await page.waitForSelector('.react-flow__node');
  const report = results.profile.parse(jsonLines((await command).stdout).at(-1));

  await drawing.press('Control+Shift+p');
  await page.waitForSelector('.profile .table-row', { timeout: 60_000 });
  const shown = await rows(page);
  expect(Object.keys(shown).sort()).toEqual(report.layers.map(({ path }) => path).sort());
  // FLOPs of the forward pass are two a multiplication and image.
  for (const { path, intensity, bytes } of report.layers)
    expect([path, shown[path]!.operations]).toEqual([path, Math.round(((intensity ?? 0) * bytes) / (2 * BATCH))]);

  await expect.poll(() => drawing.overflow('.profile .table')).toBe(0);
  const bounds = await page.locator('.profile-bound').allTextContents();
  expect(bounds).toHaveLength(report.layers.filter(({ bound }) => bound !== null).length);

  const onCard = async (id: string): Promise<number> =>
    milliseconds((await drawing.node(id).locator('.reading').textContent()) ?? '');
  // A card shows three digits, the table two decimals.
  const near = async (id: string, ms: number): Promise<void> => {
    await expect.poll(async () => Math.abs((await onCard(id)) - ms)).toBeLessThan(0.01 * ms + 0.05);
  };
  await near('stem', shown['stem']!.total);
  const inBlock = Object.entries(shown).filter(([path]) => path.startsWith('block/'));
  const sum = inBlock.reduce((total, [, { total: ms }]) => total + ms, 0);
  expect(inBlock.length).toBeGreaterThan(6);
  await near('block', sum);

  // The exported drawing says what the cards do.
  const svg = (await drawing.exported('svg')).toString();
  for (const id of ['stem', 'block'])
    expect(svg).toContain(`>${await drawing.node(id).locator('.reading').textContent()}</text>`);

  // The heat shows what was measured, and by choice what was predicted.
  await expect.poll(() => page.getByRole('radio', { name: 'Measured' }).isChecked()).toBe(true);
  // The share of the time stands beside the time, and none beside the multiplications, whose share is another.
  const [share, reading] = ['.share', '.reading'].map((part) => drawing.node('block').locator(part));
  await expect.poll(() => share!.count()).toBe(0);
  await expect.poll(() => reading!.textContent()).toMatch(/^[\d.]+ (µs|ms|s) · [\d.]+ %$/);
  await page.getByText('Predicted', { exact: true }).first().click();
  // 2 · 8·8·8 · 3·3·8 of those and 8·8·8 · 3·3·1 + 10·8.
  await expect.poll(() => share!.textContent()).toBe('94 %');
  await expect.poll(() => reading!.textContent()).toMatch(/^[\d.]+ (µs|ms|s)$/);

  await expect.poll(() => page.locator('.reading.stale').count()).toBe(0);
  await drawing.click('stem');
  await drawing.setField('Filters', '16');
  await expect.poll(() => drawing.node('stem').locator('.reading').textContent()).toMatch(/\*$/);
  await expect.poll(() => page.textContent('.profile-stale')).toContain('Measured before');
  await drawing.press('Escape', 'Control+z');
  await expect.poll(() => page.locator('.reading.stale').count()).toBe(0);
  expect(problems).toEqual([]);
  await page.context().close();
}, 180_000);
