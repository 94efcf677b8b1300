import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { walkThrough } from '../../scripts/walk-through.mjs';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string | null =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null;

/** What then comes of it, `npm run check:contributing` tells. */
test('the lines that CONTRIBUTING.md tells one to change are there, and what it adds is not', () => {
  const { files, commands } = walkThrough(read('CONTRIBUTING.md')!, read);
  expect(files.get('engine/layers/index.ts')).toContain('bentIdentity,');
  expect(commands).toContain('npx tsc --noEmit');
});

test.each([
  ['a file that is there', '<!-- new: a.ts -->\n```ts\nlet b;\n```\n', 'a.ts is there already'],
  ['a file that is not', '<!-- edit: b.ts -->\n```diff\n+let b;\n```\n', 'there is no b.ts'],
  ['a line that is not there', '<!-- edit: a.ts -->\n```diff\n let c;\n+let b;\n```\n', 'a.ts has not once'],
  ['a line that is there twice', '<!-- edit: a.ts -->\n```diff\n let a;\n+let b;\n```\n', 'a.ts has not once'],
])('%s is refused', (_, markdown, message) => {
  expect(() => walkThrough(markdown, (path) => (path === 'a.ts' ? 'let a;\n\nlet a;\n' : null))).toThrow(message);
});
