import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, SearchX } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useOf } from '../../engine/analyze/analysis.ts';
import { layerTable, productText, type TableRow } from '../../engine/analyze/table.ts';
import { tableCsv, tableMarkdown } from '../../engine/analyze/table-text.ts';
import { bytes, grouped } from '../../engine/base/format.ts';
import { shareOrUse } from '../language/share-or-use.ts';
import { blockText, languageStore, layerTitle, type TextKey, useText } from '../language/text.ts';
import { familyOf } from '../scene/forms.ts';
import { platform, tellError } from '../state/session.ts';
import { say, store } from '../state/store.ts';
import { heatOf } from '../theme/heat.ts';
import { goTo } from './advice.tsx';
import { type Explainable, explain } from './dialogs.ts';
import { EmptyState } from './empty-state.tsx';
import { fieldText } from './node-costs.tsx';

type Column = 'layer' | 'kind' | 'shape' | 'params' | 'operations' | 'share' | 'field' | 'memory';

const columns: readonly { readonly name: Column; readonly title: TextKey; readonly number: boolean }[] = [
  { name: 'layer', title: 'column.layer', number: false },
  { name: 'kind', title: 'column.kind', number: false },
  { name: 'shape', title: 'column.shape', number: true },
  { name: 'params', title: 'column.params', number: true },
  { name: 'operations', title: 'column.operations', number: true },
  { name: 'share', title: 'column.share', number: true },
  { name: 'field', title: 'column.field', number: true },
  { name: 'memory', title: 'column.memory', number: true },
];

const ROW = 26;

const volume = ({ shape }: TableRow): string => {
  if (!shape) return '?';
  const [c, h, w] = shape;
  return shape.length === 3 ? `${h} × ${w} × ${c}` : grouped(c ?? 0);
};

const fieldSize = ({ receptiveField: field }: TableRow): number =>
  field === null ? -1 : field === 'whole' ? 1e9 : field.size[0] * field.size[1];

const sortKeys: Readonly<Record<Column, (row: TableRow) => number | string>> = {
  layer: ({ path }) => path,
  kind: ({ kind }) => kind,
  shape: ({ shape }) => (shape ?? []).reduce((n, d) => n * d, 1),
  params: ({ params }) => params,
  operations: ({ operations }) => operations,
  share: ({ share }) => share,
  field: fieldSize,
  memory: ({ outputBytes }) => outputBytes,
};

