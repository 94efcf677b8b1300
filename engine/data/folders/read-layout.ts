import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import type { SplitName } from '../image-set.ts';
import { isEmpty } from './flat.ts';
import { type Layout, type Place, someOf } from './layout.ts';
import { byCodeUnits, classOfFile, isImagesName } from './names.ts';
import { filled, holdsFolders, masksAmong, nameOf, type Tree, without } from './tree.ts';

export interface ListedImage {
  /** From the data set's own folder. */
  readonly path: string;
  readonly label: number;
}

export interface ListedSet {
  readonly classes: readonly string[];
  readonly parts: Readonly<Record<SplitName, readonly ListedImage[] | null>>;
  /** Whether a test part may be split off. */
  readonly divisible: boolean;
  /** Folders whose own images are used. */
  readonly used: ReadonlySet<string>;
  /** Masks beside images, files in folders of classes that are no images, folders among classes without images. */
  readonly masks: readonly string[];
  readonly ignored: readonly string[];
  readonly bare: readonly string[];
}

const MOST_PROBLEMS = 10;

/** An image and what its class is called, as on disk. */
interface Found {
  readonly path: string;
  readonly folder: Tree;
  readonly className: string;
}

/** Lists the images of a folder as a layout says. Throws ProblemError where its folders or classes are not there. */
export function readLayout(whole: Tree, layout: Layout, place: Place): ListedSet {
  const tree = without(whole, layout.exclude);
  const { all, train, validation, test, before } = layout.parts;
  const listing = new Listing(tree, layout, place);
  const trained = listing.part(all ?? train ?? [], 'train');
  const parts = {
    train: trained,
    validation: validation ? listing.part(validation, 'validation') : null,
    test: test ? listing.part(test, 'test') : null,
  };
  const classes = classesOf(trained, before === true);
  const labels = new Map(classes.map((name, label) => [name, label]));
  const label = (found: readonly Found[] | null): readonly ListedImage[] | null =>
    found
      ?.map(({ path, className }) => ({ path, label: labels.get(nameOf(className)) as number }))
      .sort((a, b) => a.label - b.label) ?? null;
  for (const part of ['validation', 'test'] as const) listing.requireKnown(parts[part] ?? [], classes);
  if (trained.length === 0)
    throw new ProblemError([problem('data.noImages', place.whole(''), { path: place.whole('') })]);
  return {
    classes,
    parts: { train: label(parts.train), validation: label(parts.validation), test: label(parts.test) },
    divisible: all !== undefined,
    used: new Set(Object.values(parts).flatMap((found) => (found ?? []).map(({ folder }) => folder.path))),
    masks: listing.masks,
    ignored: listing.ignored,
    bare: listing.bare,
  };
}

/**
 * In code-unit order, as torchvision's ImageFolder numbers them. Runs that went by the spelling on disk keep its order.
 */
function classesOf(found: readonly Found[], asSpelled: boolean): readonly string[] {
  const spelled = [...new Set(found.map(({ className }) => className))];
  const names = asSpelled ? spelled.sort(byCodeUnits).map(nameOf) : spelled.map(nameOf).sort(byCodeUnits);
  return [...new Set(names)];
}

class Listing {
  readonly masks: string[] = [];
  readonly ignored: string[] = [];
  readonly bare: string[] = [];
  readonly #tree: Tree;
  readonly #layout: Layout;
  readonly #place: Place;
  /** Folders that are parts: they are no classes of the part that they lie in. */
  readonly #parts: readonly string[];

  constructor(tree: Tree, layout: Layout, place: Place) {
    this.#tree = tree;
    this.#layout = layout;
    this.#place = place;
    const { all = [], train = [], validation = [], test = [] } = layout.parts;
    this.#parts = layout.parts.before ? [] : [all, train, validation, test].flat();
  }

  part(patterns: readonly string[], part: SplitName): readonly Found[] {
    return patterns.flatMap((pattern) => this.#matching(pattern, part));
  }

  /** Throws a ProblemError where images are of a class that training does not have. */
  requireKnown(found: readonly Found[], classes: readonly string[]): void {
    const strangers = new Map(
      found.filter(({ className }) => !classes.includes(nameOf(className))).map((one) => [one.className, one.folder]),
    );
    if (strangers.size === 0) return;
    const known = someOf(classes, MOST_PROBLEMS);
    const report = ([name, folder]: readonly [string, Tree]): Problem => {
      const path = this.#place.whole(folder.path);
      const near = classes.find((one) => one.toLowerCase() === nameOf(name).toLowerCase());
      return problem('data.unknownClass', path, { path, name: nameOf(name), known, ...(near ? { near } : {}) });
    };
    throw new ProblemError([...strangers].slice(0, MOST_PROBLEMS).map(report));
  }

  #matching(pattern: string, part: SplitName): readonly Found[] {
    const names = pattern.split(/[/\\]/).filter((name) => name !== '.' && name !== '');
    const star = names.indexOf('*');
    if (star < 0) return this.#inFolder(this.#folder(names), part);
    const above = this.#folder(names.slice(0, star));
    const inner = names.slice(star + 1);
    const found = filled(above).flatMap((folder) => {
      const at = inner.reduce<Tree | undefined>((tree, name) => tree && child(tree, name), folder);
      return at ? this.#images(at, folder.name) : [];
    });
    return found.length > 0 ? found : this.#missing(pattern, above);
  }

