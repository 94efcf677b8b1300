import { visible } from '../../base/visible.ts';

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

/** A text without its colours. */
export const plain = (text: string): string => text.replaceAll(COLOUR, '');

/**
 * Colours only where a person looks, and no other control characters: names in designs, folders and runs are others'.
 */
function write(stream: NodeJS.WriteStream, text: string): void {
  const coloured = stream.isTTY && !process.env['NO_COLOR'];
  stream.write(visible(coloured ? text : plain(text), true));
}

/** Writes a line of results to stdout. */
export function print(text = ''): void {
  write(process.stdout, `${text}\n`);
}

/** Writes results of several lines to stdout. */
export function printText(text: string): void {
  write(process.stdout, text);
}

/** Writes a line for people to stderr: progress, warnings. Results stay alone on stdout. */
export function note(text = ''): void {
  write(process.stderr, `${text}\n`);
}

/** One machine-readable line on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

const paint =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;
export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);
export const yellow = paint(33);
export const cyan = paint(36);
