import type { Scalar } from '../../engine/base/diagnostics.ts';
import { duration, grouped } from '../../engine/base/format.ts';
import type { RunFacts, RunSummary } from '../../engine/host/runs-protocol.ts';
import { differing, flatSettings } from '../../engine/settings/flat.ts';
import { choiceText } from '../language/choice-text.ts';
import { useText } from '../language/text.ts';
import { namesApart } from '../state/run-names.ts';
import { lossText, shareText } from './run-curves.tsx';
import { settingText } from './setting-texts.ts';

interface Row {
  readonly title: string;
  readonly cells: readonly string[];
}

/** What came out of each run, and the settings in which they differ. */
export function DifferenceTable({ chosen }: { readonly chosen: readonly RunSummary[] }) {
  const t = useText();
  const names = namesApart(chosen);
  const known = chosen.flatMap(({ run, facts }) => (facts ? [{ run, facts }] : []));
  const row = (title: string, cell: (facts: RunFacts) => string): Row => ({
    title,
    cells: known.map(({ facts }) => cell(facts)),
  });
  const results = [
    row(t('run.validated'), ({ bestValAccuracy }) => (bestValAccuracy === null ? '–' : shareText(bestValAccuracy))),
    row(t('train.loss'), ({ loss }) => (loss === null ? '–' : lossText(loss))),
    row(t('total.params'), ({ params }) => (params === null ? '–' : grouped(params))),
    row(t('runs.time'), ({ seconds }) => (seconds === null ? '–' : duration(seconds * 1000))),
  ];
  const causes = known.map(
    ({ facts: { data, device, settings } }) =>
      new Map<string, Scalar>([['data', data.name], ['device', device.name], ...flatSettings(settings)]),
  );
  const different = differing(causes).map(({ name, values }): Row => {
    const title = name === 'data' || name === 'device' ? t(`setup.${name}`) : settingText(name).title;
    return { title, cells: values.map((value) => (value === null ? '–' : valueText(name, value))) };
  });
  return (
    <div className="difference-scroll scroll" role="region" aria-label={t('runs.differ')} tabIndex={0}>
      <table className="difference-table">
        <thead>
          <tr>
            <td />
            {known.map(({ run }) => (
              <th key={run} scope="col" title={run}>
                {names.get(run)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{results.map(rowOf)}</tbody>
        {chosen.length > 1 && (
          <tbody>
            <tr>
              <th colSpan={known.length + 1} className="difference-heading">
                {different.length > 0 ? t('runs.differ') : t('runs.same')}
              </th>
            </tr>
            {different.map(rowOf)}
          </tbody>
        )}
      </table>
    </div>
  );
}

const rowOf = ({ title, cells }: Row) => (
  <tr key={title}>
    <th scope="row">{title}</th>
    {cells.map((cell, i) => (
      <td key={i}>{cell}</td>
    ))}
  </tr>
);

/** As the form names what is chosen. */
function valueText(name: string, value: Scalar): string {
  const isChoice = name.endsWith('.kind') || name === 'init';
  return isChoice ? choiceText(name, String(value)) : String(value);
}
