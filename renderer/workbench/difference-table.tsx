import type { Scalar } from '../../engine/base/diagnostics.ts';
import { duration, grouped } from '../../engine/base/format.ts';
import type { RunFacts, RunSummary } from '../../engine/host/runs-protocol.ts';
import { flatSettings } from '../../engine/settings/flat.ts';
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
  const differing = [
    row(t('setup.data'), ({ data }) => data.name),
    row(t('setup.device'), ({ device }) => device.name),
    ...settingRows(known.map(({ facts }) => facts)),
  ].filter(({ cells }) => new Set(cells).size > 1);
  return (
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
              {differing.length > 0 ? t('runs.differ') : t('runs.same')}
            </th>
          </tr>
          {differing.map(rowOf)}
        </tbody>
      )}
    </table>
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

/** Each setting that some run has, one row; `–` where a run's optimizer or schedule has none. */
function settingRows(facts: readonly RunFacts[]): readonly Row[] {
  const flat = facts.map(({ settings }) => new Map(flatSettings(settings)));
  const names = new Set(flat.flatMap((settings) => [...settings.keys()]));
  return [...names].map((name) => ({
    title: settingText(name).title,
    cells: flat.map((settings) => {
      const value = settings.get(name);
      return value === undefined ? '–' : valueText(name, value);
    }),
  }));
}

/** As the form names what is chosen. */
function valueText(name: string, value: Scalar): string {
  const isChoice = name.endsWith('.kind') || name === 'init';
  return isChoice ? choiceText(name, String(value)) : String(value);
}
