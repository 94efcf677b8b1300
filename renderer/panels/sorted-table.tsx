import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type CSSProperties, type ReactNode, useMemo, useRef, useState } from 'react';

export interface Column<Row> {
  readonly name: string;
  readonly title: string;
  /** What an abbreviated title stands for. */
  readonly hint?: string;
  readonly number: boolean;
  /** Left out where the window is narrow. */
  readonly wide?: boolean;
  readonly key: (row: Row) => number | string;
  readonly cell: (row: Row) => ReactNode;
}

const ROW = 26;

const cellClass = (number: boolean, wide = false): string => `cell${number ? ' number' : ''}${wide ? ' wide' : ''}`;

/**
 * A table of many rows, sorted by the column whose title was clicked; `by` is the one it begins with, the largest
 * first.
 */
export function SortedTable<Row extends { readonly path: string }>({
  label,
  columns,
  rows,
  by,
  template,
  narrow,
  selection,
  onPick,
}: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly by: string;
  /** Of CSS's `grid-template-columns`, and without the wide columns. */
  readonly template: string;
  readonly narrow: string;
  readonly selection: ReadonlySet<string>;
  readonly onPick: (path: string) => void;
}) {
  const [sort, setSort] = useState({ by, down: true });
  const scroller = useRef<HTMLDivElement>(null);
  const sorted = useMemo(() => {
    const key = columns.find(({ name }) => name === sort.by)!.key;
    const sign = sort.down ? -1 : 1;
    return [...rows].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      return sign * (x < y ? -1 : x > y ? 1 : 0);
    });
  }, [columns, rows, sort]);
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const style = { '--columns': template, '--narrow-columns': narrow } as CSSProperties;
  return (
    <div
      className="table sorted-table scroll"
      ref={scroller}
      role="table"
      aria-rowcount={sorted.length + 1}
      tabIndex={0}
      aria-label={label}
    >
      <div className="table-head" role="row" aria-rowindex={1} style={style}>
        {columns.map(({ name, title, hint, number, wide }) => (
          <div
            key={name}
            role="columnheader"
            aria-sort={sort.by === name ? (sort.down ? 'descending' : 'ascending') : 'none'}
            className={cellClass(number, wide)}
          >
            <button
              type="button"
              title={hint}
              onClick={() => setSort({ by: name, down: sort.by === name ? !sort.down : number })}
            >
              {title}
              {sort.by === name && (sort.down ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" />)}
            </button>
          </div>
        ))}
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="rowgroup">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = sorted[index]!;
          const selected = selection.has(row.path);
          return (
            <div
              key={row.path}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={selected}
              className={`table-row${selected ? ' selected' : ''}`}
              style={{ ...style, transform: `translateY(${start}px)`, height: ROW }}
              onClick={() => onPick(row.path)}
            >
              {columns.map(({ name, number, wide, cell }) => (
                <div key={name} role="cell" className={cellClass(number, wide)}>
                  {cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
