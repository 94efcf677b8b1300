import { type Fix, problem } from '../../base/diagnostics.ts';
import type { PartFolders } from '../../settings/data.ts';
import type { SplitName } from '../image-set.ts';
import { holdsClasses, partsIn } from './candidate.ts';
import { listsBeside, readNames, refuseFlat } from './flat.ts';
import { classesText, firstOf, leaveOut, readAs, someOf } from './layout.ts';
import { areShares, isImagesName, isWord, partOf } from './names.ts';
import { allOf, descend, type Level, levelOf, patternOf, refuse, type Search } from './search.ts';
import { below, filled, holdsFolders, nameOf, type Tree } from './tree.ts';

interface ClassFolder {
  readonly folder: Tree;
  readonly name: string;
  /** Names of the folders in it, but for one that only holds the images of it all. */
  readonly inner: readonly string[];
}

/**
 * Refuses folders that may as well be no classes: folders of folders with one set of names, or with words for names,
 * shares of a set. `partsOf` are the parts with these classes in them; a person who says where classes are named is not
 * asked.
 */
export function checkClasses(
  at: Tree,
  folders: readonly Tree[],
  search: Search,
  partsOf: (pattern: readonly string[]) => PartFolders,
): void {
  const classes = folders.map((folder): ClassFolder => {
    const name = nameOf(folder.name);
    const names = allOf(descend(folder, search).level).map((one) => nameOf(one.name));
    const isPlain = names.length === 1 && names.every((only) => isImagesName(only) || only === name);
    return { folder, name, inner: isPlain ? [] : names };
  });
  if (search.classesFrom !== null) return;
  const deep = classes.filter(({ inner }) => inner.length > 1);
  const shared = sharedBy(deep);
  const isGrid = deep.length >= 2 && 2 * deep.length >= classes.length && shared.length > 0;
  const names = classes.map(({ name }) => name);
  const outer = (): Fix =>
    readAs(
      search,
      { parts: partsOf([patternOf(at)]), classesFrom: 'folders' },
      { code: 'data.readClasses', values: { classes: classesText(names) } },
    );
  const kinds = classes.flatMap(({ name, inner: own }) => (own.length > 0 ? own : [name]));
  const inner = (): Fix =>
    readAs(
      search,
      { parts: partsOf([patternOf(at)]), classesFrom: 'subfolders' },
      { code: 'data.readClasses', values: { classes: classesText(kinds) } },
    );
  const path = search.whole(at.path);
  const values = { path, folders: someOf(names) };
  if (areShares(names)) {
    const lists = firstOf(listsBeside(search.way), 3);
    const told = { ...values, ...(lists === '' ? {} : { lists }) };
    const together = shared.length > 0 ? shares(classes, search, partsOf) : readNames(folders, search);
    return refuse('data.shares', path, told, [...together, outer()]);
  }
  if (folders.every((folder) => isImagesName(folder.name) && !holdsFolders(folder))) {
    return refuseFlat(folders, search, [outer()]);
  }
  noteTwins(folders, search);
  if (isGrid) {
    const alone = readAlone((classes[0] as ClassFolder).folder, search);
    const fixes = [outer(), inner(), ...(search.way.includes(at) ? [alone] : [])];
    return refuse('data.grid', path, { ...values, inner: someOf(shared) }, fixes);
  }
  const isSorted = deep.length > 0 && classes.every(({ folder, inner }) => holdsFolders(folder) && inner.length > 0);
  if (isSorted && kinds.every((name) => isWord(name) && !isImagesName(name))) {
    return refuse('data.nested', path, { ...values, inner: someOf(kinds) }, [outer(), inner()]);
  }
  const [first] = deep;
  if (!first) return;
  const held = { path: search.whole(first.folder.path), count: deep.length, inner: someOf(first.inner) };
  if (classes.length === 2 && deep.length === 1) {
    const fixes = [readAlone(first.folder, search), outer()];
    return refuse('data.uneven', path, { ...values, deep: first.name, inner: held.inner }, fixes);
  }
  search.notes.push(problem('data.subfolders', held.path, held, { severity: 'warning' }));
}

/** The names that all have, where these are most of what each has. */
function sharedBy(classes: readonly ClassFolder[]): readonly string[] {
  const [first, ...others] = classes;
  if (!first) return [];
  const shared = first.inner.filter((name) => others.every(({ inner }) => inner.includes(name)));
  const fewest = Math.min(...classes.map(({ inner }) => inner.length));
  return shared.length >= 2 && 2 * shared.length >= fewest ? shared : [];
}

/**
 * Shares of one set that hold folders of classes: put together, or the last one kept for testing where nothing else is.
 */
function shares(
  classes: readonly ClassFolder[],
  search: Search,
  partsOf: (patterns: readonly string[]) => PartFolders,
): readonly Fix[] {
  const patterns = classes.map(({ folder }) => patternOf(folder));
  const [train, last] = [patterns.slice(0, -1), patterns.slice(-1)];
  const parts = partsOf(patterns);
  const together = { code: 'data.readTogether', values: { folders: someOf(patterns) } } as const;
  const apart = { code: 'data.readLastAsTest', values: { folders: someOf(train), last: last.join() } } as const;
  return [
    readAs(search, { parts }, together),
    ...(parts.test ? [] : [readAs(search, { parts: { ...parts, all: undefined, train, test: last } }, apart)]),
  ];
}

