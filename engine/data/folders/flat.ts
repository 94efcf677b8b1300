import { type Fix, problem } from '../../base/diagnostics.ts';
import type { PartFolders } from '../../settings/data.ts';
import type { SplitName } from '../image-set.ts';
import { classesText, type Detected, firstOf, readAs, someOf } from './layout.ts';
import { classesOfFiles, isImagesName, partNamed, partOf } from './names.ts';
import { done, levelOf, patternOf, refuse, type Search } from './search.ts';
import { filled, nameOf, type Tree } from './tree.ts';

/** Images that are in no folder of a class: files may name their classes; otherwise there is nothing to train on. */

/** A folder without folders. */
export function onlyFiles(at: Tree, search: Search): Detected {
  if (at.total === 0) return refuse('data.noImages', search.whole(''), { path: search.whole('') });
  if (search.classesFrom === 'names') return done({ all: [patternOf(at)] }, search);
  const classes = classesText(levelOf(at, search).others.map(({ name }) => name));
  const inner = readAs(search, { parts: { all: [patternOf(at)] } }, { code: 'data.readClasses', values: { classes } });
  return refuseFlat([at], search, [inner]);
}

/** One folder, with images in it: a class alone, or the images of all classes. */
export function onlyOneFolder(at: Tree, lone: Tree, search: Search): Detected {
  if (search.classesFrom === 'names') return done({ all: [patternOf(lone)] }, search);
  if (isImagesName(lone.name)) return refuseFlat([lone], search);
  const empty = at.folders.find(isEmpty);
  if (empty && !search.forTesting) {
    const path = search.whole(empty.path);
    return refuse('data.emptyClass', path, { path, name: nameOf(empty.name) });
  }
  if (search.forTesting) return done({ all: [patternOf(at)] }, search);
  const aside = filled(at).filter((folder) => folder !== lone);
  const values = {
    path: search.whole(at.path),
    name: nameOf(lone.name),
    count: lone.total,
    ...(aside.length > 0 ? { aside: namesOf(aside) } : {}),
  };
  const all = {
    code: 'data.readClasses',
    values: { classes: classesText(filled(at).map(({ name }) => name)) },
  } as const;
  const together =
    aside.length > 0 ? [readAs({ ...search, why: new Map() }, { parts: { all: [patternOf(at)] } }, all)] : [];
  return refuse('data.oneClassFolder', search.whole(lone.path), values, [...readNames([lone], search), ...together]);
}

const namesOf = (folders: readonly Tree[]): string => someOf(folders.map(({ name }) => nameOf(name)));

/** No file in it or below. */
export const isEmpty = ({ total, others, folders }: Tree): boolean =>
  total === 0 && others.length === 0 && folders.every(isEmpty);

/** Images of several classes in one folder, where folders of classes are wanted; `fixes` are other readings. */
export function refuseFlat(folders: readonly Tree[], search: Search, fixes: readonly Fix[] = []): never {
  const images = folders.flatMap((folder) => (folder.images.length > 0 ? folder.images : imagesIn(folder)));
  const inner = folders.flatMap((folder) => (folder.images.length > 0 ? filled(folder) : []));
  const lists = listsBeside([...search.way, ...folders]);
  const values = {
    path: someOf(folders.map(({ path }) => search.whole(path))),
    count: images.length,
    examples: firstOf(images, 3),
    ...(inner.length > 0 ? { more: inner.reduce((sum, { total }) => sum + total, 0), folders: namesOf(inner) } : {}),
    ...(lists.length > 0 ? { lists: firstOf(lists, 3) } : {}),
  };
  const path = search.whole((folders[0] as Tree).path);
  return refuse('data.flatImages', path, values, [...readNames(folders, search), ...fixes]);
}

const imagesIn = (folder: Tree): readonly string[] => [...folder.images, ...folder.folders.flatMap(imagesIn)];

const LISTS = /\.(?:csv|tsv|txt|mat|json|jsonl|npy|xlsx?)$/i;
const PROSE = /^(?:read.?me|licen[cs]e|requirements|authors|changelog|contributors|copying|notice)/i;

/** Files that may say which image is of which class or part. */
export function listsBeside(folders: readonly Tree[]): readonly string[] {
  const listsIn = ({ others }: Tree): readonly string[] =>
    others.filter((file) => LISTS.test(file) && !PROSE.test(file));
  const places = folders.flatMap((folder) => [folder].concat(folder.folders.filter(({ total }) => total === 0)));
  return [...new Set(places.flatMap(listsIn))];
}

/** Those that may say which images are of a part. */
function listsOfParts(folders: readonly Tree[], missing: readonly SplitName[]): readonly string[] {
  const lists = listsBeside(folders);
  const isOf = (file: string, parts: readonly SplitName[]): boolean => {
    const named = partNamed(file.replace(/\.[^.]*$/, ''));
    return (named !== null && parts.includes(named.part)) || /split/i.test(file);
  };
  // A list for training alone is one of labels.
  return lists.some((file) => isOf(file, ['test', 'validation'])) ? lists.filter((file) => isOf(file, missing)) : [];
}

/** That files name their classes, where they do. */
export function readNames(folders: readonly Tree[], search: Search): readonly Fix[] {
  const train = folders.filter(({ name }) => partOf(name) === 'train');
  const read = train.length > 0 ? train : folders;
  const classes = classesOfFiles(read.flatMap(imagesIn));
  if (!classes) return [];
  const paths = read.map(patternOf);
  const parts = train.length > 0 ? { train: paths } : { all: paths };
  return [
    readAs(
      search,
      { parts, classesFrom: 'names' },
      { code: 'data.readNames', values: { count: classes.length, classes: someOf(classes) } },
    ),
  ];
}

/** Lists of what belongs to which part, where no folder says it. */
export function noteLists(parts: PartFolders, { notes, way, whole }: Search): void {
  const all = ['train', 'validation', 'test'] as const;
  const missing = all.filter((part) => !parts[part] && (part !== 'validation' || parts.all));
  const lists = listsOfParts(way, missing);
  const [at] = way;
  if (lists.length === 0 || !at) return;
  notes.push(problem('data.listsUnread', whole(at.path), { lists: firstOf(lists, 3) }, { severity: 'warning' }));
}
