import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describe as text } from '../../engine/base/catalogue/index.ts';
import { imagesBelow } from '../../engine/data/images-below.ts';
import { recordedData } from '../../engine/host/jobs/run-record.ts';
import { dataSettings, partsText } from '../../engine/settings/data.ts';
import { noise, open, png, refusal, temporaryFolder, write, writeIdx, writePngs } from './data-sets-on-disk.ts';

const tiny = { height: 2, width: 2 };

const told = (problems: readonly Parameters<typeof text>[0][], folder: string): string[] =>
  problems.map((p) => `${p.code}: ${text(p).replaceAll(folder, 'DIR')}`);

test('classes are the same in whichever Unicode form their folders are spelled', async () => {
  const folder = temporaryFolder();
  const [composed, decomposed] = ['café', 'thé'].map((name) => [name.normalize('NFC'), name.normalize('NFD')]) as [
    [string, string],
    [string, string],
  ];
  await writePngs(
    folder,
    {
      [`train/${composed[1]}`]: 3,
      [`train/${decomposed[0]}`]: 3,
      [`val/${composed[0]}`]: 1,
      [`val/${decomposed[1]}`]: 2,
    },
    tiny,
  );
  const set = await open(folder);
  expect(set.classes).toEqual(['café', 'thé'].map((name) => name.normalize('NFC')));
  expect(set.balance).toEqual({ train: [3, 3], validation: [1, 2], test: [0, 0] });
});

test.each(['KMNIST/raw', 'EMNIST/raw', 'data/archive/FashionMNIST/raw'])(
  'files of a known set are found in %s, with what lies beside',
  async (place) => {
    const folder = temporaryFolder();
    writeIdx(join(folder, place));
    write(folder, 'README.md', 'hello');
    write(folder, '__MACOSX/x/._a.png', 'x');
    const set = await open(folder);
    expect(set.counts.test).toBe(7);
    expect(set.form.at).toBe(join(folder, place));
    await writePngs(folder, { 'samples/a': 1, 'samples/b': 1 }, tiny);
    expect(told((await open(folder)).warnings, folder)).toEqual([
      `data.imagesBeside: DIR/${place} is read (IDX files (MNIST, Fashion-MNIST)); 2 images in other folders are not used.`,
    ]);
  },
);

test('what lies in an unexpected place is named, with what would use it', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { 'train/a': 4, 'train/b': 4, 'extra/a': 2, 'extra/b': 2, test: 3, 'train/notes': 0 }, tiny);
  write(folder, 'train/notes/read.txt', 'x');
  const set = await open(folder);
  expect(told(set.warnings, folder)).toEqual([
    'data.unusedFolder: DIR/extra is not used (4 images): it is named after no part and no class. Parts are named train, training; val, valid, validation, dev; test, testing, eval, holdout.',
    'data.unusedFlatPart: DIR/test is not used: its 3 images lie in no folder of a class, so there is no test part in it. `predict` takes them.',
    'data.bareFolders: 1 folders hold no images and are no classes: train/notes.',
  ]);
  const [asTest] = set.warnings[0]?.fixes ?? [];
  expect(asTest?.actions).toEqual([{ do: 'setSetting', field: 'data.parts', value: 'train=train,test=extra' }]);
  const chosen = await open(folder, { parts: 'train=train,test=extra' });
  expect(chosen.counts).toEqual({ train: 7, validation: 1, test: 4 });
});

test('a folder is left out however its name is typed, and one that is not there is said', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 4, b: 4, c: 4 }, tiny);
  const set = await open(folder, { exclude: ['./c/', 'd'] });
  expect(set.classes).toEqual(['a', 'b']);
  expect(told(set.warnings, folder)).toEqual([
    'data.nothingExcluded: There is no folder d in DIR to leave out. There are: a, b, c.',
  ]);
});

test('libraries beside the images are no class', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 4, b: 4, 'venv/lib': 2, 'node_modules/x': 2 }, tiny);
  expect((await open(folder)).classes).toEqual(['a', 'b']);
});

test('folds are refused, and read as the flags say', async () => {
  const folder = temporaryFolder();
  const folds = [1, 2, 3].flatMap((n) => [[`fold${n}/a`, 2] as const, [`fold${n}/b`, 2] as const]);
  await writePngs(folder, Object.fromEntries(folds), tiny);
  expect((await refusal(() => open(folder), folder))[0]).toMatch(
    /^data\.shares: DIR: the names of fold1, fold2, fold3 /,
  );
  const set = await open(folder, { parts: 'train=fold1,train=fold2,test=fold3', validation: 0 });
  expect(set.balance).toEqual({ train: [4, 4], validation: [0, 0], test: [2, 2] });
  const named = await open(folder, { parts: 'all=.', exclude: ['fold2'], validation: 0, test: 0 });
  expect(named.classes).toEqual(['fold1', 'fold3']);
});

