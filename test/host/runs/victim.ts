import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../../../engine/base/diagnostics.ts';
import type { RunSummary } from '../../../engine/host/runs-protocol.ts';
import { list, stopAfter, trainInto } from './kept-run.ts';

export const FILES = ['run.json', 'metrics.jsonl', 'checkpoint.safetensors', 'best.safetensors'] as const;
export type File = (typeof FILES)[number];

/** A run whose files are changed, beside `runs/other`, which nobody touches. Both lie in the current folder. */
export const victim = join('runs', 'victim');
export const at = (file: File): string => join(victim, file);

export async function trainBoth(): Promise<void> {
  await trainInto('kept', { autotune: true }, stopAfter(7));
  await trainInto('runs/other', { autotune: true });
}

/** Makes the victim anew. */
export function restore(): void {
  rmSync(victim, { recursive: true, force: true });
  cpSync('kept', victim, { recursive: true });
}

export const listed = async (): Promise<RunSummary | undefined> =>
  (await list('runs')).find(({ run }) => run === victim);

/** Changes the victim's `run.json`. */
export function record(change: object): void {
  const before = JSON.parse(readFileSync(at('run.json'), 'utf8')) as object;
  writeFileSync(at('run.json'), JSON.stringify({ ...before, ...change }));
}

export const codes = (problems: readonly { readonly code: string }[] | undefined): readonly string[] =>
  (problems ?? []).map(({ code }) => code);

/** The problems for which it is refused; none where it is not. */
export async function refused(action: () => unknown): Promise<readonly string[]> {
  try {
    await action();
  } catch (error) {
    if (error instanceof ProblemError) return codes(error.problems);
    throw error;
  }
  return [];
}
