import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A folder of what comes with the app: assets/<name> of the nearest folder above this module, source or bundle, that
 * has it.
 */
export function assetsFolder(name: 'data' | 'languages'): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'assets', name);
    if (existsSync(candidate)) return candidate;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`assets/${name} is missing above ${fileURLToPath(import.meta.url)}`);
    folder = parent;
  }
}
