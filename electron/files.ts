import { basename, resolve } from 'node:path';
import type { BrowserWindow, Dialog, FileFilter } from 'electron';
import type { Shell } from '../engine/host/shell/shell.ts';
import { writeFileWhole } from '../engine/host/shell/write-file.ts';
import type { Purpose, ShellParams, ShellResult } from '../engine/host/shell-protocol.ts';

type Dialogs = Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;

/** What a dialog offers, in no language. macOS knows the last ending of a file only. */
function filtersOf(purpose: Purpose, platform: string): FileFilter[] {
  switch (purpose) {
    case 'openDesign':
      return [{ name: 'Layerloom', extensions: platform === 'darwin' ? ['json'] : ['loom.json', 'json'] }];
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
    const { filePath, canceled } = await dialog.showSaveDialog(window, saveOptions(suggested, filters));
    if (canceled || !filePath) return { path: null };
    const path = withEnding(filePath, purpose === 'saveOnnx' ? '.onnx' : '.loom.json');
    grants.allowFile(path);
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
  const { filePath, canceled } = await dialog.showSaveDialog(window, saveOptions(suggested, []));
  if (canceled || !filePath) return { path: null };
  writeFileWhole(filePath, bytes);
  return { path: filePath };
}

/** The name only: a page does not decide on folders. */
function saveOptions(suggested: string | null, filters: FileFilter[]): { defaultPath?: string; filters: FileFilter[] } {
  return suggested === null ? { filters } : { defaultPath: basename(suggested), filters };
}

/** Some platforms leave the ending to the program. */
function withEnding(path: string, ending: string): string {
  const last = ending.slice(ending.lastIndexOf('.'));
  return path.toLowerCase().endsWith(last) ? path : path + ending;
}

/** The design that a command line names, as file associations do: the first argument that is one. */
export function designIn(argv: readonly string[], folder: string): string | null {
  const named = argv.find((argument) => !argument.startsWith('-') && argument.toLowerCase().endsWith('.json'));
  return named === undefined ? null : resolve(folder, named);
}
