import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { writeFileWhole } from './write-file.ts';

/** What the app keeps for itself in a small file. A file that is missing, damaged or of another version counts as absent: null. */
export function readJsonFile<T>(path: string, type: z.ZodType<T>): T | null {
  try {
    return type.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** Atomic. Throws a ProblemError where it cannot be written. */
export function writeJsonFile(path: string, value: unknown): void {
  writeFileWhole(path, new TextEncoder().encode(JSON.stringify(value)));
}
