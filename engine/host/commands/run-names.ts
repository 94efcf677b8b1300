import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';

/** `runs/<design>-<n>` with the first number that is free. */
export function freshRunFolder(design: string): string {
  const name = basename(design.replace(/^template:/, ''))
    .replace(/\.loom\.json$|\.json$/, '')
    .replace(/[^\w.-]+/g, '-')
    .slice(0, 60);
  for (let n = 1; ; n++) {
    const folder = join('runs', `${name}-${n}`);
    if (!existsSync(folder)) return folder;
  }
}
