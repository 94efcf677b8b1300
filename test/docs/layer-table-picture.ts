import type { LayerTable, TableRow } from '../../engine/analyze/table.ts';
import { productText } from '../../engine/analyze/table.ts';
import { grouped, percent } from '../../engine/base/format.ts';
import { blocks } from '../../engine/blocks/index.ts';
import { layerOf } from '../../engine/layers/index.ts';
import type { Category } from '../../engine/layers/layer.ts';

const ROW = 24;
const HEAD = 88;
const WIDTH = 1080;
const LEFT = 28;
const BAR = 92;

/** Where each column's text starts, or ends for numbers. */
const at = { layer: 46, kind: 200, shape: 482, params: 582, operations: 716, product: 736, bar: 960 } as const;

const hues: Readonly<Record<Category | 'block', string>> = {
  block: 'block',
  input: 'input',
  convolution: 'convolution',
  dense: 'convolution',
  normalization: 'activation',
  activation: 'activation',
  pooling: 'pooling',
  combine: 'combine',
  regularization: 'activation',
  shape: 'input',
  head: 'head',
};

const style = `
  text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #24292f; }
  .title { font-weight: 600; font-size: 16px; }
  .quiet { fill: #6e7781; }
  .bold { font-weight: 600; }
  .end { text-anchor: end; }
  .paper { fill: #ffffff; stroke: #d0d7de; }
  .stripe { fill: #f6f8fa; }
  .rule { stroke: #d0d7de; }
  .track { fill: #eaeef2; }
  .block { fill: #8c959f; } .input { fill: #8c959f; } .convolution { fill: #2f6feb; } .activation { fill: #d4a72c; }
  .pooling { fill: #2da44e; } .combine { fill: #8250df; } .head { fill: #cf222e; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .quiet { fill: #8d96a0; }
    .paper { fill: #0d1117; stroke: #30363d; }
    .stripe { fill: #151b23; }
    .rule { stroke: #30363d; }
    .track { fill: #21262d; }
  }
`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function text(x: number, y: number, content: string, classes = ''): string {
  const named = classes === '' ? '' : ` class="${classes}"`;
  return content === '' ? '' : `<text x="${x}" y="${y}"${named}>${escaped(content)}</text>`;
}

/** H × W × C, as courses draw volumes. */
function shapeText({ shape }: TableRow): string {
  const [channels, rows, columns] = shape ?? [];
  return shape?.length === 3 ? `${rows} × ${columns} × ${channels}` : String(channels ?? '?');
}

function rowLines(row: TableRow, index: number): readonly string[] {
  const top = HEAD + index * ROW;
  const y = top + 16;
  const indent = row.level * 16;
  const hue = hues[row.isBlock ? 'block' : (layerOf(row.kind)?.category ?? 'input')];
  const kind = row.isBlock ? blocks[row.kind as keyof typeof blocks].title : (layerOf(row.kind)?.title ?? row.kind);
  const weight = row.isBlock ? ' bold' : '';
  const mark = row.isBlock
    ? `<rect x="${LEFT + indent}" y="${top + 7}" width="10" height="10" rx="2" class="${hue}"/>`
    : `<circle cx="${LEFT + indent + 5}" cy="${top + 12}" r="4" class="${hue}"/>`;
  const share =
    row.share === 0
      ? []
      : [
          `<rect x="${at.bar}" y="${top + 8}" width="${BAR}" height="8" rx="4" class="track"/>`,
          `<rect x="${at.bar}" y="${top + 8}" width="${Math.max(2, row.share * BAR).toFixed(1)}" height="8" rx="4" class="convolution"/>`,
        ];
  return [
    index % 2 === 1 ? `<rect x="1" y="${top}" width="${WIDTH - 2}" height="${ROW}" class="stripe"/>` : '',
    mark,
    text(at.layer + indent, y, row.label, weight.trim()),
    text(at.kind, y, kind, 'quiet'),
    text(at.shape, y, shapeText(row), 'end'),
    text(at.params, y, row.params === 0 ? '' : grouped(row.params), 'end'),
    text(at.operations, y, row.operations === 0 ? '' : grouped(row.operations), `end${weight}`),
    text(at.product, y, productText(row.products), 'quiet'),
    ...(row.products.length > 0 || row.isBlock ? share : []),
  ].filter((line) => line !== '');
}

/** The layer table of `inspect` as an SVG for light and dark pages: every number is the table's. */
export function layerTablePicture(title: string, command: string, table: LayerTable): string {
  const bottom = HEAD + table.rows.length * ROW;
  const height = bottom + 44;
  const heads = [
    text(at.layer, 76, 'Layer', 'quiet'),
    text(at.kind, 76, 'Kind', 'quiet'),
    text(at.shape, 76, 'Output', 'quiet end'),
    text(at.params, 76, 'Parameters', 'quiet end'),
    text(at.operations, 76, 'Multiplications', 'quiet end'),
    text(at.product, 76, 'Product', 'quiet'),
    text(at.bar, 76, 'Share', 'quiet'),
  ];
  const totals = [
    text(at.layer, bottom + 27, 'Total', 'bold'),
    text(at.params, bottom + 27, grouped(table.totals.params), 'end bold'),
    text(at.operations, bottom + 27, grouped(table.totals.operations), 'end bold'),
  ];
  const largest = table.rows.reduce((a, b) => (!b.isBlock && b.share > a.share && b.products.length > 0 ? b : a), {
    share: 0,
    label: '',
    path: '',
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">`,
    `<title>${escaped(title)}: layer table, ${grouped(table.totals.params)} parameters and ${grouped(table.totals.operations)} multiplications; the largest share, ${percent(largest.share)}, is ${escaped(largest.path)}</title>`,
    `<style>${style}</style>`,
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="10" class="paper"/>`,
    text(LEFT, 36, title, 'title'),
    text(WIDTH - LEFT, 36, command, 'quiet end'),
    ...heads,
    `<line x1="${LEFT}" y1="${HEAD - 2}" x2="${WIDTH - LEFT}" y2="${HEAD - 2}" class="rule"/>`,
    ...table.rows.flatMap(rowLines),
    `<line x1="${LEFT}" y1="${bottom + 4}" x2="${WIDTH - LEFT}" y2="${bottom + 4}" class="rule"/>`,
    ...totals,
    '</svg>',
    '',
  ].join('\n');
}
