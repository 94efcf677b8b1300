import { grouped, percent } from '../../engine/base/format.ts';
import { classResults } from '../../engine/settings/confusion.ts';
import { useText } from '../language/text.ts';
import type { TestResult } from '../state/test-run.ts';

/** How well each class is recognised, and what it is mistaken for. */
export function ClassTable({ result: { classes, confusion } }: { readonly result: TestResult }) {
  const t = useText();
  const share = (value: number | null): string => (value === null ? '–' : percent(value));
  return (
    <section aria-label={t('test.byClass')}>
      <h3>{t('test.byClass')}</h3>
      <table className="class-table">
        <thead>
          <tr>
            <th scope="col">{t('test.class')}</th>
            <th scope="col">{t('test.images')}</th>
            <th scope="col">{t('test.recall')}</th>
            <th scope="col" title={t('test.precisionHelp')}>
              {t('test.precision')}
            </th>
            <th scope="col">{t('test.mistakenFor')}</th>
          </tr>
        </thead>
        <tbody>
          {classResults(confusion).map(({ index, images, accuracy, precision, mistake }) => (
            <tr key={index}>
              <th scope="row">{classes[index]}</th>
              <td>{grouped(images)}</td>
              <td>{share(accuracy)}</td>
              <td>{share(precision)}</td>
              <td>{mistake ? `${classes[mistake.index]} (${grouped(mistake.images)})` : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
