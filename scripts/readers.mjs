import { run } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

ensureInstalled();
process.chdir(root);
await run('readers', 'table');
