import { run } from './build.mjs';
import { ensureInstalled } from './install.mjs';

ensureInstalled();
process.argv.splice(2, 0, 'demo');
await run('engine', 'cli');
