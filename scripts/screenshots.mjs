/**
 * Pictures of every view, in both themes, sizes and languages: npm run screenshots [-- FOLDER]; those of README.md: --
 * --readme
 */
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

ensureInstalled();
const { runnerImport } = await import('vite');
const script = process.argv[2] === '--readme' ? 'readme-pictures.ts' : 'screenshots.ts';
await runnerImport(join(root, 'test/e2e-browser', script), { root, configFile: false, logLevel: 'error' });
