import { useStore } from 'zustand';
import type { Problem } from '../../engine/base/diagnostics.ts';
import type { RunSummary } from '../../engine/host/runs-protocol.ts';
import { DepthChart, isChart } from '../charts/depth-chart.tsx';
import { LineChart } from '../charts/line-chart.tsx';
import type { ColourName, Line, Stroke } from '../charts/plot.ts';
import { useText } from '../language/text.ts';
import { ProblemCards } from '../panels/problem-cards.tsx';
import type { RunSeries } from '../series/run-series.ts';
import { chartView } from '../state/chart-view.ts';
import { namesApart } from '../state/run-names.ts';
import { type LoadedRun, runs } from '../state/runs.ts';
import { ChartControls } from './chart-controls.tsx';
import { DifferenceTable } from './difference-table.tsx';
import { axisShare, lossText, RunCurves, shareText } from './run-curves.tsx';

const COLOURS: readonly ColourName[] = [
  '--series-1',
  '--series-2',
  '--series-3',
  '--series-4',
  '--series-5',
  '--series-6',
];
const STROKES: readonly Stroke[] = ['solid', 'dashed', 'dotted'];

/** One run's curves, or those of several over each other, with what they differ in. */
export function RunComparison({ chosen }: { readonly chosen: readonly RunSummary[] }) {
  const t = useText();
  const loaded = useStore(runs, (state) => state.loaded);
  const there = chosen.flatMap((run) => {
    const found = loaded.get(run.run);
    return found ? [{ run, loaded: found }] : [];
  });
  const [only] = there;
  const lacking = there.flatMap(({ loaded }) => loaded.problems);
  const problems = [...(chosen.length === 1 ? (chosen[0]?.problems ?? []) : []), ...lacking];
  return (
    <section className="comparison scroll" aria-label={t('runs.compare')}>
      <div className="comparison-head">
        <h2>{chosen.length === 1 ? chosen[0]?.name : t('runs.comparing', { count: chosen.length })}</h2>
        <ChartControls />
      </div>
      <ProblemCards problems={problems as readonly Problem[]} />
      {there.length === 0 ? (
        <p className="dim">{t('runs.looking')}</p>
      ) : chosen.length === 1 && only ? (
        <RunCurves series={only.loaded.series} revision={only.loaded.modified} steps={only.run.facts?.steps ?? 0} />
      ) : (
        <Overlaid there={there} />
      )}
      <DifferenceTable chosen={chosen} />
    </section>
  );
}

interface There {
  readonly run: RunSummary;
  readonly loaded: LoadedRun;
}

function Overlaid({ there }: { readonly there: readonly There[] }) {
  const t = useText();
  const { smoothing, log } = useStore(chartView);
  const names = namesApart(there.map(({ run }) => run));
  const points = there.flatMap(({ run, loaded }) => sweepPoint(run, loaded.series));
  const revision = there.reduce((sum, { loaded }) => sum + loaded.modified, 0);
  const lines = (table: 'steps' | 'epochs', name: string): readonly Line[] =>
    there.flatMap(({ run, loaded: { series } }, i): readonly Line[] => {
      const values = series[table].column(name);
      if (!values || Number.isNaN(values.last())) return [];
      const look = { colour: COLOURS[i % COLOURS.length]!, stroke: STROKES[Math.floor(i / 2) % STROKES.length]! };
      const few = table === 'epochs';
      return [
        {
          label: names.get(run.run) ?? run.name,
          steps: series[table].steps,
          values,
          ...look,
          marks: few,
          smoothing: few ? 1 : smoothing,
        },
      ];
    });
  const validated = lines('epochs', 'valAccuracy');
  return (
    <div className="curves">
      {isChart(points) && <DepthChart points={points} />}
      <LineChart
        title={t('runs.trainingLoss')}
        lines={lines('steps', 'loss')}
        revision={revision}
        log={log}
        format={lossText}
      />
      <LineChart
        title={t(validated.length > 0 ? 'run.validated' : 'train.accuracy')}
        lines={validated.length > 0 ? validated : lines('steps', 'accuracy')}
        revision={revision}
        format={shareText}
        axisFormat={axisShare}
      />
    </div>
  );
}

/** What the chart of a sweep needs of one of its runs: errors at the end of the last epoch. */
function sweepPoint({ facts, name }: RunSummary, series: RunSeries) {
  if (!facts?.sweep) return [];
  const error = (column: string): number | null => {
    const accuracy = series.epochs.column(column)?.last() ?? Number.NaN;
    return Number.isNaN(accuracy) ? null : 1 - accuracy;
  };
  const { id: _, ...place } = facts.sweep;
  return [{ label: name, ...place, trainingError: error('accuracy'), validationError: error('valAccuracy') }];
}
