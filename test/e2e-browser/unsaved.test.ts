import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { onnxFile } from '../onnx/onnx-file.ts';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';
import { dropFile } from './drop-file.ts';

const shared = appAndBrowser();
const LONG = 120_000;

const other = (id: string): string =>
  JSON.stringify({ format: 'layerloom', version: 1, name: 'other', nodes: [{ id, kind: 'relu' }] });

/** Unsaved work that is kept as a draft. */
async function draw(): Promise<{ page: Page; drawing: Drawing }> {
  const { page } = await openPage(shared.browser, shared.app.address);
  const drawing = new Drawing(page);
  await drawing.startEmpty();
  await expect.poll(drafts).toEqual([]);
  await drawing.command('Insert input');
  await expect.poll(drafts).toHaveLength(1);
  return { page, drawing };
}

function drafts(): readonly string[] {
  const folder = join(shared.app.home, 'drafts');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
}

const question = (page: Page) => page.getByRole('alertdialog');
const onDisk = (name: string): { name: string; nodes: { id: string }[] } =>
  JSON.parse(readFileSync(join(shared.app.folder, name), 'utf8')) as { name: string; nodes: { id: string }[] };

test(
  'a dropped file is read before anything is asked; one that is refused costs neither the drawing nor its draft',
  async () => {
    const { page, drawing } = await draw();
    for (const [name, content] of [
      ['photo.onnx', 'no model'],
      ['notes.txt', 'Call the dentist.'],
      ['cut.loom.json', '{ "format": "layerloom", "nodes": ['],
    ] as const) {
      await dropFile(page, shared.app.folder, name, content);
      await page.waitForSelector('.notice.error');
      await expect.poll(() => question(page).count()).toBe(0);
      await page.locator('.notice.error button').click();
      await page.waitForSelector('.notice.error', { state: 'detached' });
    }
    await expect.poll(() => drawing.nodes()).toEqual(['input']);
    expect(drafts()).toHaveLength(1);

    await dropFile(page, shared.app.folder, 'other.json', other('theirs'));
    await question(page).getByRole('button', { name: 'Cancel' }).click();
    await question(page).waitFor({ state: 'detached' });
    await expect.poll(() => drawing.nodes()).toEqual(['input']);
    expect(drafts()).toHaveLength(1);
    await dropFile(page, shared.app.folder, 'other.json', other('theirs'));
    await expect
      .poll(() => question(page).getByRole('button').allTextContents())
      .toEqual(['Cancel', 'Don’t save', 'Save']);
    expect(
      await question(page)
        .getByRole('button', { name: 'Save', exact: true })
        .evaluate((b) => b.matches(':focus')),
    ).toBe(true);
    await question(page).getByRole('button', { name: 'Don’t save' }).click();
    await drawing.node('theirs').waitFor();
    await expect.poll(drafts).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'an ONNX file that Layerloom wrote opens by drop, in the Open dialog and among the recent ones; saving asks for a file of its own',
  async () => {
    const { page } = await openPage(shared.browser, shared.app.address);
    const drawing = new Drawing(page);
    await page.getByRole('button', { name: 'Empty design' }).waitFor();
    const model = onnxFile({ 'layerloom.design': other('inside') });
    await dropFile(page, shared.app.folder, 'mine.onnx', model);
    await drawing.node('inside').waitFor();
    await expect.poll(() => page.textContent('.file-name h1')).toBe('mine');
    await page.keyboard.press('Control+s');
    await expect.poll(() => page.locator('.file-dialog input').inputValue()).toBe('mine.loom.json');
    await page.keyboard.press('Escape');
    await drawing.command('Start page');
    await page.getByRole('button', { name: 'Open …' }).first().click();
    await page.locator('.file-dialog li button', { hasText: 'mine.onnx' }).dblclick();
    await drawing.node('inside').waitFor();
    await page.keyboard.press('Control+s');
    await page.waitForSelector('.file-dialog');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.notice:has-text("Saved.")');
    expect(onDisk('mine.loom.json').nodes).toMatchObject([{ id: 'inside' }]);
    expect(readFileSync(join(shared.app.folder, 'mine.onnx')).equals(model)).toBe(true);
    await drawing.command('Start page');
    await page.locator('.start-recent > button', { hasText: 'mine.onnx' }).first().click();
    await drawing.node('inside').waitFor();
    await page.context().close();
  },
  LONG,
);

test(
  'Save, the answer that Enter gives, saves first and goes on then; where that is given up nothing is lost',
  async () => {
    const { page, drawing } = await draw();
    await drawing.command('Start page');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.file-dialog');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.file-dialog', { state: 'detached' });
    await expect.poll(() => drawing.nodes()).toEqual(['input']);
    expect(drafts()).toHaveLength(1);
    await drawing.command('Start page');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.file-dialog');
    await page.keyboard.type('kept');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.template-grid');
    expect(onDisk('kept.loom.json')).toMatchObject({ name: 'kept', nodes: [{ id: 'input' }] });
    await expect.poll(drafts).toEqual([]);
    await page.context().close();
  },
  LONG,
);

test(
  'a design has one name: the first save gives it, and what it is called by goes with it',
  async () => {
    const { page } = await openPage(shared.browser, shared.app.address);
    const drawing = new Drawing(page);
    await drawing.startFrom('cifar_resnet');
    const shown = page.locator('.file-name h1');
    const name = page.locator('.inspector .name-field').first();
    const called = async () => [await shown.textContent(), await name.inputValue()];
    await expect.poll(called).toEqual(['cifar_resnet20', 'cifar_resnet20']);
    const depth = page.getByLabel('Depth', { exact: true });
    await depth.fill('32');
    await depth.press('Enter');
    await drawing.settle();
    await expect.poll(called).toEqual(['cifar_resnet32', 'cifar_resnet32']);
    await expect.poll(() => page.locator('.inspector .description').first().textContent()).toContain('32 layers');
    await name.fill('deeper');
    await name.press('Enter');
    await expect.poll(() => shown.textContent()).toBe('deeper');

    await drawing.command('Save as …');
    await page.waitForSelector('.file-dialog');
    await expect.poll(() => page.locator('.file-dialog input').inputValue()).toBe('deeper.loom.json');
    await page.keyboard.type('senet');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.notice:has-text("Saved.")');
    await expect.poll(called).toEqual(['senet', 'senet']);
    expect(onDisk('senet.loom.json').name).toBe('senet');
    await page.getByRole('tab', { name: 'Layers' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    expect((await download).suggestedFilename()).toBe('senet.csv');
    await page.context().close();
  },
  LONG,
);
