import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { evaluate } from '../../../engine/host/jobs/evaluate.ts';
import { predict } from '../../../engine/host/jobs/predict.ts';
import { type CallInput, type CallResult, calls, results } from '../../../engine/host/protocol.ts';
import { alwaysRun } from '../../../engine/train/events.ts';
import { RunFolder } from '../../../engine/train/run-folder.ts';
import { inTemporaryFolder, run } from '../in-process.ts';
import { trainInto, warnings } from './kept-run.ts';

const folder = inTemporaryFolder();
const CLASSES = ['café', 'dark', 'light', 'pale'];
const IMAGES = 12;

/** Each class has a brightness of its own, so that a small network tells all apart in a few steps. */
beforeAll(async () => {
  for (const [label, name] of CLASSES.entries()) {
    mkdirSync(join('images', name), { recursive: true });
    for (let i = 0; i < IMAGES; i++) {
      const pixels = Buffer.alloc(64, 20 + 70 * label + i);
      const file = join('images', name, `${i}.png`);
      await sharp(pixels, { raw: { width: 8, height: 8, channels: 1 } })
        .png()
        .toFile(file);
    }
  }
  await trainInto('run', {
    design: { kind: 'template', spec: 'template:cifar_resnet?depth=8&filters=4' },
    data: { path: 'images' },
    settings: { epochs: 12, batch: 8, learningRate: 0.05 },
  });
}, 60_000);

/** A data set of some of the classes, under other names where they have one. */
function dataSet(name: string, classes: Readonly<Record<string, string>>): string {
  rmSync(name, { recursive: true, force: true });
  for (const [from, to] of Object.entries(classes)) cpSync(join('images', from), join(name, to), { recursive: true });
  return name;
}

async function tested(path: string, change: Partial<CallInput<'evaluate'>> = {}) {
  const { codes, emit } = warnings();
  const params = calls.evaluate.parse({ run: 'run', device: 'cpu', data: { path }, ...change });
  return { codes, ...results.evaluate.parse(await evaluate(params, emit, alwaysRun)) };
}

const images = ({ confusion }: Pick<CallResult<'evaluate'>, 'confusion'>): readonly number[] =>
  confusion.map((row) => row.reduce((sum, n) => sum + n, 0));

test('all images of a folder are tested, its classes found by their names: some of them, in any order and Unicode form', async () => {
  const subset = dataSet('subset', { pale: 'pale', café: 'cafe\u0301' });
  expect(readdirSync(subset)).toContain('cafe\u0301');
  const result = await tested(subset);
  expect(result).toMatchObject({ images: 2 * IMAGES, accuracy: 1, top5: null, classes: CLASSES, codes: [] });
  expect(images(result)).toEqual([IMAGES, 0, 0, IMAGES]);
});

test('of a folder that has a test part, that one is tested', async () => {
  dataSet('parts/train', { dark: 'dark', light: 'light' });
  cpSync('images/dark/0.png', 'parts/test/dark/0.png');
  cpSync('images/light/0.png', 'parts/test/light/0.png');
  expect(images(await tested('parts'))).toEqual([0, 1, 1, 0]);
});

test('one class alone is enough, also beside a folder without images', async () => {
  mkdirSync(join(dataSet('one', { light: 'light' }), 'dark'), { recursive: true });
  expect(images(await tested('one'))).toEqual([0, 0, IMAGES, 0]);
});

test("the run's own folder is tested on the images that it was not trained on", async () => {
  const own = await tested('images');
  expect(own.images).toBe(Math.round(CLASSES.length * IMAGES * 0.1));
  expect(own).toEqual({ ...(await tested('', { data: undefined })) });
});

test('images of classes that the run does not know are left out, and it is said how many; where it knows none, nothing is tested', async () => {
  const some = dataSet('some', { dark: 'dark', light: 'light', pale: 'Pale' });
  const result = await tested(some);
  expect([result.codes, images(result)]).toEqual([['evaluate.strangers'], [0, IMAGES, IMAGES, 0]]);
  const none = dataSet('none', { dark: 'a', light: 'b' });
  await expect(tested(none)).rejects.toMatchObject({
    problems: [{ code: 'evaluate.noneKnown', values: { found: 'a, b', known: CLASSES.join(', ') }, fixes: [] }],
  });
});

