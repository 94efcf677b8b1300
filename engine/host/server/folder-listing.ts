import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import type { Grants } from '../shell/grants.ts';
import type { FolderEntry, Purpose, ShellResult } from '../shell-protocol.ts';

const SHOWN: Readonly<Record<Purpose, RegExp | null>> = {
  openDesign: /\.(json|onnx)$/i,
  saveDesign: /\.json$/i,
  saveOnnx: /\.onnx$/i,
  openImages: /\.(png|jpe?g|webp|gif|tiff?|avif)$/i,
  dataFolder: null,
  runFolder: null,
};

/** What lies in a folder below the chosen one, folders first: for the page's own file dialog. */
export function listFolder(grants: Grants, asked: string | null, purpose: Purpose): ShellResult<'files.list'> {
  const folder = grants.check(asked ?? grants.folder ?? '');
  const pattern = SHOWN[purpose];
  const entries = namesIn(folder)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name): readonly FolderEntry[] => {
      const path = join(folder, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isDirectory()) return [{ name, path, kind: 'folder', modified: stat.mtimeMs }];
      return stat?.isFile() && pattern?.test(name) ? [{ name, path, kind: 'file', modified: stat.mtimeMs }] : [];
    })
    .sort((a, b) => (a.kind === b.kind ? a.name.localeCompare(b.name) : a.kind === 'folder' ? -1 : 1));
  return { folder, parent: folder === grants.folder ? null : dirname(folder), entries };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ProblemError([problem('file.cannotRead', folder, { path: folder, reason: code ?? message })]);
  }
}
