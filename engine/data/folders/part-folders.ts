import { type Fix, problem } from '../../base/diagnostics.ts';
import type { PartFolders } from '../../settings/data.ts';
import type { SplitName } from '../image-set.ts';
import { type Candidate, candidate, isLabelled, partsIn, share } from './candidate.ts';
import { checkClasses } from './class-folders.ts';
import { listsOfParts, onlyOneFolder, readNames, refuseFlat } from './flat.ts';
import { classesText, type Detected, firstOf, leaveOut, readAs, someOf, type Why } from './layout.ts';
import { areShares, isImagesName, isOneWord, partNamed, partOf, saysUnlabelled, stemOf } from './names.ts';
import { descend, done, type Level, patternOf, refuse, type Search } from './search.ts';
import { holdsFolders, nameOf, type Tree } from './tree.ts';

const relative = ({ folder }: Pick<Candidate, 'folder'>): string => nameOf(folder.name);

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

/** What lies beside parts and is none by its name. Gives the folders that may as well be classes, where nothing says that the parts are parts. */
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

const leave = (folder: Tree, why: Why, { why: kept }: Search): void => {
  for (const path of kept.keys()) if (path.startsWith(`${folder.path}/`)) kept.delete(path);
  kept.set(folder.path, why);
};

/** Folders are named after parts, and none of them holds folders of classes to train on. */
function withoutTrain(at: Tree, found: readonly Candidate[], others: readonly Tree[], search: Search): Detected | null {
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

const partValues = ({ train, validation, test }: PartFolders): Fix['values'] => ({
  train: (train ?? []).join(', '),
  ...(validation ? { validation: validation.join(', ') } : {}),
  ...(test ? { test: test.join(', ') } : {}),
});

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

/** Folders that are named after parts and hold nothing. */
function noteEmpty(at: Tree, parts: PartFolders, { notes, whole }: Search): void {
  for (const { name, path, total } of at.folders) {
    const part = partOf(name);
    if (total > 0 || part === null || part === 'train' || parts[part]) continue;
    const values = { path: whole(path), part };
    notes.push(problem('data.partEmpty', values.path, values, { severity: 'warning' }));
  }
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
