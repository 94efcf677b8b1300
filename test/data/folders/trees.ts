import { extname } from 'node:path';
import { type Tree, treeOf } from '../../../engine/data/folders/tree.ts';
import { isImageEnding } from '../../../engine/data/formats/sniff.ts';

/**
 * A folder as its files' paths say: `train/cat/1.png`, an empty folder as `empty/`. `cat/*3.png` are 1.png to 3.png.
 */
export function treeFrom(patterns: readonly string[]): Tree {
  return build('', patterns.flatMap(expanded));
}

/** `{a,b}` are both, `*3` is 1, 2 and 3. */
function expanded(pattern: string): readonly string[] {
  const braces = /\{([^{}]*)\}/.exec(pattern);
  if (braces) return (braces[1] as string).split(',').flatMap((one) => expanded(pattern.replace(braces[0], () => one)));
  const count = /\*(\d+)/.exec(pattern);
  if (!count) return [pattern];
  return Array.from({ length: Number(count[1]) }, (_, i) => i + 1).flatMap((n) =>
    expanded(pattern.replace(count[0], String(n))),
  );
}

function build(path: string, files: readonly string[]): Tree {
  const folders = new Map<string, string[]>();
  const own: string[] = [];
  for (const file of files) {
    const [name = '', ...rest] = file.split('/');
    if (rest.length === 0) own.push(name);
    else folders.set(name, [...(folders.get(name) ?? []), rest.join('/')]);
  }
  const inner = [...folders].sort(([a], [b]) => (a < b ? -1 : 1));
  const names = own.filter((name) => name !== '').sort();
  return treeOf(
    path,
    names,
    new Set(names.filter((name) => isImageEnding(extname(name)))),
    inner.map(([name, below]) => build(path === '' ? name : `${path}/${name}`, below)),
  );
}
