import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { main } from '../../engine/host/main.ts';

/**
 * What a command prints on both streams, run in this process and in a folder of its own that holds the designs of
 * test/docs/designs.
 */
export async function runLayerloom(args: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-docs-'));
  cpSync(join(import.meta.dirname, 'designs'), folder, { recursive: true });
  const before = process.cwd();
  const printed: string[] = [];
  const write = (text: unknown): boolean => {
    printed.push(String(text));
    return true;
  };
  vi.stubEnv('NO_COLOR', '1');
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(write));
  try {
    process.chdir(folder);
    await main(args);
    return printed.join('');
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
    process.exitCode = 0;
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
}
