import { bold, dim, plain } from './print.ts';

export interface Column<R> {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly text: (row: R) => string;
}

const GAP = '  ';

/** Rows in columns, each as wide as its widest text; the titles stand above a line. */
export function columnsText<R>(columns: readonly Column<R>[], rows: readonly R[]): readonly string[] {
  const cells = rows.map((row) => columns.map((c) => c.text(row)));
  const widths = columns.map((c, i) =>
    cells.reduce((most, line) => Math.max(most, displayWidth(line[i]!)), displayWidth(c.title)),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, i) => {
        const space = ' '.repeat(widths[i]! - displayWidth(text));
        return columns[i]!.align === 'right' ? space + text : text + space;
      })
      .join(GAP)
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, w) => sum + w, GAP.length * (columns.length - 1)));
  return [bold(line(columns.map((c) => c.title))), dim(rule), ...cells.map(line)];
}

/** Cells that a text takes on a terminal: Chinese characters and the like take two. */
export function displayWidth(text: string): number {
  return plain(text).replace(WIDE, 'xx').length;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/gu;
