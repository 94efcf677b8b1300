/**
 * Writes what `npm run bench` measured (bench-results/latest.json, or the file that is given) into the table of
 * README.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchSection, withBenchSection } from './bench-table.mjs';
import { root } from './root.mjs';

const results = process.argv[2] ?? join(root, 'bench-results', 'latest.json');
const readme = join(root, 'README.md');
const section = benchSection(JSON.parse(readFileSync(results, 'utf8')));
writeFileSync(readme, withBenchSection(readFileSync(readme, 'utf8'), section));
