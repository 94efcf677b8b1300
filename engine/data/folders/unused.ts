import type { Why } from './layout.ts';
import type { Tree } from './tree.ts';

/** Images that a layout does not use. */
export interface Unused {
  readonly path: string;
  readonly count: number;
  /** Null where nothing is known but that no part or class is there. */
  readonly why: Why | null;
  /** These lie beside folders that are used; otherwise nothing of the folder is. */
  readonly first: string | null;
}

/** The folders whose images are not in `used`, each the outermost one with one reason. */
export function unusedIn(tree: Tree, used: ReadonlySet<string>, why: ReadonlyMap<string, Why>): readonly Unused[] {
  const holdUsed = new Set([...used].flatMap(upwards));
  const holdReason = new Set([...why.keys()].flatMap((path) => upwards(path).slice(1)));
  const search = (folder: Tree): readonly Unused[] => {
    const { path, total, images } = folder;
    if (total === 0) return [];
    const reason = why.get(path) ?? null;
    if (path !== '' && !holdUsed.has(path) && (reason || !holdReason.has(path))) {
      return [{ path, count: total, why: reason, first: null }];
    }
    const inner = folder.folders.flatMap(search);
    const [first] = used.has(path) ? [] : images;
    return first === undefined ? inner : [{ path, count: images.length, why: null, first }, ...inner];
  };
  return search(tree);
}

/** The folder itself and those that it lies in. */
function upwards(path: string): readonly string[] {
  const names = path === '' ? [] : path.split('/');
  return [...names.map((_, i) => names.slice(0, names.length - i).join('/')), ''];
}