/** Every layer and block with the numbers that `inspect` prints. */
export function LayersTable() {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const { convention, batch } = useStore(store, (state) => state.settings);
  const selection = useStore(store, (state) => state.selection);
  const { engine } = useStore(languageStore);
  const [filter, setFilter] = useState('');
  const [depth, setDepth] = useState(Number.POSITIVE_INFINITY);
  const [sort, setSort] = useState<{ readonly by: Column; readonly down: boolean } | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const table = useMemo(
    () => layerTable(model.analysis, { depth, convention, batch }),
    [model.analysis, depth, convention, batch],
  );
  const kindText = ({ kind, isBlock, repeat }: TableRow): string => {
    const title = isBlock ? blockText(kind, 'title', model.drawing.block(kind)?.title ?? kind) : layerTitle(kind);
    return repeat > 1 ? `${title} × ${repeat}` : title;
  };
  const rows = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    const found =
      wanted === ''
        ? table.rows
        : table.rows.filter((row) => `${row.path} ${kindText(row)}`.toLowerCase().includes(wanted));
    if (!sort) return found;
    const key = sortKeys[sort.by];
    const sign = sort.down ? -1 : 1;
    return [...found].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      return sign * (x < y ? -1 : x > y ? 1 : 0);
    });
    // The titles of the kinds depend on the language.
  }, [table, filter, sort, engine]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const flat = sort !== null || filter.trim() !== '';
  // As `inspect --csv` has it: each repetition in a row of its own, so that rows add up.
  const csv = (): string => tableCsv(layerTable(model.analysis, { depth, convention, batch, runs: false }));
  const save = (what: string, name: string, contents: string, type: string): void => {
    platform()
      .files.exportFile(name, contents, type)
      .then((done) => done && say(t('layers.exported', { what })))
      .catch(tellError);
  };
  return (
    <div className="layers">
      <div className="layers-bar">
        <input
          className="field"
          type="search"
          placeholder={t('layers.filter')}
          aria-label={t('layers.filter')}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <label className="layers-depth">
          <input
            type="checkbox"
            checked={depth > 0}
            onChange={(event) => setDepth(event.target.checked ? Number.POSITIVE_INFINITY : 0)}
          />
          {t('layers.depth')}
        </label>
        <span className="dim">{t('layers.count', { count: rows.length })}</span>
        <button
          type="button"
          className="button"
          onClick={() => save('CSV', `${model.document.name}.csv`, csv(), 'text/csv')}
        >
          {t('layers.csv')}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => save('Markdown', `${model.document.name}.md`, tableMarkdown(table, engine), 'text/markdown')}
        >
          {t('layers.markdown')}
        </button>
      </div>
      <div
        className="table scroll"
        ref={scroller}
        role="table"
        aria-rowcount={rows.length + 1}
        tabIndex={0}
        aria-label={t('layers.tab')}
      >
        <div className="table-head" role="row" aria-rowindex={1}>
          {columns.map(({ name, title, number }) => (
            <div
              key={name}
              role="columnheader"
              aria-sort={sort?.by === name ? (sort.down ? 'descending' : 'ascending') : 'none'}
              className={`cell col-${name}${number ? ' number' : ''}`}
            >
              <button
                type="button"
                onClick={() =>
                  setSort(
                    sort?.by !== name
                      ? { by: name, down: number }
                      : sort.down === number
                        ? { by: name, down: !number }
                        : null,
                  )
                }
              >
                {t(title)}
                {sort?.by === name && (sort.down ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" />)}
              </button>
            </div>
          ))}
        </div>
        {rows.length === 0 && (
          <EmptyState
            icon={<SearchX />}
            title={t('layers.none')}
            action={{ label: t('filter.clear'), run: () => setFilter('') }}
          />
        )}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="rowgroup">
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]!;
            const family = familyOf(row.isBlock ? `block:${row.kind}` : row.kind);
            const selected = selection.has(row.path);
            return (
              <div
                key={row.path + row.label}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={selected}
                className={`table-row${selected ? ' selected' : ''}${row.isBlock ? ' block' : ''}${row.inference ? '' : ' aside'}`}
                style={{ transform: `translateY(${start}px)`, height: ROW }}
                onClick={() => goTo(row.path)}
              >
                <div role="cell" className="cell col-layer" style={{ paddingLeft: flat ? 12 : 12 + row.level * 16 }}>
                  <button type="button" className="row-name" title={row.path}>
                    <i className={`swatch of-${family}`} />
                    {flat ? row.path : row.label}
                  </button>
                </div>
                <div role="cell" className="cell col-kind" title={kindText(row)}>
                  {kindText(row)}
                </div>
                <div role="cell" className="cell col-shape number">
                  {row.isBlock ? (
                    volume(row)
                  ) : (
                    <NumberButton row={row} what="shape">
                      {volume(row)}
                    </NumberButton>
                  )}
                </div>
                <div role="cell" className="cell col-params number">
                  {row.params > 0 && (
                    <NumberButton row={row} what="params">
                      {grouped(row.params)}
                    </NumberButton>
                  )}
                </div>
                <div role="cell" className="cell col-operations number" title={productText(row.products)}>
                  {row.operations > 0 && (
                    <NumberButton row={row} what="operations">
                      {grouped(row.operations)}
                    </NumberButton>
                  )}
                </div>
                <div role="cell" className="cell col-share number">
                  {row.share > 0 && (
                    <span className="share-bar">
                      <i
                        style={{
                          width: `${Math.max(2, row.share * 100)}%`,
                          background: `var(--heat-${heatOf(row.share)})`,
                        }}
                      />
                    </span>
                  )}
                  {(row.share > 0 || !row.inference) && (
                    <NumberButton row={row} what="share">
                      {shareOrUse(useOf(row), row.share)}
                    </NumberButton>
                  )}
                </div>
                <div role="cell" className="cell col-field number">
                  {row.receptiveField !== null && (
                    <NumberButton row={row} what="field">
                      {fieldText(row.receptiveField, t('column.whole'), '')}
                    </NumberButton>
                  )}
                </div>
                <div role="cell" className="cell col-memory number">
                  {row.outputBytes > 0 && (
                    <NumberButton row={row} what="activation">
                      {bytes(row.outputBytes * batch)}
                    </NumberButton>
                  )}
                </div>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function NumberButton({
  row,
  what,
  children,
}: {
  readonly row: TableRow;
  readonly what: Explainable;
  readonly children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className="number-button"
      onClick={(event) => {
        event.stopPropagation();
        explain(row.path, what, event.currentTarget);
      }}
    >
      {children}
    </button>
  );
}
