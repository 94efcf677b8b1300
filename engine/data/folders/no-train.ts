import { type Fix, problem } from '../../base/diagnostics.ts';
import type { SplitName } from '../image-set.ts';
import { type Candidate, candidate, isLabelled, partsIn, relative, share } from './candidate.ts';
import { checkClasses } from './class-folders.ts';
import { noteLists, readNames, refuseFlat } from './flat.ts';
import { classesText, type Detected, leaveOut, partValues, readAs, someOf } from './layout.ts';
import { areShares, isImagesName, isOneWord, partNamed, partOf } from './names.ts';
import { descend, done, leave, patternOf, refuse, type Search } from './search.ts';
import { nameOf, type Tree } from './tree.ts';

/** Folders are named after parts, and none of them holds folders of classes to train on. */
export function withoutTrain(
  at: Tree,
  found: readonly Candidate[],
  others: readonly Tree[],
  search: Search,
): Detected | null {
  const trains = found.filter((one) => one.part === 'train');
  const held = found.filter((one) => one.part !== 'train');
  const neighbours = others.filter(({ name }) => !isImagesName(name));
  const isBare = found.every((one) => !isLabelled(one));
  if (isBare && neighbours.length > 0) {
    const [only, ...more] = found;
    if (!only || more.length > 0) return refuseFlatParts(at, found, others, search);
    if (only.part !== 'train' && !isOneWord(only.folder.name) && neighbours.length > 1) {
      leave(only.folder, { is: 'flat', part: only.part }, search);
      return null;
    }
    const fixes = [leaveOut(only.folder, search)];
    const values = { path: search.whole(only.folder.path), name: relative(only), count: others.length };
    search.notes.push(problem('data.classNamedPart', values.path, values, { severity: 'warning', fixes }));
    return null;
  }
  const [first, ...rest] = trains;
  if (!first && areClassesOf(held, others)) return besideClasses(at, held, others, search);
  if (!first) return refuseNoTrain(at, held, others, search);
  if (search.classesFrom !== 'names') return refuseFlat([first.folder, ...rest.map((one) => one.folder)], search);
  for (const one of held) leave(one.folder, { is: 'flat', part: one.part }, search);
  return done({ train: trains.map(({ folder }) => patternOf(folder)) }, search);
}

/** Whether the folders beside the parts are the classes that these have: what is beside them is for training. */
function areClassesOf(held: readonly Candidate[], others: readonly Tree[]): boolean {
  const names = new Set(others.map(({ name }) => nameOf(name)));
  const areKnown = held.every((one) => isLabelled(one) && one.classes.every((name) => names.has(name)));
  const areParts = new Set(held.map(({ part }) => part)).size === held.length;
  return others.length > 1 && areKnown && areParts;
}

/** `cat`, `dog`, and beside them `test/cat`, `test/dog`. */
function besideClasses(at: Tree, held: readonly Candidate[], others: readonly Tree[], search: Search): Detected {
  const parts: { [P in SplitName]?: string[] } = { train: [patternOf(at)] };
  for (const { part, core, kids } of held) {
    parts[part] = [patternOf(core)];
    for (const kid of kids) descend(kid, search);
  }
  noteLists(parts, search);
  checkClasses(at, others, search, (pattern) => ({ ...parts, train: [...pattern] }));
  return done(parts, search);
}

/** Folders that are named after parts and others hold images, all alike. */
function refuseFlatParts(at: Tree, found: readonly Candidate[], others: readonly Tree[], search: Search): never {
  const path = search.whole(at.path);
  const names = [...found.map(({ folder }) => folder), ...others].map(({ name }) => nameOf(name));
  const values = {
    path,
    part: someOf(found.map(relative)),
    others: someOf(others.map(({ name }) => nameOf(name))),
  };
  const all = { parts: { all: [patternOf(at)] } };
  return refuse('data.partsFlat', path, values, [
    ...readNames(
      found.map(({ folder }) => folder),
      search,
    ),
    readAs(search, all, { code: 'data.readClasses', values: { classes: classesText(names) } }),
  ]);
}

function refuseNoTrain(at: Tree, held: readonly Candidate[], others: readonly Tree[], search: Search): never {
  const path = search.whole(at.path);
  const empty = at.folders.find(({ name, total }) => total === 0 && partOf(name) === 'train');
  const fixes: Fix[] = [];
  const named = others.map((folder) => ({ folder, name: partNamed(folder.name) }));
  const rest = named
    .filter(({ name }) => name === null || name.part === 'train')
    .map(({ folder }) => candidate(folder, 'train', search))
    .filter((one) => isLabelled(one) && held.some((part) => share(part, one)));
  const reading = (trains: readonly Candidate[]): Fix => {
    const parts: { [P in SplitName]?: string[] } = { train: trains.map(({ core }) => patternOf(core)) };
    for (const { part, core } of held.filter(isLabelled)) parts[part] ??= [patternOf(core)];
    const own = trains.length === 1 ? partNamed((trains[0] as Candidate).folder.name) : null;
    for (const { folder, name } of named) {
      if (!own || !name || name.part === 'train' || name.rest !== own.rest) continue;
      parts[name.part] ??= [patternOf(candidate(folder, name.part, search).core)];
    }
    return readAs(search, { parts }, { code: 'data.readParts', values: partValues(parts) });
  };
  if (rest.length > 1 && areShares(rest.map(relative))) fixes.push(reading(rest));
  fixes.push(...rest.slice(0, 5).map((one) => reading([one])));
  if (rest.length > 0 && rest.length === others.length) {
    const classes = classesText([...held.map(relative), ...rest.map(relative)]);
    fixes.push(
      readAs(
        search,
        { parts: { all: [patternOf(at)] }, classesFrom: 'folders' },
        { code: 'data.readClasses', values: { classes } },
      ),
    );
  }
  for (const folder of others.filter((one) => partsIn(one).length > 0).slice(0, 5)) {
    const what = { code: 'data.readFolder', values: { folder: nameOf(folder.name) } } as const;
    fixes.push(readAs(search, { data: search.whole(folder.path) }, what));
  }
  for (const one of held.filter(isLabelled)) {
    const data = search.whole(one.core.path);
    fixes.push(readAs(search, { data }, { code: 'data.readFolder', values: { folder: relative(one) } }));
  }
  const values = {
    path,
    found: someOf(held.map(relative)),
    ...(empty ? { empty: nameOf(empty.name) } : {}),
    ...(others.length > 0 ? { others: someOf(others.map(({ name }) => nameOf(name))) } : {}),
  };
  return refuse('data.noTrain', path, values, fixes);
}
