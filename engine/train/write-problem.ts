import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProblemCode } from '../base/catalogue/index.ts';
import { type Problem, problem } from '../base/diagnostics.ts';

/** What keeps a file from being written, by the code of the system. */
const CAUSES: Readonly<Record<string, ProblemCode>> = {
  ENOSPC: 'file.diskFull',
  EDQUOT: 'file.diskFull',
  EROFS: 'file.diskReadOnly',
  EACCES: 'file.mayNotWrite',
  EPERM: 'file.mayNotWrite',
  // A file in the way: of the folder itself, or of one above it.
  EEXIST: 'file.belowFile',
  ENOTDIR: 'file.belowFile',
  ENOENT: 'file.noFolder',
  EISDIR: 'file.isFolder',
  ENOTEMPTY: 'file.isFolder',
  ENAMETOOLONG: 'file.nameTooLong',
  EFBIG: 'file.tooLargeForDisk',
  EBUSY: 'file.inUse',
  ETXTBSY: 'file.inUse',
  EIO: 'file.diskFails',
  ENODEV: 'file.diskFails',
  ENXIO: 'file.diskFails',
  ESTALE: 'file.diskFails',
  ETIMEDOUT: 'file.diskFails',
};

/**
 * Why the file or folder at `path` could not be written, with what mends that: a full disk needs space, one that is
 * read-only another place.
 */
export function writeProblem(error: unknown, path: string): Problem {
  const { code = '', message } = error as NodeJS.ErrnoException;
  // A folder that is there may take no other, as /proc.
  const isUnlike = code === 'ENOENT' && existsSync(dirname(path));
  const cause = isUnlike ? 'file.cannotWrite' : (CAUSES[code] ?? 'file.cannotWrite');
  const values = {
    'file.belowFile': { file: existing(path) },
    'file.noFolder': { folder: dirname(path) },
    'file.diskFails': { reason: code },
    'file.cannotWrite': { reason: code || message },
  };
  return problem(cause, path, { path, ...(values as Partial<Record<ProblemCode, object>>)[cause] });
}

export const isFull = (error: unknown): boolean =>
  CAUSES[(error as NodeJS.ErrnoException).code ?? ''] === 'file.diskFull';

/** The path as far as it exists. */
function existing(path: string): string {
  let at = path;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}
