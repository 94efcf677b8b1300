import { join } from 'node:path';
import { readFolderEntries } from './files.ts';
import { isImageFile } from './sources/image-files.ts';

/**
 * The image files in a folder and in those below it, by path in code-unit order. Links to folders are not followed:
 * they can lead in circles. Throws a ProblemError.
 */
export async function imagesBelow(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readFolderEntries(folder)) {
    const path = join(folder, entry.name);
    if (entry.folder && !entry.link) found.push(...(await imagesBelow(path)));
    else if (!entry.folder && (await isImageFile(path))) found.push(path);
  }
  return found;
}
