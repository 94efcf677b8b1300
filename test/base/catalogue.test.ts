import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { designFixes, designProblems, designTexts } from '../../engine/base/catalogue/en/design.ts';
import { en } from '../../engine/base/catalogue/en/index.ts';
import {
  describeFix,
  describeText,
  fill,
  type Language,
  describe as message,
} from '../../engine/base/catalogue/index.ts';
import { problem } from '../../engine/base/diagnostics.ts';

describe('fill', () => {
  test('puts values in and leaves unknown names', () => {
    expect(fill('{a} and {b} and {a}', { a: 1, c: 2 })).toBe('1 and {b} and 1');
  });

  test('shows an optional part only where all its values are known', () => {
    const text = 'Unknown {name}.[[ Did you mean {suggestion}?]][[ Known: {known}.]]';
    expect(fill(text, { name: 'x' })).toBe('Unknown x.');
    expect(fill(text, { name: 'x', known: 'y' })).toBe('Unknown x. Known: y.');
    expect(fill(text, { name: 'x', suggestion: 'z', known: 'y' })).toBe('Unknown x. Did you mean z? Known: y.');
  });

  test('does not read values as templates', () => {
    expect(fill('{a} {b}', { a: '{b}', b: '[[{a}]]' })).toBe('{b} [[{a}]]');
    expect(fill('{constructor}', {})).toBe('{constructor}');
  });
});

test('a language is data: it translates some texts and English stands in for the rest', () => {
  const chinese: Language = {
    problems: { 'block.unknown': '没有名为 {block} 的模块。[[你是指 {suggestion} 吗？]]' },
    fixes: { 'param.remove': '删除参数 {param}' },
    texts: { 'convert.plain': '移除了 {skips} 个捷径。' },
  };
  const unknown = problem('block.unknown', '', { block: 'resdual', suggestion: 'residual' });
  expect(message(unknown, chinese)).toBe('没有名为 resdual 的模块。你是指 residual 吗？');
  const dangling = problem('input.dangling', '', { source: 'conv9' });
  expect(message(dangling, chinese)).toBe(message(dangling));
  expect(describeFix({ code: 'param.remove', values: { param: 'k' }, actions: [] }, chinese)).toBe('删除参数 k');
  expect(describeText('convert.plain', { skips: 3 }, chinese)).toBe('移除了 3 个捷径。');
  expect(describeText('convert.plain', { skips: 3 })).toBe('Took 3 skips out.');
});

test.each(Object.entries({ ...en.problems, ...en.fixes, ...en.texts }))(
  '%s is well formed: braces hold names, or a name and a word for one and for more; optional parts have a name',
  (_, text) => {
    for (const [, part] of text.matchAll(/\[\[(.*?)\]\]/g)) expect(part).toMatch(/\{\w+\}/);
    expect(text.replace(/\[\[.*?\]\]/g, '')).not.toMatch(/\[\[|\]\]/);
    expect(text.replace(/\{ "/g, '').replace(/\{\w+(?:\|[^{}|]+\|[^{}|]+)?\}/g, '')).not.toMatch(/\{\w/);
    expect(text.trim()).toBe(text);
  },
);

test('problems of documents: every code is raised somewhere', () => {
  const sources = filesUnder('engine').filter((file) => !file.includes(join('base', 'catalogue')));
  const code = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
  const unused = Object.keys({ ...designProblems, ...designFixes, ...designTexts }).filter(
    (key) => !code.includes(`'${key}'`),
  );
  expect(unused).toEqual([]);
});

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : [path];
  });
}
