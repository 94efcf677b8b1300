#!/usr/bin/env node
import { build, run } from './build.mjs';

const [command, ...rest] = process.argv.slice(2);
if (command === 'serve' && !rest.includes('--help') && !rest.includes('-h')) {
  process.env.LAYERLOOM_APP ??= await build('app');
}
await run('engine', 'cli');
