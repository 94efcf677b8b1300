import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { noise, png } from '../data/data-sets-on-disk.ts';
import { jsonLines, succeed } from '../e2e/command-line.ts';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { seriousViolations } from './axe.ts';
import { Drawing } from './drawing.ts';

const FILE = 'one-block.loom.json';
const shared = appAndBrowser((folder) => {
  copyFileSync(join(import.meta.dirname, '../fixtures/designs', FILE), join(folder, FILE));
  writeFileSync(join(folder, 'letter.txt'), 'not a picture');
});
const LONG = 30_000;

test('what comes of a run: gradients on the graph, an ONNX file that runs, an answer to a picture', async () => {
  const { page, problems } = await openPage(shared.browser, shared.app.address, { bypassCSP: true });
  const { folder } = shared.app;
  const drawing = new Drawing(page);
  const axe: string[] = [];
  await page.getByRole('button', { name: 'Open …' }).click();
  await page.locator('dialog li button', { hasText: FILE }).dblclick();
  await page.waitForSelector('.react-flow__node');
  await drawing.train();

  // Where the training ended its next steps stand. Test: accuracy, and the images behind each cell of the confusion
  // matrix.
  await page.waitForSelector('.run-status.done', { timeout: 2 * LONG });
  await page.locator('.next-steps').getByRole('button', { name: 'Test' }).click();
  await page.waitForSelector('.confusion', { timeout: LONG });
  const counts = await page.locator('.confusion button').evaluateAll((cells) =>
    cells.map((cell) => {
      const { label, predicted } = (cell as HTMLElement).dataset;
      return { label: Number(label), predicted: Number(predicted), count: Number(cell.textContent) || 0 };
    }),
  );
  const correct = counts.reduce((sum, { label, predicted, count }) => sum + (label === predicted ? count : 0), 0);
  await expect
    .poll(() => page.textContent('.test-facts .headline'))
    .toBe(`Test accuracy${((100 * correct) / 360).toFixed(1)} %${correct} of 360 right`);
  const mistake = counts.find(({ label, predicted, count }) => label !== predicted && count > 0)!;
  await page.locator(`.confusion [data-label="${mistake.label}"][data-predicted="${mistake.predicted}"]`).click();
  const captions = page.locator('.cell-grid figcaption');
  await expect.poll(() => captions.count()).toBe(Math.min(12, mistake.count));
  await expect
    .poll(() => captions.first().textContent())
    .toMatch(new RegExp(`^${mistake.label} → ${mistake.predicted}[\\d.]+ %$`));
  // From cell to cell by arrow keys.
  await page.keyboard.press(mistake.predicted > 0 ? 'ArrowLeft' : 'ArrowRight');
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-label')))
    .toBe(String(mistake.label));
  axe.push(...(await seriousViolations(page)));
  await page.keyboard.press('Escape');
  await page.waitForSelector('.dialog.outcome', { state: 'detached' });

  // Gradients: a strip and a number on the cards that have weights, the ratio on the add, the same numbers in the
  // chart.
  await page.waitForSelector('.gradient-strip', { timeout: LONG });
  await drawing.node('block').dblclick({ position: { x: 60, y: 12 } });
  await drawing.settle();
  const onCard = (id: string): Promise<string | null> => drawing.node(id).locator('.reading').textContent();
  await expect.poll(() => onCard('block/add')).toMatch(/^‖F‖\/‖x‖ [\d.e-]+$/);
  await page.click('#tab-gradients');
  await page.locator('.norm-bar').nth(3).waitFor();
  const bars = await page
    .locator('.norm-bar')
    .evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label') ?? ''));
  expect(bars.map((bar) => bar.split(': ')[0])).toEqual(['stem', 'block/conv1', 'block/conv2', 'dense']);
  await expect.poll(() => onCard('stem')).toBe(`‖∇‖ ${bars[0]!.split(': ')[1]}`);
  axe.push(...(await seriousViolations(page)));
  // An earlier step by keyboard, and back to the latest.
  const slider = page.getByLabel('Step of the run');
  const latest = await slider.getAttribute('aria-valuetext');
  await slider.focus();
  await drawing.press('Home');
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('step 0');
  await page.getByRole('button', { name: 'Latest' }).click();
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe(latest);

  await page.getByRole('button', { name: 'ONNX' }).click();
  await page.getByLabel('Fold batch norm').click();
  axe.push(...(await seriousViolations(page)));
  await page.getByRole('button', { name: 'Save as …' }).click();
  await page.waitForSelector('.file-dialog');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.outcome-verified', { timeout: LONG });
  const file = (await page.textContent('.outcome-path .path'))!;
  expect(file).toBe(join(folder, 'one_block.onnx'));
  await expect.poll(() => page.textContent('.outcome-verified')).toContain('images of digits, 8 × 8');
  axe.push(...(await seriousViolations(page)));
  await page.getByRole('button', { name: 'Close' }).first().click();
  const session = await InferenceSession.create(file);
  const image = new Tensor('float32', new Float32Array(64), [1, 1, 8, 8]);
  const { probabilities } = await session.run({ [session.inputNames[0]!]: image });
  const all = [...(probabilities!.data as Float32Array)];
  expect(all.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);

  const picture = join(folder, 'picture.png');
  writeFileSync(picture, await png(noise(40 * 30 * 3, 8), 40, 30, 3));
  await drawing.command('Try on a picture');
  const choose = async (path: string): Promise<void> => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Choose …' }).click(),
    ]);
    await chooser.setFiles(path);
  };
  await choose(join(folder, 'letter.txt'));
  await page.waitForSelector('.outcome .problem-card', { timeout: LONG });
  await expect.poll(() => page.textContent('.outcome .problem-card')).toContain('letter.txt is a text file');
  await choose(picture);
  await page.waitForSelector('.try-answer', { timeout: LONG });
  axe.push(...(await seriousViolations(page)));
  const shown = await page.$$eval('.try-answer li', (rows) =>
    rows.map((row) => [row.querySelector('span')?.textContent, row.querySelector('em')?.textContent]),
  );
  const run = await page.locator('.outcome select').inputValue();
  const { stdout } = await succeed(['predict', run, picture, '--device', 'cpu', '--json'], folder);
  const [said] = jsonLines(stdout) as unknown as { classes: { name: string; probability: number }[] }[];
  expect(shown).toEqual(said!.classes.map(({ name, probability }) => [name, `${(probability * 100).toFixed(1)} %`]));
  await expect.poll(() => page.textContent('.try-answer figcaption')).toContain('8 × 8 × 1');
  // More than a message may hold: a picture is made smaller in the page, what is none is said to be none, and the line
  // holds.
  writeFileSync(join(folder, 'large.png'), await png(noise(3600 * 3000 * 3, 9), 3600, 3000, 3));
  writeFileSync(join(folder, 'zeros.png'), Buffer.alloc(40 << 20));
  await choose(join(folder, 'zeros.png'));
  await page.waitForSelector('.outcome .problem-card', { timeout: LONG });
  await expect.poll(() => page.textContent('.outcome .problem-card')).toContain('zeros.png has 41943040 bytes');
  await choose(join(folder, 'large.png'));
  await page.waitForSelector('.try-answer', { timeout: LONG });
  await expect.poll(() => page.locator('.engine-notice, .outcome .problem-card').count()).toBe(0);
  // Ink on paper before a network that learned light on dark: it is noticed, and inverted at once. A training image
  // stands beside it.
  const ink =
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><path fill="#fff" d="M0 0h64v64H0z"/><path d="M18 14h28L30 50" fill="none" stroke="#000" stroke-width="8"/></svg>';
  await sharp(Buffer.from(ink)).png().toFile(join(folder, 'seven.png'));
  await choose(join(folder, 'seven.png'));
  await page.waitForSelector('.try-reversed', { timeout: LONG });
  await expect.poll(() => page.locator('.try-pictures img').getAttribute('alt')).toMatch(/^A training image: \d$/);
  axe.push(...(await seriousViolations(page)));
  const corner = () =>
    page.locator('.try-answer canvas').evaluate((canvas) => {
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, 1, 1);
      return data[0]! < 128 ? 'dark' : 'light';
    });
  await expect.poll(corner).toBe('light');
  await page.getByRole('button', { name: 'Invert' }).click();
  await expect.poll(corner).toBe('dark');
  // Drawn with the mouse: what the network sees is light where the pen was.
  const pad = (await page.locator('.draw-pad canvas').boundingBox())!;
  await drawing.drag([pad.x + 15, pad.y + 15], [pad.x + 60, pad.y + 15]);
  await expect.poll(corner).toBe('light');
  await expect.poll(() => page.locator('.try-reversed').count()).toBe(0);
  // A test image at random comes with what it shows.
  await page.getByRole('button', { name: 'A test image' }).click();
  await page.waitForSelector('.try-classes p', { timeout: LONG });
  const answer = await page.locator('.try-classes li span').first().textContent();
  const [, verdict, truth] = /^(Right|Wrong): it shows (\d)\.$/.exec((await page.textContent('.try-classes p'))!)!;
  expect(verdict).toBe(truth === answer ? 'Right' : 'Wrong');
  // Without the best weights there is still an answer, and whose it is.
  rmSync(join(run, 'best.safetensors'));
  await choose(picture);
  await page.waitForSelector('.outcome .problem-card.warning', { timeout: LONG });
  await expect
    .poll(() => page.textContent('.outcome .problem-card'))
    .toContain('Those of the last checkpoint, of step');
  await page.waitForSelector('.try-answer', { timeout: LONG });
  expect(axe).toEqual([]);
  expect(problems).toEqual([]);
  await page.context().close();
}, 180_000);
