/** What a spreadsheet takes for a formula (OWASP, CSV Injection), unless it is a number. */
const formula = /^[=+\-@\t\r]/;
const numeric = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * A cell of a CSV file (RFC 4180). A text that a spreadsheet would compute gets an apostrophe in front, which makes it
 * a text there.
 */
export function csvCell(value: string | number | boolean): string {
  const text = String(value);
  const safe = typeof value === 'string' && formula.test(text) && !numeric.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