const COPY_OF =
  /^(?:(?:copy of|kopie von|copie de|copia de) (.+)|(.+?)(?: ?\(\d+\)|[-_ ]+(?:copy|kopie|copie|copia|副本)(?: ?\(?\d+\)?)?))$/i;

/**
 * `cat - Copy` beside `cat`, what a file manager names so is there twice, as two classes; and `Cat` beside `cat` is one
 * class, or a slip.
 */
function noteTwins(folders: readonly Tree[], search: Search): void {
  const names = new Map<string, string>();
  for (const folder of folders) {
    const name = nameOf(folder.name);
    const of = names.get(name.toLowerCase());
    names.set(name.toLowerCase(), name);
    if (of === undefined) continue;
    const path = search.whole(folder.path);
    search.notes.push(problem('data.caseTwins', path, { path, name, of }, { severity: 'warning' }));
  }
  for (const folder of folders) {
    const [, after, before] = COPY_OF.exec(nameOf(folder.name)) ?? [];
    const of = names.get((after ?? before ?? '').toLowerCase());
    if (of === undefined) continue;
    const path = search.whole(folder.path);
    const values = { path, name: nameOf(folder.name), of };
    const fixes = [leaveOut(folder, search)];
    search.notes.push(problem('data.copyNamed', path, values, { severity: 'warning', fixes }));
  }
}

/**
 * The one data set in parts among folders, beside which a folder of images lies that is no set of its own; null where
 * there is another reading.
 */
export function loneSet(folders: readonly Tree[]): Tree | null {
  const [set, ...more] = folders.filter((folder) => partsIn(folder).length > 0);
  return set && more.length === 0 && folders.length === 2 && !folders.every(holdsClasses) ? set : null;
}

/**
 * Refuses folders of which some are data sets in parts, as `output/train` beside `input/cat`: each by itself is one; so
 * are the others where they hold images, as classes.
 */
export function checkSets(at: Tree, folders: readonly Tree[], search: Search): void {
  const sets = folders.filter((folder) => partsIn(folder).length > 0);
  if (sets.length === 0 || folders.length < 2 || search.classesFrom !== null) return;
  const path = search.whole(at.path);
  const others = folders.filter((folder) => !sets.includes(folder));
  const names = (some: readonly Tree[]): string => someOf(some.map(({ name }) => nameOf(name)));
  const parts = [...new Set(sets.flatMap(partsIn).map(({ name }) => nameOf(name)))];
  const values = {
    path,
    folders: names(sets),
    parts: someOf(parts),
    ...(others.length > 0 ? { others: names(others) } : {}),
  };
  const alone = [...sets, ...others.filter(holdsFolders)].slice(0, 5).map((folder) => readAlone(folder, search));
  const images = others.filter((folder) => !holdsFolders(folder));
  const why = new Map([...search.why, ...sets.map(({ path: set }) => [set, { is: 'unknown' }] as const)]);
  const what = {
    code: 'data.readClasses',
    values: { classes: classesText(images.map(({ name }) => nameOf(name))) },
  } as const;
  const classes = images.length > 1 ? [readAs({ ...search, why }, { parts: { all: [patternOf(at)] } }, what)] : [];
  refuse('data.severalSets', path, values, [...alone, ...classes]);
}

const readAlone = (folder: Tree, search: Search): Fix =>
  readAs(
    search,
    { data: search.whole(folder.path) },
    { code: 'data.readFolder', values: { folder: nameOf(folder.name) } },
  );

/**
 * Parts inside classes, `cat/train`, `cat/test`: null where not all folders are such. Throws a ProblemError where a
 * class has none to train on, or where the parts hold folders of classes: then they are several data sets.
 */
export function partsInClasses(at: Tree, folders: readonly Tree[], search: Search): PartFolders | null {
  const levels = folders.map((folder): Level => levelOf(folder, { why: new Map() }));
  const isDivided = levels.every(({ parts, others }) => parts.length > 0 && others.length === 0);
  if (folders.length < 2 || !isDivided || !folders.every(holdsFolders)) return null;
  const parts = levels.flatMap((level) => level.parts);
  const names = [...new Set(parts.map(({ name }) => nameOf(name)))];
  if (parts.some(holdsClasses)) {
    const path = search.whole(at.path);
    const sets = someOf(folders.map(({ name }) => nameOf(name)));
    const values = { path, folders: sets, parts: someOf(names) };
    return refuse('data.severalSets', path, values, [readAlone(folders[0] as Tree, search)]);
  }
  const found = (part: SplitName): string[] | undefined => {
    const matching = names.filter((name) => partOf(name) === part);
    return matching.length > 0 ? matching.map((name) => below(at.path, `*/${name}`)) : undefined;
  };
  const lacks = folders.find((folder) => !filled(folder).some(({ name }) => partOf(name) === 'train'));
  if (lacks) {
    const path = search.whole(lacks.path);
    const classes = classesText(folders.map(({ name }) => nameOf(name)));
    const what = { code: 'data.readClasses', values: { classes } } as const;
    return refuse('data.noTrain', path, { path, found: someOf(names.filter((name) => partOf(name) !== 'train')) }, [
      readAs(search, { parts: { all: [patternOf(at)] } }, what),
    ]);
  }
  for (const folder of folders) for (const part of allOf(levelOf(folder, search))) descend(part, search);
  return { train: found('train'), validation: found('validation'), test: found('test') };
}
