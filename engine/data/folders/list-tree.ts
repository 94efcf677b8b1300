import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { concurrently } from '../concurrently.ts';
import { readFolderEntries } from '../files.ts';
import { isImageFile } from '../sources/image-files.ts';
import { below, type Tree, treeOf } from './tree.ts';

const FILES_AT_ONCE = 8;
/** No data set has more; a disk has. */
const MOST_FOLDERS = 100_000;

/**
 * Lists a folder and all below it. Links to folders are followed, but for those that lead back up. Throws ProblemError.
 */
export async function listTree(root: string, signal?: AbortSignal): Promise<Tree> {
  let folders = 0;
  const list = async (at: string, path: string, above: readonly string[], link: boolean): Promise<Tree> => {
    signal?.throwIfAborted();
    if (++folders > MOST_FOLDERS) {
      throw new ProblemError([problem('data.tooManyFolders', root, { path: root, most: MOST_FOLDERS })]);
    }
    const real = link ? await realpath(at) : at;
    if (above.includes(real)) return treeOf(path, [], new Set(), [], { link });
    const entries = await readFolderEntries(at);
    const inner: Tree[] = [];
    for (const { name, folder, link: isLink } of entries) {
      if (folder) inner.push(await list(join(at, name), below(path, name), [...above, real], isLink));
    }
    const files = entries.filter(({ folder }) => !folder).map(({ name }) => name);
    const areImages = await concurrently(files, FILES_AT_ONCE, (file) => isImageFile(join(at, file)), signal);
    const images = new Set(files.filter((_, i) => areImages[i]));
    return treeOf(path, files, images, inner, { link });
  };
  return list(await realpath(root), '', [], false);
}
