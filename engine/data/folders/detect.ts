import { type Fix, type Problem, ProblemError } from '../../base/diagnostics.ts';
import { type ClassSource, dataSettings } from '../../settings/data.ts';
import { checkClasses, checkSets, loneSet, partsInClasses } from './class-folders.ts';
import { noteLists, onlyFiles, onlyOneFolder } from './flat.ts';
import { type Detected, type Place, someOf } from './layout.ts';
import { fancyParts, plainParts } from './part-folders.ts';
import { readLayout } from './read-layout.ts';
import { allOf, done, leave, levelOf, patternOf, type Search } from './search.ts';
import { asRoot, holdsFolders, type Tree } from './tree.ts';

/**
 * Finds out which folders are the parts of a data set and which are its classes, from names and from what holds what.
 * Throws a ProblemError with the readings that remain, each of them tried, where these leave more than one, or none.
 *
 * From the top: a folder that lies alone is gone into; annotations, copies and what has no labels are left aside;
 * folders that are named after parts and hold folders of classes are parts; one that is named so and holds images
 * itself, beside others, is a class; all that remain are classes.
 */
export function detectLayout(tree: Tree, place: Place, classesFrom: ClassSource | null = null): Detected {
  try {
    return search(tree, { ...place, classesFrom, why: new Map(), notes: [], way: [] });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new ProblemError(error.problems.map((found) => withTried(found, tree, place)));
  }
}

function search(tree: Tree, on: Search): Detected {
  let at = tree;
  for (;;) {
    on.way.push(at);
    const level = levelOf(at, on);
    if (!holdsFolders(at) || allOf(level).length === 0) return onlyFiles(at, on);
    const [lone, ...more] = level.others;
    // A class that is called train, with parts in it as its neighbours have.
    const isMixed = level.parts.length > 0 && lone !== undefined;
    if (isMixed && partsInClasses(at, allOf(level), { ...on, why: new Map() })) return classes(at, allOf(level), on);
    if (level.parts.length > 0 || lone === undefined || more.length > 0) {
      const parts = level.parts.length > 0 ? plainParts(at, level, on) : fancyParts(at, level, on);
      if (parts) return parts;
      const rest = allOf(level).filter(({ path }) => !on.why.has(path));
      const set = on.classesFrom === null ? loneSet(rest) : null;
      if (!set) return classes(at, rest, on);
      // What was said of the folders as classes is no more so.
      on.notes.length = 0;
      for (const other of rest) if (other !== set) leave(other, { is: 'flat', part: '' }, on);
      at = set;
      continue;
    }
    if (!holdsFolders(lone)) return onlyOneFolder(at, lone, on);
    at = lone;
  }
}

function classes(at: Tree, folders: readonly Tree[], on: Search): Detected {
  checkSets(at, folders, on);
  const parts = partsInClasses(at, folders, on) ?? { all: [patternOf(at)] };
  if (parts.all) checkClasses(at, folders, on, (pattern) => ({ all: [...pattern] }));
  noteLists(parts, on);
  return done(parts, on);
}

const withTried = (found: Problem, tree: Tree, place: Place): Problem => ({
  ...found,
  fixes: found.fixes.flatMap((fix) => tried(fix, tree, place)),
});

/** The fix, where something comes of it, with the classes that come. */
function tried(fix: Fix, tree: Tree, place: Place): readonly Fix[] {
  const values = new Map(
    fix.actions.map((action) => (action.do === 'setSetting' ? [action.field, action.value] : ['', ''])),
  );
  const [path, parts, classesFrom, exclude] = ['path', 'parts', 'classesFrom', 'exclude'].map((one) =>
    values.get(`data.${one}`),
  );
  const settings = dataSettings.parse({ path: path ?? place.data, parts, classesFrom, exclude });
  try {
    if (!settings.parts) {
      const at = [...foldersOf(tree)].find((folder) => place.whole(folder.path) === path);
      return at && isReadable(asRoot(at), place) ? [fix] : [];
    }
    const chosen = {
      parts: settings.parts,
      classesFrom: settings.classesFrom ?? 'folders',
      exclude: settings.exclude ?? [],
    };
    const found = readLayout(tree, chosen, place).classes;
    const told = {
      ...('classes' in fix.values ? { classes: someOf(found) } : {}),
      ...('count' in fix.values ? { count: found.length } : {}),
    };
    return found.length > 1 ? [{ ...fix, values: { ...fix.values, ...told } }] : [];
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}

/** Whether a folder is a data set by itself, or one that leaves a question. */
function isReadable(at: Tree, place: Place): boolean {
  try {
    return readLayout(at, detectLayout(at, place).layout, place).classes.length > 1;
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.some(({ fixes }) => fixes.length > 0);
    throw error;
  }
}

function* foldersOf(tree: Tree): Generator<Tree> {
  yield tree;
  for (const folder of tree.folders) yield* foldersOf(folder);
}
