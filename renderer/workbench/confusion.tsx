import { useRef } from 'react';
import { grouped } from '../../engine/base/format.ts';
import { useText } from '../language/text.ts';
import { type Cell, showCell, type TestResult } from '../state/test-run.ts';

/** Of more classes the matrix is unreadable: the mistakes are listed instead. */
const MOST_CLASSES = 20;
const MOST_MISTAKES = 200;
/** Letters of a name that fits over its column. */
const SHORT = 3;

/** What the images show against what they were taken for; a cell that is chosen shows its images. */
export function Confusion({ result, cell }: { readonly result: TestResult; readonly cell: Cell | null }) {
  const t = useText();
  return (
    <section aria-label={t('test.confusion')}>
      {result.classes.length <= MOST_CLASSES ? (
        <>
          <h3>{t('test.confusion')}</h3>
          <p className="dim">{t('test.axes')}</p>
          <Matrix result={result} cell={cell} />
        </>
      ) : (
        <>
          <h3>{t('test.mistakes')}</h3>
          <Mistakes result={result} cell={cell} />
        </>
      )}
    </section>
  );
}

const isSame = (a: Cell | null, b: Cell): boolean => a?.label === b.label && a.predicted === b.predicted;

const MOVES: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** One tab stop, arrows move inside. */
function Matrix({ result: { classes, confusion }, cell }: { readonly result: TestResult; readonly cell: Cell | null }) {
  const t = useText();
  const table = useRef<HTMLTableElement>(null);
  const most = Math.max(1, ...confusion.flatMap((row, label) => row.map((n, to) => (label === to ? 0 : n))));
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const [rows, columns] = MOVES[event.key] ?? [0, 0];
    const { label, predicted } = (event.target as HTMLElement).dataset;
    if ((rows === 0 && columns === 0) || label === undefined) return;
    event.preventDefault();
    const to = `[data-label="${Number(label) + rows}"][data-predicted="${Number(predicted) + columns}"]`;
    table.current?.querySelector<HTMLElement>(to)?.focus();
  };
  const upright = classes.every((name) => name.length <= SHORT);
  const stop = cell ?? { label: 0, predicted: 0 };
  return (
    <table className={`confusion${upright ? ' upright' : ''}`} ref={table} onKeyDown={onKeyDown}>
      <thead>
        <tr>
          <td />
          {classes.map((name) => (
            <th key={name} scope="col" title={name}>
              <span>{name}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {confusion.map((row, label) => (
          <tr key={classes[label]}>
            <th scope="row" title={classes[label]}>
              {classes[label]}
            </th>
            {row.map((count, predicted) => {
              const own = { label, predicted };
              const right = label === predicted;
              const said = { label: classes[label]!, predicted: classes[predicted]!, count: grouped(count) };
              // Of mistakes alone: what is right would make all of them pale.
              const strength = right || count === 0 ? 0 : 10 + (40 * count) / most;
              return (
                <td key={classes[predicted]}>
                  <button
                    type="button"
                    className={right ? 'right' : ''}
                    data-label={label}
                    data-predicted={predicted}
                    tabIndex={isSame(stop, own) ? 0 : -1}
                    aria-pressed={isSame(cell, own)}
                    aria-label={t(right ? 'test.cellRight' : 'test.cell', said)}
                    style={
                      strength > 0
                        ? { background: `color-mix(in srgb, var(--danger) ${strength}%, var(--panel))` }
                        : undefined
                    }
                    onClick={() => showCell(isSame(cell, own) ? null : own)}
                  >
                    {count > 0 ? grouped(count) : '·'}
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Mistakes({
  result: { classes, confusion },
  cell,
}: {
  readonly result: TestResult;
  readonly cell: Cell | null;
}) {
  const t = useText();
  const mistakes = confusion
    .flatMap((row, label) => row.map((count, predicted) => ({ label, predicted, count })))
    .filter(({ label, predicted, count }) => label !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_MISTAKES);
  if (mistakes.length === 0) return <p className="dim">{t('test.noMistakes')}</p>;
  return (
    <ol className="mistakes">
      {mistakes.map(({ label, predicted, count }) => (
        <li key={`${label} ${predicted}`}>
          <button
            type="button"
            aria-pressed={isSame(cell, { label, predicted })}
            onClick={() => showCell(isSame(cell, { label, predicted }) ? null : { label, predicted })}
          >
            <span>{t('test.takenFor', { label: classes[label]!, predicted: classes[predicted]! })}</span>
            <em>{grouped(count)}</em>
          </button>
        </li>
      ))}
    </ol>
  );
}
