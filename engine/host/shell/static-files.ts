import { readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface StaticFile {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** Its name says its content: it never changes. */
  readonly isHashed: boolean;
}

/**
 * A file of the built app; null where there is none. The page's address is its path: names of letters, digits, `.`, `-`
 * and `_`, and nothing that could lead out of the folder.
 */
export function staticFile(folder: string, pathname: string): StaticFile | null {
  const path = pathname === '/' ? '/index.html' : pathname;
  if (!/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(path)) return null;
  const type = TYPES[extname(path)];
  const file = join(folder, path);
  if (!type || !statSync(file, { throwIfNoEntry: false })?.isFile()) return null;
  return { bytes: readFileSync(file), type, isHashed: path.startsWith('/assets/') };
}

/**
 * The page runs its own scripts only, from here only, and nobody frames it. Styles may stand in elements: React Flow
 * and others set them. `data:` and `blob:` images are drawings that are exported. `connections`: addresses beside this
 * origin that it may talk to.
 */
export const contentSecurityPolicy = (connections: readonly string[]): string =>
  [
    `default-src 'none'`,
    `script-src 'self'`,
    `worker-src 'self'`,
    `style-src 'self' 'unsafe-inline'`,
    `font-src 'self'`,
    `img-src 'self' data: blob:`,
    ['connect-src', `'self'`, ...connections].join(' '),
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
