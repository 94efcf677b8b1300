/** Writes a line of results to stdout. */
export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a line for people to stderr: progress, warnings. Results stay alone on stdout. */
export function note(text = ''): void {
  process.stderr.write(`${text}\n`);
}

/** One machine-readable line on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

const colours = process.stdout.isTTY === true && !process.env['NO_COLOR'];
const paint = (code: number) => (text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);
export const yellow = paint(33);
