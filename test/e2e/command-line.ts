import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, vi } from 'vitest';
import { build } from '../../scripts/build.mjs';

// Processes start slowly where several tests share the cores.
vi.setConfig({ testTimeout: 120_000 });

export const designs = join(import.meta.dirname, '../fixtures/designs');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that is gone after the file's tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-e2e-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the built command line in `cwd`, as a process of its own. */
export async function start(
  args: readonly string[],
  cwd: string,
  settings: NodeJS.ProcessEnv = {},
): Promise<ChildProcess> {
  const cli = join(await build('engine'), 'cli.mjs');
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', COLUMNS: '80', ...settings };
  delete env['npm_lifecycle_event'];
  return spawn(process.execPath, [cli, ...args], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
}

function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })));
}

export async function layerloom(args: readonly string[], cwd: string, settings?: NodeJS.ProcessEnv): Promise<Ended> {
  const child = await start(args, cwd, settings);
  child.stdin!.end();
  return ended(child);
}

/** For what a test needs to be there: throws with what was said where it fails. */
export async function succeed(args: readonly string[], cwd: string): Promise<Ended> {
  const result = await layerloom(args, cwd);
  if (result.code !== 0) throw new Error(`layerloom ${args.join(' ')} ended with ${result.code}: ${result.stderr}`);
  return result;
}

/** Lines of JSON that a command printed. */
export const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Runs until `when` holds for a printed JSON line, sends the signal, and waits for the end. */
export async function signalWhen(
  child: ChildProcess,
  when: (line: Record<string, unknown>) => boolean,
  signal: NodeJS.Signals,
): Promise<Ended> {
  const end = ended(child);
  let sent = false;
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (sent || !when(JSON.parse(line) as Record<string, unknown>)) return;
    sent = true;
    child.kill(signal);
  });
  return end;
}