test('images in other colours and of another size than those trained on are made alike, and it is said', async () => {
  mkdirSync('others/dark', { recursive: true });
  const create = { width: 12, height: 9, channels: 3, background: { r: 90, g: 90, b: 90 } } as const;
  await sharp({ create }).toColourspace('b-w').png().toFile('others/dark/1.png');
  expect((await tested('others')).codes).toEqual(['evaluate.seenGray', 'evaluate.scaled']);
  const asked = await tested('others', { data: { path: 'others', resize: 8, grayscale: false } });
  expect(asked.codes).toEqual([]);
});

test('no figure is printed that has no meaning', async () => {
  const { stdout, stderr } = await run([
    'evaluate',
    'run',
    '--data',
    dataSet('two', { dark: 'dark', light: 'light' }),
    '--device',
    'cpu',
  ]);
  expect(stdout).toContain(`accuracy 100.0 %, loss`);
  expect(stdout).not.toMatch(/top-5|NaN|undefined/);
  expect(stdout).toMatch(/^café +0 +– +– *$/m);
  expect(stderr).not.toContain('Set the');
});

test('a data set of the run whose classes changed meanwhile is refused, without advice to change the network', async () => {
  renameSync('images/pale', 'images/zebra');
  await expect(tested('', { data: undefined })).rejects.toMatchObject({
    problems: [{ code: 'evaluate.dataChanged', fixes: [] }],
  });
  renameSync('images/zebra', 'images/pale');
});

test('predict takes folders: every image below them, each with its class', async () => {
  mkdirSync('deep/er', { recursive: true });
  cpSync('images/dark/1.png', 'deep/b.png');
  cpSync('images/light/1.png', 'deep/er/a.png');
  writeFileSync('deep/notes.txt', 'no image');
  const { code, stdout } = await run(['predict', 'run', 'deep']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^deep\/b\.png +dark +\d+\.\d %$/m);
  expect(stdout).toMatch(/^deep\/er\/a\.png +light +\d+\.\d %$/m);
  expect(stdout).toMatch(/^dark +1$/m);
  const json = await run(['predict', 'run', 'deep', '--json']);
  expect(
    json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { image: string }).image),
  ).toEqual(['deep/b.png', 'deep/er/a.png']);
  mkdirSync('empty');
  expect((await run(['predict', 'run', 'empty'])).stderr).toContain('There are no images in empty');
});

test('images that cannot be read are counted, the others predicted, and the exit code says so', async () => {
  writeFileSync('deep/broken.png', 'no image');
  const { code, stdout, stderr } = await run(['predict', 'run', 'deep', '--json']);
  expect(code).toBe(1);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => Object.keys(JSON.parse(line) as object)),
  ).toEqual([
    ['image', 'classes'],
    ['image', 'classes'],
    ['image', 'problems'],
  ]);
  expect(stderr).toContain('1 of 3 images could not be read.');
  expect(await run(['predict', 'run', 'deep/broken.png'])).toMatchObject({ code: 2, stdout: '' });
  // A picture that somebody shows to the network is not to be deleted.
  for (const [name, bytes] of [
    ['text.png', 'no image'],
    ['empty.png', ''],
    ['unknown.png', '\x01\x02'],
    ['cut.png', readFileSync('deep/b.png').subarray(0, 60)],
  ] as const) {
    writeFileSync(name, bytes);
    const { stderr } = await run(['predict', 'run', name]);
    expect(stderr).toMatch(/Choose (a|another) (PNG or JPEG )?picture/);
    expect(stderr).not.toContain('delete');
  }
});

test('a network whose values run over says so, and gives no figure', async () => {
  cpSync('run', 'huge', { recursive: true });
  const kept = new RunFolder('huge');
  const { tensors, metadata } = kept.readCheckpoint('best.safetensors');
  for (const { data } of tensors.values()) for (let i = 0; i < data.length; i++) data[i]! *= 1e30;
  kept.writeCheckpoint({ tensors, metadata }, 'best.safetensors');
  await expect(tested('images', { run: 'huge' })).rejects.toMatchObject({ problems: [{ code: 'evaluate.notFinite' }] });
  const params = calls.predict.parse({ run: 'huge', images: [join(folder, 'images/dark/0.png')] });
  await expect(predict(params, () => {}, alwaysRun)).rejects.toMatchObject({
    problems: [{ code: 'predict.notFinite' }],
  });
});
