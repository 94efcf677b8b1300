import { expect, test, vi } from 'vitest';
import { layerTable } from '../../engine/analyze/table.ts';
import { tableMarkdown, tableText } from '../../engine/analyze/table-text.ts';
import { csvCell } from '../../engine/base/csv.ts';
import { oneLine, visible } from '../../engine/base/visible.ts';
import { bold, print } from '../../engine/host/terminal/print.ts';
import { network } from '../compile/small-nets.ts';

const title = '\u001b]0;owned\u0007\u001b[2Jname';

test('what a terminal would obey is shown, our colours take effect', () => {
  expect(visible(title)).toBe('␛]0;owned␇␛[2Jname');
  expect(visible('\u001b[1mbold\u001b[0m', true)).toBe('\u001b[1mbold\u001b[0m');
  expect(visible('good\rbad, \u009b2J, \u202egnp.exe, a\tb\r\nc')).toBe('good␍bad, �2J, �gnp.exe, a\tb\r\nc');
  expect(oneLine('a\nb')).toBe('a b');
});

test('printing lets no control character of a name through', () => {
  let written = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  print(bold(title));
  spy.mockRestore();
  expect(written.replaceAll('\u001b[1m', '').replaceAll('\u001b[0m', '')).toBe('␛]0;owned␇␛[2Jname\n');
});

test.each([
  ['=1+1', "'=1+1"],
  ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
  ['-x', "'-x"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\rx', '"\'\rx"'],
  ['-1.5e-7', '-1.5e-7'],
  [-3, '-3'],
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
])('the CSV cell of %j is a text, never a formula', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test('a kind of others stays in its cell', () => {
  const analysis = network(['input', 'input'], ['n1', '<img src=x onerror=1>\\|`[a](b)\n| x & y']);
  const markdown = tableMarkdown(layerTable(analysis)).split('\n');
  expect(markdown).toHaveLength(6);
  expect(markdown[3]).toContain('&lt;img src=x onerror=1>\\\\\\|\\`\\[a\\](b) \\| x &amp; y');
  expect(tableText(layerTable(analysis)).split('\n')).toHaveLength(7);
});
