import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { Drawing } from './drawing.ts';
import { dropFile } from './drop-file.ts';

const shared = appAndBrowser();
const foreign = join(import.meta.dirname, '../fixtures/foreign/pytorch2.4-mnist-tiny.onnx');

const broken = {
  format: 'layerloom',
  version: 1,
  name: 'half of it',
  nodes: [
    { id: 'input', kind: 'input', params: { height: 8, width: 8, channels: 1 } },
    { id: 'conv', kind: 'conv2d', params: { filters: 'many' }, inputs: { in: ['input'] } },
    { id: 'magic', kind: 'attention', inputs: { in: ['conv'] } },
    { id: 'relu', kind: 'relu', inputs: { in: ['nobody'] } },
    'a note',
  ],
};

test('a file dragged in: a broken one opens as far as it can with what is wrong, one that is none leaves the drawing alone', async () => {
  const { page } = await openPage(shared.browser, shared.app.address);
  await page.getByRole('button', { name: 'Empty design' }).waitFor();
  await dropFile(page, shared.app.folder, 'broken.loom.json', JSON.stringify(broken));
  const drawing = new Drawing(page);
  await page.waitForSelector('.react-flow__node[data-id="relu"]');
  await expect.poll(() => drawing.nodes()).toEqual(expect.arrayContaining(['input', 'conv', 'relu']));
  await page.getByRole('tab', { name: /Problems/ }).click();
  for (const said of ['many', 'attention', 'nobody'])
    await page.locator('.problems .problem-text', { hasText: said }).first().waitFor();

  const before = await drawing.nodes();
  for (const [name, text, told] of [
    ['cut.loom.json', JSON.stringify(broken).slice(0, 100), 'This is not JSON'],
    ['newer.loom.json', '{ "format": "layerloom", "version": 99 }', 'Update Layerloom'],
    ['list.json', '[1, 2]', 'not a Layerloom design'],
  ] as const) {
    await dropFile(page, shared.app.folder, name, text);
    await page.waitForSelector(`.notice.error:has-text("${told}")`);
    await expect.poll(() => drawing.nodes()).toEqual(before);
  }

  // A network of another program is drawn; saving asks for a file of its own.
  await dropFile(page, shared.app.folder, 'theirs.onnx', readFileSync(foreign));
  await drawing.node('maxPool').waitFor();
  await expect.poll(() => page.textContent('.file-name h1')).toBe('theirs');
  await expect.poll(() => drawing.total('Parameters')).toBe('280');
  await page.context().close();
}, 180_000);
