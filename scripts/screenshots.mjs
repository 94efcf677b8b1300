/** Pictures of every view, in both themes, sizes and languages: npm run screenshots [-- FOLDER] */
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

ensureInstalled();
const { runnerImport } = await import('vite');
await runnerImport(join(root, 'test/e2e-browser/screenshots.ts'), { root, configFile: false, logLevel: 'error' });
