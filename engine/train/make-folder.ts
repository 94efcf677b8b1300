import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those that it lies in; whether it was not there. Throws the error of the file system. Node's own
 * way (20.20) does not always end.
 */
export function makeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    const parent = dirname(path);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || existsSync(parent)) throw error;
    makeFolder(parent);
    mkdirSync(path);
    return true;
  }
}
