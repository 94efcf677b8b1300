import { describe, expect, test } from 'vitest';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import { compileExpression, evaluate, isProblem } from '../../engine/base/expression.ts';

const scope = { filters: 16, stride: 2, norm: 'batch', deep: true, kernel: [1, 7], index: 3 };

describe('values', () => {
  test.each([
    ['4*filters', 64],
    ['=4*filters', 64],
    ['filters / 2 + 1', 9],
    ['2 + 3 * 4', 14],
    ['(2 + 3) * 4', 20],
    ['10 - 4 - 3', 3],
    ['7 % 4', 3],
    ['2 ^ 3 ^ 2', 512],
    ['2 * 3 ^ 2', 18],
    ['-2 ^ 2', 4],
    ['-(2 ^ 2)', -4],
    ['index == 0 ? stride : 1', 1],
    ['index > 2 && stride <= 2', true],
    ['!deep || filters != 16', false],
    ['deep ? "a" : "b"', 'a'],
    ['"block:" + norm', 'block:batch'],
    ['norm + 1', 'batch1'],
    ['kernel', [1, 7]],
    ['floor(7 / 2) + ceil(7 / 2) + round(2.4)', 9],
    ['max(1, filters, 3) - min(filters, 4) - abs(-2) - sqrt(9)', 7],
    ['1 == "1"', false],
  ] as const)('%s', (text, value) => {
    expect(evaluate(text, scope)).toEqual(value);
  });

  test('a branch that is not taken is not computed', () => {
    expect(evaluate('stride == 0 ? 1 / 0 : 5', scope)).toBe(5);
    expect(evaluate('deep || unknown', scope)).toBe(true);
    expect(evaluate('!deep && unknown', scope)).toBe(false);
  });

  test('names are those that are read', () => {
    const compiled = compileExpression('a ? "b" + c : min(d, 2)');
    expect('names' in compiled ? [...compiled.names] : null).toEqual(['a', 'c', 'd']);
  });

  test('the same text is parsed once', () => {
    expect(compileExpression('filters + 77')).toBe(compileExpression('=filters + 77'));
  });
});

describe('problems', () => {
  test.each([
    ['4*', 'expression.syntax', 'Expected expression after *'],
    ['(1', 'expression.syntax', 'at character 3'],
    ['"a', 'expression.syntax', 'Unclosed quote'],
    ['a = 1', 'expression.syntax', '"="'],
    ['', 'expression.empty', 'empty'],
    ['filtres', 'expression.unknownName', 'Did you mean filters?'],
    ['constructor', 'expression.unknownName', 'Known: filters'],
    ['__proto__', 'expression.unknownName', '__proto__'],
    ['null', 'expression.unknownName', 'null'],
    ['mix(1, 2)', 'expression.unknownFunction', 'Did you mean min?'],
    ['toString(1)', 'expression.unknownFunction', 'toString'],
    ['floor(1, 2)', 'expression.argumentCount', 'floor 2 values; it takes 1'],
    ['max()', 'expression.argumentCount', '1 to 20'],
    ['1 / 0', 'expression.notFinite', '1 / 0'],
    ['0 / 0', 'expression.notFinite', 'NaN'],
    ['10 ^ 400', 'expression.notFinite', 'Infinity'],
    ['1e999', 'expression.notFinite', '1e999'],
    ['sqrt(-1)', 'expression.notFinite', 'sqrt(-1)'],
    ['norm * 2', 'expression.needsNumber', '"batch" with *'],
    ['kernel + 1', 'expression.needsNumber', '[1,7] with +'],
    ['norm > 2', 'expression.needsNumber', 'needs numbers'],
    ['stride ? 1 : 2', 'expression.needsBoolean', '2 with ?'],
    ['!stride', 'expression.needsBoolean', '2 with !'],
    ['norm.length', 'expression.notAllowed', 'MemberExpression'],
    ['this', 'expression.notAllowed', 'ThisExpression'],
    ['widths.size', 'expression.notAllowed', 'MemberExpression'],
    ['1 2', 'expression.notAllowed', 'Compound'],
    ['filters; stride', 'expression.notAllowed', 'Compound'],
    ['min(1)(2)', 'expression.unknownFunction', 'function'],
  ])('%s', (text, code, part) => {
    const result = evaluate(text, scope);
    expect(isProblem(result)).toBe(true);
    if (!isProblem(result)) return;
    expect(result.code).toBe(code);
    expect(message(result)).toContain(part);
    expect(message(result)).not.toMatch(/\{\w+\}|\[\[/);
  });

  test('index is known under a repeat only', () => {
    const { index: _, ...without } = scope;
    const result = evaluate('index + 1', without);
    expect(isProblem(result) && result.code).toBe('expression.noIndex');
  });

  test('nesting is bounded by the length', () => {
    const result = evaluate(`${'('.repeat(50_000)}1${')'.repeat(50_000)}`, scope);
    expect(isProblem(result) && result.code).toBe('expression.tooLong');
    expect(evaluate(`${'('.repeat(200)}1${')'.repeat(200)}`, scope)).toBe(1);
    expect(evaluate(`${'!'.repeat(400)}true`, scope)).toBe(true);
    expect(evaluate(`1${'+1'.repeat(200)}`, scope)).toBe(201);
  });

  test('texts cannot grow without end', () => {
    const result = evaluate('a + a', { a: 'x'.repeat(600) });
    expect(isProblem(result) && result.code).toBe('expression.textTooLong');
  });
});
