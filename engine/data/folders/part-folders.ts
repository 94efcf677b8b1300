import { type Fix, problem } from '../../base/diagnostics.ts';
import type { PartFolders } from '../../settings/data.ts';
import type { SplitName } from '../image-set.ts';
import { type Candidate, candidate, isLabelled, partsIn, relative, share } from './candidate.ts';
import { checkClasses } from './class-folders.ts';
import { noteLists, onlyOneFolder } from './flat.ts';
import { classesText, type Detected, partValues, readAs, someOf } from './layout.ts';
import { areShares, isImagesName, partNamed, partOf, saysUnlabelled, stemOf } from './names.ts';
import { withoutTrain } from './no-train.ts';
import { descend, done, type Level, leave, patternOf, refuse, type Search } from './search.ts';
import { holdsFolders, nameOf, type Tree } from './tree.ts';

/** The parts that folders named after parts and nothing else are; null where one is a class. */
export function plainParts(at: Tree, { parts, others }: Level, search: Search): Detected | null {
  const found = parts.flatMap((folder): readonly Candidate[] => {
    const part = partOf(folder.name) as SplitName;
    const inner = part === 'train' ? partsIn(folder) : [];
    const split = inner.length > 1 ? inner : [folder];
    return split.map((one) => candidate(one, partOf(one.name) as SplitName, search));
  });
  return decide(at, found, others, search);
}

/** The same where names say more: `seg_train` and `seg_test`, `rps` and `rps-test-set`. Null where there are none. */
export function fancyParts(at: Tree, { others }: Level, search: Search): Detected | null {
  const fancy = others.flatMap((folder) => {
    const name = partNamed(folder.name);
    return name ? [{ ...name, folder }] : [];
  });
  const trains = fancy.filter(({ part }) => part === 'train');
  const held = fancy.filter(({ part }) => part !== 'train');
  const twins = others.filter(({ name }) => partNamed(name) === null && held.some(({ rest }) => rest === stemOf(name)));
  const [train, ...more] = trains.length > 0 ? trains : twins.map((folder) => ({ folder, rest: stemOf(folder.name) }));
  if (!train || more.length > 0) {
    if (new Set(fancy.map(({ rest }) => rest)).size > 1 && held.length > 0 && fancy.length === others.length) {
      if (fancy.every(({ folder }) => !holdsFolders(folder))) refuseMixed(at, others, search);
    }
    return null;
  }
  const mates = held.filter(({ rest }) => rest === train.rest);
  if (mates.length === 0) return null;
  const found = [
    candidate(train.folder, 'train', search),
    ...mates.map(({ folder, part }) => candidate(folder, part, search)),
  ];
  const used = new Set(found.map(({ folder }) => folder));
  return decide(
    at,
    found,
    others.filter((folder) => !used.has(folder)),
    search,
  );
}

/** `train_cats`, `test_cats`: part and class in one name. */
function refuseMixed(at: Tree, folders: readonly Tree[], search: Search): never {
  const path = search.whole(at.path);
  const names = folders.map(({ name }) => nameOf(name));
  const all = { parts: { all: [patternOf(at)] } };
  refuse('data.partAndClass', path, { path, folders: someOf(names) }, [
    readAs(search, all, { code: 'data.readClasses', values: { classes: classesText(names) } }),
  ]);
}

function decide(at: Tree, found: readonly Candidate[], others: readonly Tree[], search: Search): Detected | null {
  const [train, ...more] = found.filter((one) => one.part === 'train' && isLabelled(one));
  if (!train) return withoutTrain(at, found, others, search);
  if (more.length > 0) return refuseTwins(at, [train, ...more], {}, search);
  const [lone, ...rest] = train.kids;
  if (lone && rest.length === 0) return onlyOneFolder(train.core, lone, search);
  const parts: { [P in SplitName]?: string[] } = { train: [patternOf(train.core)] };
  const shares: { [P in SplitName]?: string[] } = {};
  const set = (part: SplitName, { core, kids, classes }: Candidate): void => {
    parts[part] = [patternOf(core)];
    if (areShares(classes)) shares[part] = kids.map(patternOf);
  };
  const isUsed = (one: Candidate): boolean => isLabelled(one) && (share(one, train) || one.classes.length > 1);
  for (const part of ['validation', 'test'] as const) {
    const named = found.filter((one) => one.part === part);
    const [used, ...twins] = named.filter(isUsed);
    if (twins.length > 0) return refuseTwins(at, [used as Candidate, ...twins], parts, search);
    if (used) set(part, used);
    // What in its classes is no image is left aside, as in those of the training part.
    for (const kid of used?.kids ?? []) descend(kid, search);
    for (const one of named) {
      if (one !== used) leave(one.folder, { is: 'flat', part: used ? '' : part }, search);
    }
  }
  for (const one of found)
    if (one.part === 'train' && one !== train) leave(one.folder, { is: 'flat', part: '' }, search);
  const strangers = judgeOthers(at, train, found, others, search, set);
  if (strangers.length > 0) return refusePartsOrClasses(at, parts, train, found, strangers, search);
  noteEmpty(at, parts, search);
  noteLists(parts, search);
  checkClasses(train.core, train.kids, search, (folders) => ({
    ...parts,
    // Shares of one part that are read together are so in each part.
    ...(folders.length > 1 ? shares : {}),
    train: [...folders],
  }));
  return done(parts, search);
}

