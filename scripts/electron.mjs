import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const folder = join(root, 'node_modules', 'electron');
/** A slow line takes its time for 100 MB; one that is silent is given up on earlier, by Electron's own downloader. */
const DOWNLOAD_MS = 600_000;
/** A window that does not show by then will not. */
const WINDOW_MS = 30_000;

/** Says why there cannot be a window here; null where there can. */
export function reasonAgainstWindow(env = process.env, platform = process.platform, uid = process.getuid?.()) {
  if (env.LAYERLOOM_NO_WINDOW) return 'LAYERLOOM_NO_WINDOW is set';
  if (platform !== 'linux') return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  return uid === 0 ? 'its sandbox does not run as root' : null;
}

/**
 * Electron's program, downloaded where it is missing; npm runs no install scripts here.
 * @returns {{ program: string } | { reason: string }}
 */
export function findElectron() {
  const found = installedElectron();
  if (found) return { program: found };
  process.stderr.write('Fetching Electron once …\n');
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'install.js')], {
    encoding: 'utf8',
    timeout: DOWNLOAD_MS,
  });
  const program = status === 0 ? installedElectron() : null;
  if (program) return { program };
  return { reason: `its program could not be fetched (${firstLine(stderr)})` };
}

function installedElectron() {
  const name = join(folder, 'path.txt');
  if (!existsSync(name)) return null;
  const program = join(folder, 'dist', readFileSync(name, 'utf8'));
  return existsSync(program) ? program : null;
}

/** @param {string | null} text */
function firstLine(text) {
  const line = (text ?? '').split('\n').find((part) => part.trim() !== '') ?? 'no answer';
  return line.trim().slice(0, 160);
}

/**
 * Starts the desktop app. Resolves to its exit code, or to a reason where no window ever showed.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number } | { reason: string }>}
 */
export function openWindow(program, args, env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['inherit', 'inherit', 'pipe', 'ipc'],
      env: { ...process.env, ...env },
    });
    let shown = false;
    let said = '';
    const timer = setTimeout(() => {
      if (!shown) child.kill();
    }, WINDOW_MS);
    child.stderr?.on('data', (bytes) => {
      said = (said + bytes).slice(-4000);
      if (shown) process.stderr.write(bytes);
    });
    child.on('message', () => {
      shown = true;
    });
    child.on('error', (error) => resolve({ reason: error.message }));
    child.on('exit', (code) => {
      clearTimeout(timer);
      // Another instance that has the window already: this one ended at once, and well.
      if (shown || code === 0) resolve({ code: code ?? 1 });
      else resolve({ reason: `its window did not open (${firstLine(said)})` });
    });
  });
}
