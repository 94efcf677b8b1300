import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { main } from '../../engine/host/main.ts';
import { plain } from '../../engine/host/terminal/print.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, in the current folder, and keeps what it writes. */
export async function run(args: readonly string[]): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  try {
    const code = await main(args);
    return { code, stdout: plain(stdout), stderr: plain(stderr) };
  } finally {
    out.mockRestore();
    err.mockRestore();
    process.exitCode = 0;
  }
}

/** Works in a folder of its own, which is gone after the file's tests. */
export function inTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-host-'));
  const before = process.cwd();
  process.chdir(folder);
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
