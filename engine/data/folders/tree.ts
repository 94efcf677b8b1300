/** A folder as it was listed: what is known of it without opening a file. */
export interface Tree {
  readonly name: string;
  /** From the root, `/` between names; '' for the root itself. */
  readonly path: string;
  /** A link to a folder. */
  readonly link: boolean;
  /** Names of the files that are images, and of all others, ascending. */
  readonly images: readonly string[];
  readonly others: readonly string[];
  /** By name, ascending. */
  readonly folders: readonly Tree[];
  /** Images in it and below. */
  readonly total: number;
}

/** A folder with what lies in it, `images` among its `files`. */
export function treeOf(
  path: string,
  files: readonly string[],
  images: ReadonlySet<string>,
  folders: readonly Tree[],
  { link = false }: { readonly link?: boolean } = {},
): Tree {
  const own = files.filter((file) => images.has(file));
  const total = folders.reduce((sum, folder) => sum + folder.total, own.length);
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { name, path, link, images: own, others: files.filter((file) => !images.has(file)), folders, total };
}

export const below = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);

/** The one spelling of a name: é is one character or two, as the system that wrote it likes. */
export const nameOf = (text: string): string => text.normalize('NFC');

/** Folders in it that have images, in themselves or below. */
export const filled = (tree: Tree): readonly Tree[] => tree.folders.filter(({ total }) => total > 0);

/** Whether most of its images lie in folders of it, not in itself. */
export const holdsFolders = (tree: Tree): boolean => tree.total - tree.images.length > tree.images.length;

/** The folder as a root of its own. */
export function asRoot(tree: Tree): Tree {
  const skipped = tree.path === '' ? 0 : tree.path.length + 1;
  const moved = (folder: Tree): Tree => ({
    ...folder,
    path: folder.path.slice(skipped),
    folders: folder.folders.map(moved),
  });
  return moved(tree);
}

/** A folder below as a person names it, also with `./` in front or `/` behind. */
const pathOf = (given: string): string =>
  nameOf(given)
    .split(/[/\\]/)
    .filter((name) => name !== '' && name !== '.')
    .join('/');

/** The folder that a person names so, where it is. */
export const folderAt = (tree: Tree, given: string): Tree | undefined =>
  pathOf(given)
    .split('/')
    .reduce<Tree | undefined>((at, name) => at?.folders.find((folder) => nameOf(folder.name) === name), tree);

/** Without these folders. */
export function without(tree: Tree, given: readonly string[]): Tree {
  return given.length === 0 ? tree : filtered(tree, new Set(given.map(pathOf)));
}

function filtered(tree: Tree, paths: ReadonlySet<string>): Tree {
  const folders = tree.folders.filter(({ path }) => !paths.has(nameOf(path))).map((folder) => filtered(folder, paths));
  return { ...tree, folders, total: folders.reduce((sum, folder) => sum + folder.total, tree.images.length) };
}

/** Files that are masks of images beside them, as `benign (1)_mask.png` is of `benign (1).png`. */
export function masksAmong(images: readonly string[]): ReadonlySet<string> {
  const stem = (file: string): string => file.replace(/\.[^.]*$/, '');
  const stems = new Set(images.map(stem));
  const isMask = (file: string): boolean => {
    const [, of] = /^(.+?)[-_. ](?:mask|masks|seg|segmentation|gt|trimap)(?:[-_. ]?\d+)?$/i.exec(stem(file)) ?? [];
    return of !== undefined && stems.has(of);
  };
  return new Set(images.filter(isMask));
}
