import { mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from '../../scripts/packaging/pack.mjs';
import { root } from '../../scripts/root.mjs';
import { standInElectron } from './stand-in-electron.ts';
import { standInLibraries } from './stand-in-libraries.ts';

export type System = Parameters<typeof pack>[0]['system'];

/** Where each platform's app has its parts. */
const LAYOUTS = {
  linux: { program: 'layerloom', resources: 'resources' },
  win32: { program: 'Layerloom.exe', resources: 'resources' },
  darwin: { program: 'Layerloom.app', resources: 'Layerloom.app/Contents/Resources' },
} as const;

export interface PackedApp {
  readonly folder: string;
  readonly program: string;
  readonly resources: string;
  /** Paths below the resources, of everything that is a file. */
  readonly files: readonly string[];
}

/**
 * Packs for a system around a stand-in of Electron; with this machine's Node and libraries, or with empty ones of every
 * system.
 */
export async function packApp(system: System, real: boolean): Promise<PackedApp> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'layerloom-packed-')));
  const platform = system.split('-')[0] as keyof typeof LAYOUTS;
  const { program, resources } = LAYOUTS[platform];
  standInElectron(join(scratch, 'electron'), platform);
  if (!real) {
    standInLibraries(join(scratch, 'libraries'));
    mkdirSync(join(scratch, 'node'));
    writeFileSync(join(scratch, 'node', 'node'), 'no program');
  }
  await pack({
    system,
    libraries: real ? join(root, 'node_modules') : join(scratch, 'libraries'),
    node: real ? process.execPath : join(scratch, 'node', 'node'),
    electron: join(scratch, 'electron'),
    output: join(scratch, 'packages'),
    toFolder: true,
  });
  const made = readdirSync(join(scratch, 'packages'), { withFileTypes: true }).find((entry) => entry.isDirectory());
  if (!made) throw new Error(`no folder with the app was made for ${system}`);
  const folder = join(scratch, 'packages', made.name);
  return {
    folder: scratch,
    program: join(folder, program),
    resources: join(folder, resources),
    files: filesBelow(join(folder, resources)),
  };
}

/** What is native code for some system. */
export const nativeFiles = (files: readonly string[]): readonly string[] =>
  files.filter((file) => /\.(node|dll|exe|dylib|so[.\d]*)$/.test(file)).toSorted();

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}
