import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Archive } from './archives/archive.ts';
import { archives } from './archives/index.ts';
import { homemade } from './homemade/index.ts';
import { readingOf } from './reading.ts';
import { treeFrom } from './trees.ts';

/** Layouts and, indented, what they are read as; `;` between the files of one. */
const layouts = readFileSync(new URL('layouts.txt', import.meta.url), 'utf8')
  .split('\n\n')
  .map((block) => block.split('\n').filter((line) => line !== '' && !line.startsWith('#')))
  .filter((lines) => lines.length > 0)
  .map(([layout = '', ...lines]): Archive => {
    return { name: layout, files: layout.split(' ; '), is: lines.map((line) => line.slice(4)) };
  });

const nameOf = ({ name }: Archive): string => name;
const named = (archive: Archive) => [nameOf(archive), archive] as const;

test.each(archives.map(named))('a public archive: %s', (_, { files, is }) => {
  expect(readingOf(treeFrom(files))).toEqual(is);
});

test.each(homemade.map(named))('%s', (_, { files, is }) => {
  expect(readingOf(treeFrom(files))).toEqual(is);
});

test.each(layouts.map(named))('%s', (_, { files, is }) => {
  expect(readingOf(treeFrom(files))).toEqual(is);
});

test('each archive reads the same below folders that hold nothing else', () => {
  for (const { files, is } of [...archives, ...homemade]) {
    const wrapped = readingOf(treeFrom([...files.map((file) => `set/more/${file}`), 'README.md', 'set/LICENSE.txt']));
    // What is told of files that lie beside folders says them with their place.
    const plain = (lines: readonly string[]): readonly string[] =>
      lines.map((line) =>
        line
          .replaceAll('set/more/', '')
          .replaceAll('set/more', '.')
          .replace(/SET\/\.(?=\/|$)/, 'SET'),
      );
    const expected = is[0] === 'data.emptyClass' || is[0] === 'data.noImages' ? is.slice(0, 1) : is;
    expect(plain(wrapped).slice(0, expected.length)).toEqual(expected);
  }
});

const words = 'train Training TEST val dev cat dog images masks annotations unlabelled fold1 fold2 a b'.split(' ');
const path = fc.array(fc.constantFrom(...words), { minLength: 0, maxLength: 4 });

test('whatever lies where: each image is read once or named as not used, and each reading that is offered reads', () => {
  const files = fc.uniqueArray(
    fc.tuple(path, fc.integer({ min: 1, max: 3 })).map(([folders, n]) => [...folders, `${n}.png`].join('/')),
    { minLength: 1, maxLength: 14 },
  );
  fc.assert(
    fc.property(files, (paths) => {
      expect(readingOf(treeFrom(paths)).length).toBeGreaterThan(0);
    }),
  );
});

test('a reading does not depend on case, on numbers, or on how a part is spelled', () => {
  const spellings = {
    train: [
      'train',
      'Train',
      'TRAINING',
      'train_set',
      'trainset',
      'TrainImages',
      '01_train',
      'images_train',
      'train2017',
      '训练集',
    ],
    validation: ['val', 'Valid', 'VALIDATION', 'dev', 'dev-set', '02_validation', 'val_images', '验证'],
    test: ['test', 'Testing', 'TEST', 'eval', 'Evaluation', 'holdout', 'hold-out', 'test_data', '3. test', '测试集'],
  };
  const pick = (part: keyof typeof spellings) => fc.constantFrom(...spellings[part]);
  fc.assert(
    fc.property(pick('train'), pick('validation'), pick('test'), (train, validation, held) => {
      const tree = treeFrom([train, validation, held].map((part) => `${part}/{a,b}/*2.png`));
      expect(readingOf(tree)).toEqual([`train=${train},val=${validation},test=${held}: a b, 4 + 4 + 4`]);
    }),
  );
});
