import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const repository = join(import.meta.dirname, '../..');

/** `layerloom serve` as a person starts it, with a folder and a data folder of its own. */
export class App {
  readonly folder: string;
  readonly home: string;
  #process: ChildProcess | null = null;
  #address = '';

  private constructor(root: string) {
    this.folder = join(root, 'designs');
    this.home = join(root, 'home');
  }

  static async start(prepare: (folder: string) => void = () => {}): Promise<App> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'layerloom-app-')));
    const app = new App(root);
    mkdirSync(app.folder);
    prepare(app.folder);
    await app.start();
    return app;
  }

  /** Again, after `kill`: the same folders, another address. */
  start(path = this.folder): Promise<void> {
    const script = join(repository, 'scripts/layerloom.mjs');
    const child = spawn(process.execPath, [script, 'serve', path, '--no-open'], {
      env: { ...process.env, LAYERLOOM_HOME: this.home, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    return new Promise((resolve, reject) => {
      let said = '';
      child.stderr.on('data', (bytes: Buffer) => {
        said += bytes.toString();
      });
      child.stdout.on('data', (bytes: Buffer) => {
        this.#address = bytes.toString().trim();
        resolve();
      });
      child.on('exit', (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
    });
  }

  /** Settings and drafts as they are on disk by now: what outlives a page. */
  kept(): string {
    const drafts = join(this.home, 'drafts');
    const files = [
      join(this.home, 'settings.json'),
      ...(existsSync(drafts) ? readdirSync(drafts).map((f) => join(drafts, f)) : []),
    ];
    return files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('\n');
  }

  get address(): string {
    return this.#address;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Of the engine's own process. */
  enginePid(): number {
    const [pid] = childrenOf(this.pid);
    if (pid === undefined) throw new Error('the engine does not run');
    return pid;
  }

  /** As a crash would end it: nothing gets a turn. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(join(this.folder, '..'), { recursive: true, force: true });
  }

  #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.on('exit', () => resolve());
      child.kill(signal);
    });
  }
}

/**
 * A page as a person sees it who prefers reduced motion, so that a test need not wait for any. What the page reports as
 * an error fails the test that asks `problems`.
 */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly problems: readonly string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(address);
  return { page, problems };
}

/** Of the processes that it started, those that run. */
function childrenOf(pid: number): readonly number[] {
  const listed = existsSync('/proc/self/task')
    ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    : execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return listed.split(/\s+/).filter(Boolean).map(Number);
}
