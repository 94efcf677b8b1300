import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/**
 * Flags of our own: the package's defaults switch security off, which is what is tested here. Without a sandbox, since
 * tests run as root in containers too.
 */
const ARGS = [
  '--no-sandbox',
  '--no-zygote',
  '--headless=shell',
  '--hide-scrollbars',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

/** Painted without a GPU: every machine paints the same, at a tenth of what a GPU in software costs. */
const NO_GPU = ['--disable-gpu', '--disable-frame-rate-limit'];

/** A GPU in software, with which the benchmark's frames were always measured. */
export const GPU_IN_SOFTWARE = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

interface Installation {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A Chromium: LAYERLOOM_CHROMIUM, or the registry's on Linux x64, or one that is installed. */
export function launchChromium(gpu: readonly string[] = NO_GPU): Promise<Browser> {
  const { executable, env } = findChromium();
  return chromium.launch({
    executablePath: executable,
    args: [...ARGS, ...gpu],
    ignoreDefaultArgs: ['--hide-scrollbars'],
    env: { ...processEnv(), ...env },
  });
}

function findChromium(): Installation {
  const own = process.env['LAYERLOOM_CHROMIUM'];
  if (own) return { executable: own, env: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return unpacked();
  const installed = INSTALLED.find((path) => existsSync(path));
  if (!installed) throw new Error('No Chromium was found. Set LAYERLOOM_CHROMIUM to the program of one.');
  return { executable: installed, env: {} };
}

const INSTALLED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
];

/**
 * One folder a version and user, made under another name and renamed: tests that start together do not meet half of
 * one.
 */
function unpacked(): Installation {
  const folder = join(tmpdir(), `layerloom-chromium-${versionOf('@sparticuz/chromium')}-${userInfo().uid}`);
  if (!existsSync(folder)) {
    const scratch = mkdtempSync(`${folder}-`);
    const script = join(import.meta.dirname, 'unpack-chromium.mjs');
    const env = { ...process.env, TMPDIR: scratch };
    const { status, stderr } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`Chromium could not be unpacked: ${stderr}`);
    mkdirSync(dirname(folder), { recursive: true });
    try {
      renameSync(scratch, folder);
    } catch (error) {
      rmSync(scratch, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
  }
  return {
    executable: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: [folder, join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']]
        .filter(Boolean)
        .join(':'),
      VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'),
      FONTCONFIG_PATH:
        process.env['FONTCONFIG_PATH'] ?? (existsSync('/etc/fonts/fonts.conf') ? '/etc/fonts' : join(folder, 'fonts')),
    },
  };
}

function versionOf(name: string): string {
  const path = join(import.meta.dirname, '../../node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }).version;
}

function processEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
