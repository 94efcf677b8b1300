import { existsSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import type { BrowserWindow, Dialog, FileFilter, SaveDialogOptions } from 'electron';
import { isDesignFile } from '../engine/host/shell/design-files.ts';
import type { Shell } from '../engine/host/shell/shell.ts';
import { writeFileWhole } from '../engine/host/shell/write-file.ts';
import type { Purpose, ShellParams, ShellResult } from '../engine/host/shell-protocol.ts';

type Dialogs = Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;

/** What a dialog offers, in no language. macOS knows the last ending of a file only. */
function filtersOf(purpose: Purpose, platform: string): FileFilter[] {
  switch (purpose) {
    case 'openDesign':
      return [
        { name: 'Layerloom', extensions: platform === 'darwin' ? ['json', 'onnx'] : ['loom.json', 'json', 'onnx'] },
      ];
    case 'saveDesign':
      return [{ name: 'Layerloom', extensions: [platform === 'darwin' ? 'json' : 'loom.json'] }];
    case 'saveOnnx':
      return [{ name: 'ONNX', extensions: ['onnx'] }];
    case 'openImages':
      return [{ name: 'PNG, JPEG, WebP, …', extensions: ['png', 'jpg', 'jpeg', 'webp', 'gif', 'tif', 'tiff', 'avif'] }];
    case 'dataFolder':
    case 'runFolder':
      return [];
  }
}

/** A native dialog; what the user chooses, the page may use from then on. */
export async function choosePath(
  dialog: Dialogs,
  window: BrowserWindow,
  { grants }: Pick<Shell, 'grants'>,
  { purpose, suggested }: ShellParams<'files.choose'>,
  platform: string,
): Promise<ShellResult<'files.choose'>> {
  const filters = filtersOf(purpose, platform);
  if (purpose === 'saveDesign' || purpose === 'saveOnnx') {
    const ending = purpose === 'saveOnnx' ? '.onnx' : '.loom.json';
    const path = await askWhere(dialog, window, suggested, filters, ending);
    if (path !== null) grants.allowFile(path);
    return { path };
  }
  const isFolder = purpose === 'dataFolder' || purpose === 'runFolder';
  const properties: ('openDirectory' | 'openFile')[] = [isFolder ? 'openDirectory' : 'openFile'];
  const { filePaths, canceled } = await dialog.showOpenDialog(window, { properties, filters });
  const [path] = filePaths;
  if (canceled || !path) return { path: null };
  if (isFolder) grants.allowTree(path);
  else grants.allowFile(path);
  return { path };
}

/** Writes a drawing or a table where the user says. */
export async function exportFile(
  dialog: Dialogs,
  window: BrowserWindow,
  { suggested, bytes }: ShellParams<'files.export'>,
): Promise<ShellResult<'files.export'>> {
  const path = await askWhere(dialog, window, suggested, [], extname(suggested));
  if (path !== null) writeFileWhole(path, bytes);
  return { path };
}

/**
 * Where to write; null where the user changed their mind. The dialog asks before it replaces a file, but of the name
 * that was typed: where the ending that is put to it makes it another file, one that is there already, the dialog comes
 * again with that one.
 */
async function askWhere(
  dialog: Dialogs,
  window: BrowserWindow,
  suggested: string | null,
  filters: FileFilter[],
  ending: string,
): Promise<string | null> {
  // The name only: a page does not decide on folders.
  let proposed = suggested === null ? {} : { defaultPath: basename(suggested) };
  for (;;) {
    const options: SaveDialogOptions = {
      ...proposed,
      filters,
      properties: ['showOverwriteConfirmation', 'createDirectory'],
    };
    const { filePath, canceled } = await dialog.showSaveDialog(window, options);
    if (canceled || !filePath) return null;
    const path = withEnding(filePath, ending);
    if (path === filePath || !existsSync(path)) return path;
    proposed = { defaultPath: path };
  }
}

/** Some platforms leave the ending to the program. */
function withEnding(path: string, ending: string): string {
  const last = ending.slice(ending.lastIndexOf('.'));
  return path.toLowerCase().endsWith(last) ? path : path + ending;
}

/** The design that a command line names, as file associations do: the first argument that is one. */
export function designIn(argv: readonly string[], folder: string): string | null {
  const named = argv.find((argument) => !argument.startsWith('-') && isDesignFile(argument));
  return named === undefined ? null : resolve(folder, named);
}

/**
 * Whether a page may have this file for having been told that the user dragged it in: one that may hold a design, no
 * folder, nothing else of the disk.
 */
export function isDroppable(path: string): boolean {
  return isDesignFile(path) && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}
