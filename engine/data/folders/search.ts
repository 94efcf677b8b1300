import { type Fix, type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import type { ClassSource, PartFolders } from '../../settings/data.ts';
import { type Detected, named, type Place, passedOver, type Why } from './layout.ts';
import { isAnnotationsName, isAsideName, isImagesName, isUnlabelledName, partOf } from './names.ts';
import { filled, holdsFolders, nameOf, type Tree } from './tree.ts';

/** What is found out on the way down. */
export interface Search extends Place {
  /** What the person said; null where it is to be found out. */
  readonly classesFrom: ClassSource | null;
  readonly why: Map<string, Why>;
  readonly notes: Problem[];
  /** From the data set's own folder to the one that is looked at. */
  readonly way: Tree[];
}

/** The folders in a folder that may be parts or classes. */
export interface Level {
  /** Named after a part and nothing else. */
  readonly parts: readonly Tree[];
  readonly others: readonly Tree[];
}

export const allOf = ({ parts, others }: Level): readonly Tree[] => [...parts, ...others];

/** What lies in a folder; keeps for all that is left aside why it is. */
export function levelOf(at: Tree, { why }: Pick<Search, 'why'>): Level {
  const all = filled(at);
  const aside = new Map<Tree, Why>();
  for (const folder of all) {
    if (isCopy(folder, all)) aside.set(folder, { is: 'copy' });
    else if (isAnnotationsName(folder.name)) aside.set(folder, { is: 'annotations' });
    else if (isUnlabelledName(folder.name)) aside.set(folder, { is: 'unlabelled' });
  }
  const rest = all.filter((folder) => !aside.has(folder));
  const parts = rest.filter(({ name }) => partOf(name) !== null);
  const others = rest.filter((folder) => !parts.includes(folder));
  const known = others.filter(({ name }) => !isAsideName(name));
  if (known.every(({ name }) => isImagesName(name)) && parts.length + known.length + at.images.length > 0) {
    for (const folder of others) if (!known.includes(folder)) aside.set(folder, { is: 'annotations' });
  }
  // Where nothing else is there, they are what there is.
  if (aside.size === all.length && at.images.length === 0) return { parts: [], others: all };
  for (const [folder, reason] of aside) why.set(folder.path, reason);
  return { parts, others: others.filter((folder) => !aside.has(folder)) };
}

/**
 * Whether it holds folders of just the names that lie beside it: some archives have themselves inside. A part of what
 * lies beside it has these too.
 */
function isCopy(folder: Tree, all: readonly Tree[]): boolean {
  if (!holdsFolders(folder) || partOf(folder.name) !== null) return false;
  const beside = all.filter((other) => other !== folder);
  const [first, ...more] = filled(folder);
  if (first && more.length === 0) {
    const twin = beside.find(({ name }) => nameOf(name) === nameOf(first.name));
    return twin !== undefined && holdsFolders(twin) && namesIn(twin).join('/') === namesIn(first).join('/');
  }
  const names = new Set(beside.map(({ name }) => nameOf(name)));
  return namesIn(folder).every((name) => names.has(name));
}

const namesIn = (folder: Tree): readonly string[] => filled(folder).map(({ name }) => nameOf(name));

/** The innermost of folders that lie alone in each other, and what lies in it. */
export function descend(folder: Tree, search: Pick<Search, 'why'>): { readonly core: Tree; readonly level: Level } {
  let core = folder;
  for (;;) {
    const level = levelOf(core, search);
    const [lone, ...more] = allOf(level);
    if (!holdsFolders(core) || !lone || more.length > 0 || !holdsFolders(lone)) return { core, level };
    core = lone;
  }
}

export function done(parts: PartFolders, { classesFrom, why, notes }: Search): Detected {
  return { layout: { parts, classesFrom: classesFrom ?? 'folders', exclude: passedOver(parts, why) }, why, notes };
}

/** Leaves a folder aside, with all in it. */
export const leave = (folder: Tree, why: Why, { why: kept }: Search): void => {
  for (const path of kept.keys()) if (path.startsWith(`${folder.path}/`)) kept.delete(path);
  kept.set(folder.path, why);
};

export function refuse(
  code: Parameters<typeof problem>[0],
  node: string,
  values: Problem['values'],
  fixes: readonly Fix[] = [],
): never {
  throw new ProblemError([problem(code, node, values, { fixes })]);
}

export const patternOf = ({ path }: Tree): string => named(path);
