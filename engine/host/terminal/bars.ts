const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `cells` at full length for a part of 0 … 1, in eighths of a cell. */
export function barText(part: number, cells: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, part)) * cells * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
}