/**
 * What lies beside parts and is none by its name. Gives the folders that may as well be classes, where nothing says
 * that the parts are parts.
 */
function judgeOthers(
  at: Tree,
  train: Candidate,
  found: readonly Candidate[],
  others: readonly Tree[],
  search: Search,
  use: (part: SplitName, one: Candidate) => void,
): readonly Tree[] {
  const isSure = found.some((one) => one !== train && share(one, train));
  const strangers: Tree[] = [];
  const fancy: Candidate[] = [];
  for (const folder of others) {
    const name = partNamed(folder.name);
    const one = candidate(folder, name?.part ?? 'train', search);
    if (name && name.part !== 'train' && isLabelled(one) && share(one, train)) fancy.push(one);
    else if (saysUnlabelled(folder.name)) leave(folder, { is: 'unlabelled' }, search);
    else if (isSure && train.classes.includes(relative(one))) leave(folder, { is: 'beside' }, search);
    else if (!isLabelled(one) && (isSure || name || isImagesName(folder.name)))
      leave(folder, { is: 'flat', part: '' }, search);
    else if (isSure || name || (found.length > 1 && share(one, train))) leave(folder, { is: 'unknown' }, search);
    else strangers.push(folder);
  }
  for (const one of fancy) {
    const rivals = [...found, ...fancy].filter((other) => other.part === one.part && isLabelled(other));
    const [chosen] = rivals;
    if (rivals.length === 1) use(one.part, one);
    else leave(one.folder, { is: 'other', part: one.part, instead: chosen ? relative(chosen) : '' }, search);
  }
  if (fancy.length > 0 && at.total > 0) return [];
  return strangers;
}

/** Two folders for one part; `parts` are the others. */
function refuseTwins(at: Tree, twins: readonly [Candidate, ...Candidate[]], parts: PartFolders, search: Search): never {
  const { part } = twins[0];
  const path = search.whole(at.path);
  const folders = someOf(twins.map(relative));
  const reading = (chosen: readonly Candidate[]): Fix => {
    const read = { ...parts, [part]: chosen.map(({ core }) => patternOf(core)) };
    return readAs(search, { parts: read }, { code: 'data.readParts', values: partValues(read) });
  };
  const fixes = [reading(twins), ...twins.map((one) => reading([one]))];
  return refuse('data.partTwice', path, { path, folders, part }, fixes);
}

/** `parts`: what these would be; `strangers` lie beside them. */
function refusePartsOrClasses(
  at: Tree,
  parts: PartFolders,
  train: Candidate,
  found: readonly Candidate[],
  strangers: readonly Tree[],
  search: Search,
): never {
  const path = search.whole(at.path);
  const readParts = (read: PartFolders): Fix =>
    readAs(search, { parts: read }, { code: 'data.readParts', values: partValues(read) });
  const readClasses = (folders: readonly Tree[], on: Search): Fix => {
    const classes = classesText(folders.map(({ name }) => nameOf(name)));
    return readAs(on, { parts: { all: [patternOf(at)] } }, { code: 'data.readClasses', values: { classes } });
  };
  const folders = found.map((one) => one.folder);
  const [lone, ...more] = strangers.map((folder) => candidate(folder, 'test', search));
  const asTest =
    lone && more.length === 0 && !parts.test ? [readParts({ ...parts, test: [patternOf(lone.core)] })] : [];
  // The classes of the parts once more: they without the parts, not the parts as further classes.
  const areTwice = strangers.every(({ name }) => train.classes.includes(nameOf(name)));
  const why = new Map([...search.why, ...folders.map((one) => [one.path, { is: 'unknown' }] as const)]);
  const classes = areTwice
    ? readClasses(strangers, { ...search, why })
    : readClasses([...folders, ...strangers], search);
  const part = someOf(folders.map(({ name }) => nameOf(name)));
  const others = someOf(strangers.map(({ name }) => nameOf(name)));
  return refuse('data.partsOrClasses', path, { path, part, others }, [readParts(parts), ...asTest, classes]);
}

/** Folders that are named after parts and hold nothing. */
function noteEmpty(at: Tree, parts: PartFolders, { notes, whole }: Search): void {
  for (const { name, path, total } of at.folders) {
    const part = partOf(name);
    if (total > 0 || part === null || part === 'train' || parts[part]) continue;
    const values = { path: whole(path), part };
    notes.push(problem('data.partEmpty', values.path, values, { severity: 'warning' }));
  }
}
