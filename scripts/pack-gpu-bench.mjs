/**
 * Packs the benchmark for a bare Linux machine with a GPU's driver, and PyTorch to be measured against: Node, the
 * bundle, the native libraries and the peer's script, in one archive. There: tar -xf layerloom-gpu-bench.tar.xz &&
 * layerloom-gpu-bench/run.sh [--rounds N --steps K --only convolutions|steps|host]. usage: node
 * scripts/pack-gpu-bench.mjs [FOLDER]; the archive goes there, by default into packages/.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

ensureInstalled();
const { engineLibraries } = await import('./packaging/libraries.mjs');
const { reasonAgainstNode } = await import('./packaging/node.mjs');

const NAME = 'layerloom-gpu-bench';
const MOST_MB = 60;
/** Folders of a library that hold builds: only those of this system go along. */
const BUILDS = ['dist', 'bin/napi-v6'];
const SCRIPT = `#!/bin/sh
# Measures on the first GPU; results go to bench-results/latest.json.
cd "$(dirname "$0")" && exec ./node bench/main.mjs --device webgpu "$@"
`;

const here = `${process.platform}-${process.arch}`;
const system = /** @type {const} */ (['linux-x64', 'linux-arm64']).find((name) => name === here);
if (!system) fail('The benchmark is packed on Linux, for Linux.');
const reason = reasonAgainstNode(process.config.variables);
if (reason) fail(reason);
const output = resolve(process.argv[2] ?? join(root, 'packages'));
const scratch = mkdtempSync(join(tmpdir(), 'layerloom-pack-'));
try {
  fill(join(scratch, NAME), await build('bench'), system);
  mkdirSync(output, { recursive: true });
  const archive = join(output, `${NAME}.tar.xz`);
  const { status } = spawnSync('tar', ['-cJf', archive, '-C', scratch, NAME], { stdio: 'inherit' });
  if (status !== 0) fail('tar failed: the archive needs it, and xz.');
  const megabytes = statSync(archive).size / 1e6;
  if (megabytes > MOST_MB) fail(`${archive} has ${megabytes.toFixed(1)} MB, more than ${MOST_MB}.`);
  console.log(`${archive}: ${megabytes.toFixed(1)} MB`);
} finally {
  rmSync(scratch, { recursive: true });
}

/**
 * @param {string} folder
 * @param {string} bundle
 * @param {'linux-x64' | 'linux-arm64'} target
 */
function fill(folder, bundle, target) {
  cpSync(bundle, join(folder, 'bench'), { recursive: true });
  cpSync(process.execPath, join(folder, 'node'), { dereference: true });
  for (const file of ['package.json', 'LICENSE', 'test/bench/pytorch_step.py'])
    cpSync(join(root, file), join(folder, file));
  for (const { name } of engineLibraries(target)) {
    const from = join(root, 'node_modules', name);
    cpSync(from, join(folder, 'node_modules', name), {
      recursive: true,
      filter: (path) => belongs(relative(from, path)),
    });
  }
  writeFileSync(join(folder, 'run.sh'), SCRIPT);
  chmodSync(join(folder, 'run.sh'), 0o755);
}

/** @param {string} path inside a library */
function belongs(path) {
  const parts = path.split(sep);
  const builds = BUILDS.find((b) => path.startsWith(`${b}${sep}`));
  if (!builds) return parts[0] !== 'node_modules';
  const [platform = '', arch] = parts.slice(builds.split('/').length);
  const other = /^(darwin|win32|linux)/.test(platform) && platform !== system && platform !== 'linux';
  return !other && !(platform === 'linux' && arch !== undefined && arch !== process.arch);
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
