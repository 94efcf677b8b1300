import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, or the installed package: the folder above scripts/. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