test('classes may be named by files, or by folders in folders', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { images: 0, 'more/animals/cat': 2, 'more/animals/dog': 2, 'more/things/cup': 2 }, tiny);
  await writePngs(join(folder, 'images'), { x: 4 }, tiny);
  expect(
    (await open(join(folder, 'more'), { classesFrom: 'subfolders', validation: 0, test: 0 })).balance.train,
  ).toEqual([2, 2, 2]);
  const flat = temporaryFolder();
  for (const name of ['beagle_1', 'beagle_2', 'pug_1', 'pug_12'])
    write(flat, `images/${name}.png`, await png(noise(12, name.length), 2, 2, 3));
  const set = await open(flat, { classesFrom: 'names', validation: 0, test: 0 });
  expect(set.classes).toEqual(['beagle', 'pug']);
  expect(set.balance.train).toEqual([2, 2]);
});

test('parts that are not there, or not of folders, are refused with what there is', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 2, b: 2 }, tiny);
  expect(await refusal(() => open(folder, { parts: 'train=c' }), folder)).toEqual([
    'data.noPartFolder: There is no folder c with images in DIR. There are: a, b.',
  ]);
  for (const parts of ['train=../a', 'train=/etc', 'all=a,test=b', 'test=a', 'train', 'a'])
    expect(dataSettings.safeParse({ path: folder, parts }).success).toBe(false);
  const known = temporaryFolder();
  writeIdx(known);
  expect(await refusal(() => open(known, { parts: 'all=.' }), known)).toEqual([
    'data.partsOfFolders: DIR holds IDX files (MNIST, Fashion-MNIST), which has parts and classes of its own: parts and classes are chosen for folders of images only.',
  ]);
});

test.each(['train=a,val=b,test=c', 'all=.', 'train=a, b,train=c=d,test=*/x'])(
  'parts are written as they are read: %s',
  (parts) => {
    const { parts: read } = dataSettings.parse({ path: '.', parts });
    expect(partsText(read!)).toBe(parts);
  },
);

test('a run keeps how its folder was read; one that kept nothing is read as it was then', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { 'Training/a': 3, 'Training/b': 3, 'Testing/a': 2, 'Testing/b': 2 }, tiny);
  const options = { validation: 0, test: 0 };
  const now = await open(folder, options);
  expect(now.classes).toEqual(['a', 'b']);
  const record = (kept: object) => ({ data: { source: folder, options: { ...options, ...kept } } }) as never;
  const again = recordedData(record(JSON.parse(JSON.stringify(now.layout))), folder);
  expect(again.parts).toEqual({ train: ['Training'], test: ['Testing'] });
  expect((await open(folder, again)).balance).toEqual(now.balance);
  // Before parts were found out, any folder was a class that was not called train.
  expect((await open(folder, recordedData(record({}), folder))).classes).toEqual(['Testing', 'Training']);
});

/** A name in Latin-1, as old archives have them. Other systems take only names that are UTF-8. */
const latin = (folder: string, name: string): Buffer =>
  Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);

test.runIf(process.platform === 'linux')(
  'names that are not UTF-8 are said, where they are of classes or images',
  async () => {
    const folder = temporaryFolder();
    await writePngs(folder, { a: 2, b: 2 }, tiny);
    write(folder, 'named �.png', 'x');
    writeFileSync(latin(folder, 'r\xe9sum\xe9.txt'), 'no image');
    const whole = { validation: 0, test: 0 };
    expect((await open(folder, whole)).classes).toEqual(['a', 'b']);
    mkdirSync(latin(folder, 'caf\xe9'));
    const refused = 'names in DIR are not UTF-8, the first is shown as caf�: no file can be opened by such a name.';
    expect((await refusal(() => open(folder), folder))[0]).toMatch(`data.namesNotUtf8: 1 ${refused}`);
    writeFileSync(latin(folder, 'th\xe9.jpg'), 'x');
    expect((await refusal(() => imagesBelow(folder), folder))[0]).toMatch(`data.namesNotUtf8: 2 ${refused}`);
    expect((await refusal(() => open(join(folder, 'caf�')), folder))[0]).toMatch(/^file\.nameNotUtf8: DIR\/caf� /);
  },
);
