import type { SplitName } from '../image-set.ts';
import { isImagesName, partNamed, partOf } from './names.ts';
import { allOf, descend, type Search } from './search.ts';
import { holdsFolders, nameOf, type Tree } from './tree.ts';

/** A folder that may be a part. */
export interface Candidate {
  readonly part: SplitName;
  readonly folder: Tree;
  /** Where its classes lie. */
  readonly core: Tree;
  readonly kids: readonly Tree[];
  readonly classes: readonly string[];
}

export function candidate(folder: Tree, part: SplitName, search: Pick<Search, 'why'>): Candidate {
  const { core, level } = descend(folder, search);
  const kids = holdsFolders(core) ? allOf(level) : [];
  const [lone, ...more] = kids;
  // One folder of images is the images' folder, not a class, where it is called so.
  const isBare = lone !== undefined && more.length === 0 && isNoClass(lone, folder);
  const held = isBare ? [] : kids;
  return { part, folder, core, kids: held, classes: held.map(({ name }) => nameOf(name)) };
}

const isNoClass = (lone: Tree, folder: Tree): boolean =>
  isImagesName(lone.name) || partNamed(lone.name) !== null || nameOf(lone.name) === nameOf(folder.name);

/** What a person sees it called. */
export const relative = ({ folder }: Pick<Candidate, 'folder'>): string => nameOf(folder.name);
export const isLabelled = ({ classes }: Candidate): boolean => classes.length > 0;
export const share = (a: Candidate, b: Candidate): boolean => a.classes.some((name) => b.classes.includes(name));

/** Whether classes lie in it, in folders of their own. */
export const holdsClasses = (folder: Tree): boolean => isLabelled(candidate(folder, 'train', { why: new Map() }));

/**
 * The folders named after parts that a data set in parts has; none where the folder is none, or lacks one to train on.
 */
export function partsIn(folder: Tree): readonly Tree[] {
  const { core, level } = descend(folder, { why: new Map() });
  const isDivided = holdsFolders(core) && level.parts.some((one) => partOf(one.name) === 'train' && holdsClasses(one));
  return isDivided ? level.parts : [];
}
