import { en } from '../base/catalogue/en/index.ts';
import type { Language } from '../base/catalogue/index.ts';
import { csvCell } from '../base/csv.ts';
import { grouped, percent } from '../base/format.ts';
import { oneLine } from '../base/visible.ts';
import { layerOf } from '../layers/index.ts';
import { conventions } from './conventions/index.ts';
import { type LayerTable, productText, type TableRow } from './table.ts';

type Column = 'layer' | 'kind' | 'shape' | 'params' | 'operations' | 'factors' | 'share' | 'field';
type Cells = Readonly<Record<Column, string>>;

const columns: readonly Column[] = ['layer', 'kind', 'shape', 'params', 'operations', 'factors', 'share', 'field'];
/** Numbers stand right, words left. */
const right: ReadonlySet<Column> = new Set(['shape', 'params', 'operations', 'share', 'field']);

function heading(table: LayerTable, language?: Language): Cells {
  const text = (key: keyof typeof en.texts) => language?.texts[key] ?? en.texts[key];
  return {
    layer: text('table.layer'),
    kind: text('table.kind'),
    shape: text('table.shape'),
    params: text('table.params'),
    operations: language?.texts[`convention.${table.convention}.title`] ?? conventions[table.convention].title,
    factors: text('table.factors'),
    share: text('table.share'),
    field: text('table.field'),
  };
}

/** H × W × C, as courses draw volumes. */
function shapeCell({ shape }: TableRow): string {
  if (!shape) return '?';
  const [channels, rows, columnsOf] = shape;
  return shape.length === 3 ? `${rows} × ${columnsOf} × ${channels}` : String(channels ?? '?');
}

function fieldCell({ receptiveField }: TableRow, language?: Language): string {
  if (receptiveField === null) return '';
  if (receptiveField === 'whole') return language?.texts['table.whole'] ?? en.texts['table.whole'];
  return receptiveField.size.join(' × ');
}

function cells(row: TableRow, language?: Language): Cells {
  const title = language?.texts[`layer.${row.kind}.title`] ?? layerOf(row.kind)?.title ?? row.kind;
  return {
    layer: `${'  '.repeat(row.level)}${row.label}`,
    kind: oneLine(row.repeat > 1 ? `${title} × ${row.repeat}` : title),
    shape: shapeCell(row),
    params: row.params === 0 ? '' : grouped(row.params),
    operations: row.operations === 0 ? '' : grouped(row.operations),
    factors: productText(row.products),
    share: row.share === 0 ? '' : percent(row.share),
    field: fieldCell(row, language),
  };
}

const empty: Cells = { layer: '', kind: '', shape: '', params: '', operations: '', factors: '', share: '', field: '' };

/** The totals of inference; below them those with auxiliary heads, where there are any. */
function totalRows({ totals, training }: LayerTable, language?: Language): readonly Cells[] {
  const text = (key: keyof typeof en.texts) => language?.texts[key] ?? en.texts[key];
  const row = (layer: string, sums: LayerTable['totals']): Cells => ({
    ...empty,
    layer,
    params: grouped(sums.params),
    operations: grouped(sums.operations),
  });
  const inference = row(text('table.total'), totals);
  return training.params === totals.params ? [inference] : [inference, row(text('table.training'), training)];
}

/**
 * Chinese, Japanese and Korean letters and full-width forms, which take two columns of a terminal (Unicode's East Asian
 * Width, W and F).
 */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/gu;

/** Columns that a text takes in a terminal. */
const width = (text: string): number => Array.from(text).length + (text.match(wide)?.length ?? 0);

/** Aligned columns for a terminal, a rule under the heading and one above the totals. */
export function tableText(table: LayerTable, language?: Language): string {
  const head = heading(table, language);
  const body = table.rows.map((row) => cells(row, language));
  const totals = totalRows(table, language);
  const rows = [head, ...body, ...totals];
  const widths = columns.map((c) => rows.reduce((most, row) => Math.max(most, width(row[c])), 0));
  const line = (row: Cells) =>
    columns
      .map((c, i) => {
        const space = ' '.repeat(widths[i]! - width(row[c]));
        return right.has(c) ? space + row[c] : row[c] + space;
      })
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, w) => sum + w + 2, -2));
  return [line(head), rule, ...body.map(line), rule, ...totals.map(line), ''].join('\n');
}

/** A text as Markdown shows it in a cell: no markup, HTML or end of the cell in it. */
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\|`[\]]/g, '\\$&');

/** A table of GitHub's Markdown. */
export function tableMarkdown(table: LayerTable, language?: Language): string {
  const line = (row: Cells) => `| ${columns.map((c) => row[c].trimEnd()).join(' | ')} |`;
  const indented = (row: TableRow): Cells => {
    const plain = cells(row, language);
    // Markdown drops leading spaces.
    return { ...plain, kind: escaped(plain.kind), layer: '&emsp;'.repeat(row.level) + plain.layer.trimStart() };
  };
  const rule = `| ${columns.map((c) => (right.has(c) ? '---:' : '---')).join(' | ')} |`;
  const totals = totalRows(table, language).map((row) => line({ ...row, layer: `**${row.layer}**` }));
  return [line(heading(table, language)), rule, ...table.rows.map((row) => line(indented(row))), ...totals, ''].join(
    '\n',
  );
}

/**
 * RFC 4180, plain numbers, one header line; no totals, so that a column can be summed: open every block, without runs,
 * and drop the rows where `block` is true.
 */
export function tableCsv(table: LayerTable): string {
  const names = ['path', 'kind', 'block', 'repeat', 'height', 'width', 'channels', 'params', table.convention];
  const header = [...names, 'factors', 'share', 'receptive_field', 'inference'];
  const lines = table.rows.map((row) => {
    const [channels, rows, columnsOf] = row.shape ?? [];
    const field = row.receptiveField === 'whole' ? 'whole' : (row.receptiveField?.size.join('x') ?? '');
    const factors = row.products.map(({ factors: f }) => f.map(({ value }) => value).join('*')).join('+');
    return [
      row.path,
      row.kind,
      row.isBlock,
      row.repeat,
      rows ?? '',
      columnsOf ?? '',
      channels ?? '',
      row.params,
      row.operations,
      factors,
      row.share,
      field,
      row.inference,
    ].map(csvCell);
  });
  return [header, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}
