import { builtinModules } from 'node:module';

/** Folders of engine/ in processing order: each may import those before it, and itself. */
const ENGINE = [
  'base',
  'ir',
  'ops',
  'layers',
  'design',
  'blocks',
  'templates',
  'analyze',
  'settings',
  'compile',
  'onnx',
  'import',
  'backends',
  'data',
  'train',
  'profile',
  'host',
];

/** Folders that also run in a browser: nothing of Node, no DOM, no native library. */
export const PURE = ENGINE.slice(0, ENGINE.indexOf('import') + 1);
const PURE_LIBRARIES = new Set(['@bufbuild/protobuf', 'fflate', 'immer', 'jsep', 'onnx-buf', 'zod']);

/**
 * The files of host/ that say what crosses a process boundary: the app's window reads them, and what holds for pure
 * folders holds for them.
 */
export const BOUNDARY = [
  'engine/host/protocol.ts',
  'engine/host/reports-protocol.ts',
  'engine/host/runs-protocol.ts',
  'engine/host/shell-protocol.ts',
  'engine/host/frames.ts',
];
/** What every owner of a window does: files, drafts, settings, the engine's process. */
const SHELL = 'engine/host/shell/';

/** Says why `file` may not import `target`, a path from the repository's root; null where it may. */
export function forbiddenFile(file: string, target: string): string | null {
  const zone = zoneOf(file);
  if (zone === 'test' || zone === 'root') return null;
  if (zoneOf(target) === 'test') return 'nothing imports test/';
  if (target.startsWith(`${zone}/`) && zone !== 'engine') return null;
  switch (zone) {
    case 'engine':
      return forbiddenInEngine(file, target);
    case 'renderer':
      return isPure(target) ? null : `renderer/ imports only engine/{${PURE.join(',')}}/ and ${BOUNDARY.join(', ')}`;
    case 'electron':
      return BOUNDARY.includes(target) || target.startsWith(SHELL) || folderOf(target) === 'design'
        ? null
        : `electron/ imports only ${BOUNDARY.join(', ')}, ${SHELL} and engine/design/`;
    default:
      return `${zone}/ imports only itself`;
  }
}

/** Says why `file` may not import what is only known when it runs; null where it may. */
export function forbiddenComputed(file: string): string | null {
  const checked = ['engine', 'renderer', 'electron'].includes(zoneOf(file));
  return checked ? 'imports a computed path, which no rule can check' : null;
}

/** Says why `file` may not import the library or Node module `name`; null where it may. */
export function forbiddenLibrary(file: string, name: string): string | null {
  const library =
    name.startsWith('node:') || builtinModules.includes(name) ? `node:${name.replace('node:', '')}` : packageOf(name);
  if (isPure(file)) return PURE_LIBRARIES.has(library) ? null : `pure code imports no ${library}`;
  const forWindows = /^(react|react-dom|electron|@xyflow\/.*)$/.test(library);
  if (zoneOf(file) === 'engine' && forWindows) return `the engine imports no ${library}`;
  if (zoneOf(file) === 'renderer' && library.startsWith('node:')) return 'renderer/ imports nothing of Node';
  return null;
}

function forbiddenInEngine(file: string, target: string): string | null {
  const rank = ENGINE.indexOf(folderOf(file));
  const targetRank = ENGINE.indexOf(folderOf(target));
  if (rank < 0) return `${file} lies in no folder that has a place in the order`;
  if (targetRank < 0) return 'the engine imports only the engine';
  if (targetRank > rank) return `${folderOf(file)}/ comes before ${folderOf(target)}/`;
  if (BOUNDARY.includes(file) && !isPure(target)) return `${file} imports only what a browser can run`;
  return null;
}

function isPure(file: string): boolean {
  return BOUNDARY.includes(file) || PURE.includes(folderOf(file));
}

/** `engine`, `renderer`, `test`, …; `root` for configuration files. */
function zoneOf(path: string): string {
  const [zone, ...rest] = path.split('/');
  return rest.length > 0 && zone ? zone : 'root';
}

/** The engine's folder that a path lies in; empty where it lies in none. */
function folderOf(path: string): string {
  const [zone, folder, ...rest] = path.split('/');
  return zone === 'engine' && rest.length > 0 && folder ? folder : '';
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
