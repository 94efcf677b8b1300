import { note } from './print.ts';
import { text } from './texts.ts';

/** Whoever must be told when nobody takes the output any more. */
const waiting = new Set<() => void>();
let isLost = false;
let failed = false;

/**
 * Watches stdout: a pipe may be closed at its other end (`layerloom inspect … | head`), a disk may be full. A table
 * that nobody takes is no failure; a job that was under way is stopped as by Ctrl-C, with its checkpoint, and that is
 * one: who reads the exit code must not take it for done. What cannot be written to stderr is lost.
 */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isLost) return;
    isLost = true;
    const reason = error.code ?? error.message;
    if (waiting.size === 0 && reason === 'EPIPE') process.exit(0);
    failed = true;
    note(text(waiting.size > 0 ? 'output.lostJob' : 'output.lost', { reason }));
    for (const tell of waiting) tell();
  });
  process.stderr.on('error', () => {});
}

/** Calls `tell` if the output is lost before the function that is given back is called. */
export function onOutputLost(tell: () => void): () => void {
  waiting.add(tell);
  return () => waiting.delete(tell);
}

/** The exit code of a command that ended with `code`. */
export const codeOf = (code: number): number => (failed ? code || 1 : code);
