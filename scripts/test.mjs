/** Runs every check, goes on past failures, and ends with one line that counts them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

/**
 * The parts of Vitest's JSON report that are counted.
 * @typedef {{ status: string, assertionResults: { status: string }[] }} FileReport
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: FileReport[] }} TestReport
 */

const CHECKS = [
  { title: 'types', tool: 'tsc', args: ['--noEmit'] },
  { title: 'types of the window', tool: 'tsc', args: ['--noEmit', '--project', 'renderer'] },
  { title: 'lint', tool: 'oxlint', args: [] },
  { title: 'format', tool: 'biome', args: ['check'] },
  { title: 'dead code', tool: 'knip', args: [] },
];

ensureInstalled();
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const { title, tool, args } of CHECKS) count(stage(title, () => runTool(tool, args)) ? 'passed' : 'failed');
stage('tests', runTests);

const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = counts.failed === 0 ? 0 : 1;

/**
 * @param {keyof typeof counts} outcome
 * @param {number} n
 */
function count(outcome, n = 1) {
  counts[outcome] += n;
}

/**
 * @param {string} title
 * @param {() => boolean} work returns whether it succeeded
 */
function stage(title, work) {
  console.log(`── ${title}`);
  const start = performance.now();
  const succeeded = work();
  console.log(`── ${title}: ${succeeded ? 'ok' : 'FAILED'}, ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return succeeded;
}

/**
 * @param {string} tool
 * @param {string[]} args
 */
function runTool(tool, args) {
  const path = join(root, 'node_modules', '.bin', tool);
  const shell = process.platform === 'win32';
  return spawnSync(path, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell }).status === 0;
}

/** A test file that cannot be loaded, and an error outside of any test, count as one failure each. */
function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-test-'));
  const report = join(folder, 'report.json');
  const succeeded = runTool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  const failedBefore = counts.failed;
  countTests(report);
  rmSync(folder, { recursive: true });
  if (!succeeded && counts.failed === failedBefore) count('failed');
  return succeeded;
}

/** @param {string} report */
function countTests(report) {
  if (!existsSync(report)) return;
  /** @type {TestReport} */
  const results = JSON.parse(readFileSync(report, 'utf8'));
  count('passed', results.numPassedTests);
  count('failed', results.numFailedTests);
  count('skipped', results.numPendingTests + results.numTodoTests);
  for (const file of results.testResults) {
    const failedToLoad = file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed');
    if (failedToLoad) count('failed');
  }
}
