import type { z } from 'zod';
import { ProblemError } from '../../base/diagnostics.ts';
import { readPlainFile } from '../../train/plain-file.ts';
import { writeFileWhole } from './write-file.ts';

/**
 * What the app keeps for itself in a small file. A file that is missing, damaged or of another version counts as
 * absent: null.
 */
export function readJsonFile<T>(path: string, type: z.ZodType<T>): T | null {
  try {
    return type.safeParse(JSON.parse(readPlainFile(path).toString())).data ?? null;
  } catch {
    return null;
  }
}

/** Atomic. Throws a ProblemError where it cannot be written. */
export function writeJsonFile(path: string, value: unknown): void {
  writeFileWhole(path, new TextEncoder().encode(JSON.stringify(value)));
}

/**
 * The same for what the app can do without: it is not kept where the disk takes nothing, and what goes on around it
 * does.
 */
export function keepJsonFile(path: string, value: unknown): void {
  try {
    writeJsonFile(path, value);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
  }
}
