#!/usr/bin/env node
import { run } from './build.mjs';

await run('engine', 'cli');
