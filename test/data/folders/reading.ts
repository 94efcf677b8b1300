import { expect } from 'vitest';
import type { Fix, FixAction } from '../../../engine/base/diagnostics.ts';
import { ProblemError } from '../../../engine/base/diagnostics.ts';
import { detectLayout } from '../../../engine/data/folders/detect.ts';
import { type Detected, type Place, someOf } from '../../../engine/data/folders/layout.ts';
import { type ListedSet, readLayout } from '../../../engine/data/folders/read-layout.ts';
import { asRoot, type Tree } from '../../../engine/data/folders/tree.ts';
import { unusedIn } from '../../../engine/data/folders/unused.ts';
import { dataSettings, partsText } from '../../../engine/settings/data.ts';

const place: Place = { data: 'SET', whole: (path) => (path === '' ? 'SET' : `SET/${path}`) };

type Setting = Extract<FixAction, { readonly do: 'setSetting' }>;

/** What a fix makes of the settings, and which folder it names. */
function settingsOf({ actions }: Fix) {
  const values = Object.fromEntries(actions.map((action) => [(action as Setting).field, (action as Setting).value]));
  const { 'data.path': path = 'SET', 'data.parts': parts, 'data.classesFrom': classesFrom } = values;
  return dataSettings.parse({ path, parts, classesFrom, exclude: values['data.exclude'] });
}

const parts = ['train', 'validation', 'test'] as const;

/**
 * What a folder is read as, a line for the reading and one for all that is not used; or why it is not, and with which
 * flags it is.
 */
export function readingOf(tree: Tree): readonly string[] {
  try {
    const found = detectLayout(tree, place);
    const listed = readLayout(tree, found.layout, place);
    const unused = unusedIn(tree, listed.used, found.why);
    expect(conserved(tree, found, listed)).toBe(true);
    return [
      headline(found, listed),
      ...unused.map(({ path, why, first }) => `- ${path || '.'}: ${first === null ? (why?.is ?? 'unused') : 'loose'}`),
      ...found.notes.map(({ code }) => `! ${code}`),
      ...(listed.masks.length > 0 ? [`- ${listed.masks.length} masks`] : []),
    ];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const [first] = error.problems;
    for (const fix of first?.fixes ?? []) expectReading(tree, fix);
    return [String(first?.code), ...(first?.fixes ?? []).map(({ values }) => `  ${values['flags']}`)];
  }
}

function headline({ layout }: Detected, { parts: images, classes, divisible }: ListedSet): string {
  const counts = parts.flatMap((part) => images[part]?.length ?? []);
  const from = layout.classesFrom === 'folders' ? '' : ` by ${layout.classesFrom}`;
  return `${partsText(layout.parts)}${from}: ${classes.join(' ')}, ${counts.join(' + ')}${divisible ? ', undivided' : ''}`;
}

/** Every image is read, or named as not used. */
function conserved(tree: Tree, { why }: Pick<Detected, 'why'>, { parts: images, used, masks }: ListedSet): boolean {
  const read = parts.flatMap((part) => images[part]?.map(({ path }) => path) ?? []);
  const left = unusedIn(tree, used, why).reduce((sum, { count }) => sum + count, 0);
  return new Set(read).size === read.length && read.length + left + masks.length === tree.total;
}

/** The reading that a fix names is one: the set is read with it, or the folder that it names has classes. */
function expectReading(tree: Tree, fix: Fix): void {
  const settings = settingsOf(fix);
  const at = settings.path === 'SET' ? tree : asRoot(folderAt(tree, settings.path.slice('SET/'.length)));
  if (!settings.parts) {
    // A folder of its own may leave a question of its own.
    const [first, ...readings] = readingOf(at);
    if (first?.startsWith('data.')) expect(readings).not.toEqual([]);
    return;
  }
  const { parts: chosen, classesFrom = 'folders', exclude = [] } = settings;
  const listed = readLayout(at, { parts: chosen, classesFrom, exclude }, place);
  if (fix.code === 'data.readClasses') expect(someOf(listed.classes)).toBe(fix.values['classes']);
  expect(listed.classes.length).toBeGreaterThan(1);
}

const folderAt = (tree: Tree, path: string): Tree =>
  path.split('/').reduce((at, name) => at.folders.find((one) => one.name === name) as Tree, tree);