  #folder(names: readonly string[]): Tree {
    return names.reduce((tree, name) => child(tree, name) ?? this.#missing(names.join('/'), tree), this.#tree);
  }

  #missing(folder: string, inside: Tree): never {
    const path = this.#place.whole(inside.path);
    const names = inside.folders.map(({ name }) => nameOf(name));
    const values = { path, folder, ...(names.length > 0 ? { names: someOf(names) } : {}) };
    throw new ProblemError([problem('data.noPartFolder', path, values, { field: 'parts' })]);
  }

  #inFolder(folder: Tree, part: SplitName): readonly Found[] {
    const { classesFrom, parts } = this.#layout;
    if (classesFrom === 'names') return this.#images(folder, null);
    const at = parts.before ? folder : inside(folder);
    if (classesFrom === 'subfolders') return filled(at).flatMap((one) => this.#subfolders(one));
    return this.#classFolders(at, part);
  }

  /** Each folder in a folder is a class; what lies in none of them has the outer one's name. */
  #subfolders(outer: Tree): readonly Found[] {
    const held = (folder: Tree, inner: readonly Tree[]): readonly Found[] => [
      ...this.#direct(folder, outer.name),
      ...inner.flatMap((one) => this.#images(one, one.name)),
    ];
    const kids = filled(outer);
    const [lone, ...more] = kids;
    if (!lone || more.length > 0) return held(outer, kids);
    if (holdsFolders(lone)) return [...this.#direct(outer, outer.name), ...this.#subfolders(lone)];
    const isPlain = isImagesName(lone.name) || nameOf(lone.name) === nameOf(outer.name);
    return isPlain ? this.#images(outer, outer.name) : held(outer, kids);
  }

  #classFolders(at: Tree, part: SplitName): readonly Found[] {
    const isPart = ({ path }: Tree): boolean =>
      this.#parts.some((part) => part === path || part.startsWith(`${path}/`));
    const folders = at.folders.filter((folder) => !isPart(folder));
    const empty = folders.filter((folder) => (this.#layout.parts.before ? folder.total === 0 : isEmpty(folder)));
    if (part === 'train' && at.total > 0 && empty.length > 0 && !this.#place.forTesting) {
      const report = ({ path, name }: Tree): Problem =>
        problem('data.emptyClass', this.#place.whole(path), { path: this.#place.whole(path), name: nameOf(name) });
      throw new ProblemError(empty.slice(0, MOST_PROBLEMS).map(report));
    }
    if (part === 'train') this.bare.push(...folders.filter(({ total }) => total === 0).map(({ path }) => path));
    return folders.filter(({ total }) => total > 0).flatMap((folder) => this.#images(folder, folder.name));
  }

  /**
   * Images at and below a folder, by name; by files' names where the class is null. A link in a class is not followed:
   * it can lead in circles.
   */
  #images(folder: Tree, className: string | null): readonly Found[] {
    const inner = folder.folders.map((one) => ({ name: one.name, found: this.#linked(one, className) }));
    const own = this.#direct(folder, className).map((one) => ({ name: baseName(one.path), found: [one] }));
    return [...own, ...inner].sort((a, b) => byCodeUnits(a.name, b.name)).flatMap(({ found }) => found);
  }

  #linked(folder: Tree, className: string | null): readonly Found[] {
    if (!folder.link) return this.#images(folder, className);
    this.ignored.push(folder.path);
    return [];
  }

  #direct(folder: Tree, className: string | null): readonly Found[] {
    const prefix = folder.path === '' ? '' : `${folder.path}/`;
    const masks = this.#layout.parts.before ? new Set<string>() : masksAmong(folder.images);
    this.masks.push(...[...masks].map((file) => prefix + file));
    this.ignored.push(...folder.others.map((file) => prefix + file));
    return folder.images
      .filter((file) => !masks.has(file))
      .map((file) => ({ path: prefix + file, folder, className: className ?? classOfFile(file) }));
  }
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const child = (tree: Tree, name: string): Tree | undefined =>
  tree.folders.find((folder) => nameOf(folder.name) === nameOf(name));

/** Where classes lie: folders that lie alone in each other are gone into. */
function inside(folder: Tree): Tree {
  const [lone, ...more] = filled(folder);
  return lone && more.length === 0 && folder.images.length === 0 && holdsFolders(lone) ? inside(lone) : folder;
}
