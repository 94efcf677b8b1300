import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of bundled data sets: assets/data of the nearest folder above this module, source or bundle, that has one. */
export function assetsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'assets', 'data');
    if (existsSync(candidate)) return candidate;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`assets/data is missing above ${fileURLToPath(import.meta.url)}`);
    folder = parent;
  }
}
