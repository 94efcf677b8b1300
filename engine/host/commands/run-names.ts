import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileName } from '../../base/file-name.ts';

/** `runs/<design>-<n>` with the first number that is free. */
export function freshRunFolder(design: string): string {
  const name = fileName(basename(design.replace(/^template:/, '')).replace(/(\.loom)?\.json$/i, ''), 'run');
  for (let n = 1; ; n++) {
    const folder = join('runs', `${name}-${n}`);
    if (!existsSync(folder)) return folder;
  }
}
