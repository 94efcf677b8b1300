import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { conventions } from '../../engine/analyze/conventions/index.ts';
import { counted } from '../../engine/analyze/counts.ts';
import { en } from '../../engine/base/catalogue/en/index.ts';
import { fill, describe as message } from '../../engine/base/catalogue/index.ts';
import { readPack } from '../../engine/base/catalogue/pack.ts';
import { problem } from '../../engine/base/diagnostics.ts';
import { blocks } from '../../engine/blocks/index.ts';
import { otherFiles } from '../../engine/data/formats/sniff.ts';
import { fileSays } from '../../engine/host/jobs/exported-file.ts';
import { compared, contents } from '../../engine/host/jobs/same-data.ts';
import { createProgram } from '../../engine/host/program.ts';
import { helpTexts } from '../../engine/host/terminal/help.ts';
import { layers } from '../../engine/layers/index.ts';
import { otherWords } from '../../engine/layers/others.ts';
import { templates } from '../../engine/templates/index.ts';
import { en as app } from '../../renderer/language/en.ts';

const folder = join(import.meta.dirname, '../../assets/languages');

interface Described {
  readonly title?: string | undefined;
  readonly help?: string | undefined;
}
type Texts = Readonly<Record<string, string>>;

/** `layer.conv2d.title`, `layer.conv2d.stride.help` …: what a thing and its parameters say of themselves. */
function textsOf(
  kind: string,
  things: Readonly<Record<string, Described & { readonly description?: string }>>,
  paramsOf: (name: string) => Readonly<Record<string, Described>>,
): Texts {
  const texts: Record<string, string> = {};
  const say = (key: string, { title, help, description }: Described & { readonly description?: string }): void => {
    if (title !== undefined) texts[`${key}.title`] = title;
    if (help !== undefined) texts[`${key}.help`] = help;
    if (description !== undefined) texts[`${key}.description`] = description;
  };
  for (const [name, thing] of Object.entries(things)) {
    say(`${kind}.${name}`, thing);
    for (const [param, described] of Object.entries(paramsOf(name))) say(`${kind}.${name}.${param}`, described);
  }
  return texts;
}

/** English by file: what every other language must have, key for key. */
const english: Readonly<Record<string, Texts>> = {
  problems: en.problems,
  fixes: en.fixes,
  texts: { ...en.texts, ...textsOf('convention', conventions, () => ({})) },
  layers: textsOf('layer', layers, (name) => layers[name as keyof typeof layers].params),
  blocks: textsOf('block', blocks, (name) => blocks[name as keyof typeof blocks].params),
  templates: textsOf('template', templates, (name) => templates[name]?.args ?? {}),
  words: Object.fromEntries([...layerWords(), ...counted].map((word) => [`word.${word}`, word])),
  help: Object.fromEntries(helpTexts(createProgram()).map((text) => [`help.${text}`, text])),
  app,
};

/**
 * What problems call a layer (its title in a sentence, `A convolution` at the beginning of one), what data sets and
 * exported files may differ in, and what lies in an image's place.
 */
function layerWords(): readonly string[] {
  const sources = readdirSync(join(import.meta.dirname, '../../engine/layers'));
  const begun = sources.flatMap((name) => {
    const text = readFileSync(join(import.meta.dirname, '../../engine/layers', name), 'utf8');
    return [...text.matchAll(/\(site, '(An? [a-z ]+)'\)/g)].map(([, word]) => word!);
  });
  return [
    ...Object.values(layers).map(({ title }) => title.toLowerCase()),
    ...begun,
    'the gradient',
    'the output',
    ...compared.map(({ what }) => what),
    ...Object.values(contents),
    ...otherFiles,
    ...otherWords,
    ...fileSays,
  ];
}

const placeholders = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort();

const read = (code: string, name: string): Texts =>
  JSON.parse(readFileSync(join(folder, code, `${name}.json`), 'utf8')) as Texts;

describe.each(readdirSync(folder))('the language %s', (code) => {
  test('is a folder of data with its own name', () => {
    expect(readdirSync(join(folder, code)).sort()).toEqual(
      [...Object.keys(english), 'language'].map((name) => `${name}.json`).sort(),
    );
    expect(read(code, 'language')['name']).toMatch(/\S/);
  });

  test.each(Object.keys(english))('%s: the keys are those of English', (name) => {
    const [own, wanted] = [Object.keys(read(code, name)), Object.keys(english[name]!)];
    expect({
      missing: wanted.filter((key) => !own.includes(key)),
      superfluous: own.filter((key) => !wanted.includes(key)),
    }).toEqual({ missing: [], superfluous: [] });
  });

  test.each(Object.keys(english))('%s: every text has the values of the English one, and no stray spaces', (name) => {
    const wrong = Object.entries(read(code, name)).filter(([key, text]) => {
      const original = english[name]![key] ?? '';
      return text.trim() !== text || text === '' || String(placeholders(text)) !== String(placeholders(original));
    });
    expect(wrong).toEqual([]);
  });
});

test('Chinese texts use Chinese punctuation, but in lists and code', () => {
  const wrong = Object.keys(english)
    .flatMap((name) => Object.values(read('zh', name)))
    .filter((text) => /[\u4e00-\u9fff][,;:?!(]|[,;?!](?=[\u4e00-\u9fff])/.test(text.replace(/\[[^[\]]*\]/g, '')));
  expect(wrong).toEqual([]);
});

test('a problem names a layer in the language, and leaves the user’s names as they are', () => {
  const { language } = readPack(
    'zh',
    Object.fromEntries(['problems', 'words'].map((name) => [name, read('zh', name)])),
  );
  const unconnected = problem('port.unconnected', 'add', { layer: 'convolution' });
  expect(message(unconnected, language)).toBe('卷积的输入什么也没接。请接上它前面的那一层。');
  const gone = problem('wire.fromNowhere', 'conv', { input: 1, source: 'add' });
  expect(message(gone, language)).toBe('输入 1 来自 add，而它并不存在。');
});

test('a pack takes texts only, whatever else lies in its files', () => {
  const pack = readPack('xx', {
    language: { name: 'X' },
    app: { a: 'A', b: 7, c: null },
    problems: [],
    more: { d: 'D' },
  });
  expect(pack).toMatchObject({ code: 'xx', name: 'X', app: { a: 'A' }, language: { problems: {}, texts: { d: 'D' } } });
  expect(Object.keys(pack.app)).toEqual(['a']);
  expect(readPack('yy', {}).name).toBe('yy');
});

test('a word goes with its number: one layer, no layers', () => {
  const say = (count: number): string => fill('{count} {count|layer is|layers are} there', { count });
  expect([0, 1, 2].map(say)).toEqual(['0 layers are there', '1 layer is there', '2 layers are there']);
  expect(fill('{count|place|places}', { count: '1' })).toBe('place');
});
