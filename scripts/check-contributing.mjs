/**
 * Does in a copy of the project what CONTRIBUTING.md tells one to do for a new op and a new layer, then what it says to
 * run.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.mjs';
import { walkThrough } from './walk-through.mjs';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-contributing-'));
try {
  copyProject();
  const markdown = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const { files, commands } = walkThrough(markdown, (path) => {
    const file = join(folder, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  });
  for (const [path, text] of files) writeFileSync(join(folder, path), text);
  console.log(`${files.size} files`);
  process.exitCode = commands.every(succeeds) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** All that git has or would take; the libraries are those that are installed. */
function copyProject() {
  const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  for (const path of stdout.split('\0').filter((name) => name !== '' && existsSync(join(root, name))))
    cpSync(join(root, path), join(folder, path));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

/** @param {string} command */
function succeeds(command) {
  console.log(`── ${command}`);
  const start = performance.now();
  const { status } = spawnSync(command, { cwd: folder, stdio: 'inherit', shell: true });
  console.log(`── ${status === 0 ? 'ok' : 'FAILED'}, ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return status === 0;
}
