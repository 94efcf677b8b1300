import { run } from './build.mjs';
import { ensureInstalled } from './install.mjs';

ensureInstalled();
await run('bench', 'main');
