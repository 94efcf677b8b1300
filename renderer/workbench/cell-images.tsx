import { grouped, percent } from '../../engine/base/format.ts';
import { useText } from '../language/text.ts';
import { type Cell, showCell, type TestResult } from '../state/test-run.ts';

/**
 * The images behind a cell of the confusion matrix, or all that were misread: what they show, what they were taken for,
 * and how surely.
 */
export function CellImages({ result, cell }: { readonly result: TestResult; readonly cell: Cell | null }) {
  const t = useText();
  const { classes, confusion, examples = [] } = result;
  const shown = examples.filter(({ label, predicted }) =>
    cell ? label === cell.label && predicted === cell.predicted : label !== predicted,
  );
  const count = cell
    ? confusion[cell.label]![cell.predicted]!
    : confusion.reduce((sum, row, i) => sum + row.reduce((all, n, to) => all + (to === i ? 0 : n), 0), 0);
  const names = (label: number, predicted: number) => ({ label: classes[label]!, predicted: classes[predicted]! });
  const title = cell ? names(cell.label, cell.predicted) : null;
  return (
    <section className="cell-images" aria-label={t('test.images')}>
      <header>
        <h3>
          {title === null
            ? t('test.allWrong')
            : t(cell?.label === cell?.predicted ? 'test.isRight' : 'test.takenFor', title)}
        </h3>
        {cell && (
          <button type="button" className="button" onClick={() => showCell(null)}>
            {t('test.allWrong')}
          </button>
        )}
      </header>
      <p className="dim">
        {count === 0
          ? cell
            ? t('test.shown', { count: 0 })
            : t('test.noMistakes')
          : shown.length === 0
            ? t('test.notShown')
            : shown.length < count
              ? t('test.shownOf', { shown: grouped(shown.length), count: grouped(count) })
              : t('test.shown', { count: grouped(count) })}
      </p>
      <div className="cell-grid scroll" role="region" aria-label={t('test.images')} tabIndex={0}>
        {shown.map(({ label, predicted, probability, path, png }, i) => (
          <figure key={`${label} ${predicted} ${i}`} title={path ?? undefined}>
            <img src={`data:image/png;base64,${png}`} alt={t('test.takenFor', names(label, predicted))} />
            <figcaption>
              <b>{classes[label]}</b>
              {label !== predicted && <span> → {classes[predicted]}</span>}
              <em>{percent(probability)}</em>
            </figcaption>
          </figure>
        ))}
      </div>
    </section>
  );
}
