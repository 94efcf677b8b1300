import { useStore } from 'zustand';
import { compact, grouped } from '../../engine/base/format.ts';
import { LineChart } from '../charts/line-chart.tsx';
import type { Line } from '../charts/plot.ts';
import { useText } from '../language/text.ts';
import { Column } from '../series/column.ts';
import type { RunSeries } from '../series/run-series.ts';
import { chartView } from '../state/chart-view.ts';

const none = new Column();
const SHARES = [0, 1] as const;
/** Small changes of what is far from zero look small. */
const FROM_ZERO = [0, null] as const;

export const lossText = (loss: number): string =>
  loss === 0 || Math.abs(loss) >= 0.001 ? String(Number(loss.toPrecision(3))) : loss.toExponential(1);
export const shareText = (share: number): string => `${(share * 100).toFixed(1)} %`;
export const axisShare = (share: number): string => `${Math.round(share * 100)} %`;
const rateText = (rate: number): string => String(Number(rate.toPrecision(3)));
const speedText = (speed: number): string => (speed < 10_000 ? grouped(Math.round(speed)) : compact(speed));

/** Loss, accuracy, learning rate and speed of one run over its steps. */
export function RunCurves({
  series,
  revision,
  steps,
}: {
  readonly series: RunSeries;
  readonly revision: number;
  readonly steps: number;
}) {
  const t = useText();
  const { smoothing, log } = useStore(chartView);
  const trained = (
    name: string,
    look: Pick<Line, 'label' | 'colour' | 'stroke'> & { readonly smoothing?: number } = {
      label: t('curve.training'),
      colour: '--conv',
      stroke: 'solid',
    },
  ): Line => ({ steps: series.steps.steps, values: series.steps.column(name) ?? none, smoothing, ...look });
  const checked = (name: string): readonly Line[] => {
    const values = series.epochs.column(name);
    if (!values || !Number.isFinite(values.last())) return [];
    const { steps } = series.epochs;
    return [{ label: t('curve.validation'), steps, values, colour: '--skip', stroke: 'dashed', marks: true }];
  };
  const alone = (name: string): readonly Line[] => [
    trained(name, { label: t('curve.now'), colour: '--block', stroke: 'solid', smoothing: 1 }),
  ];
  const heads = [...series.auxiliary].map((name) =>
    trained(name, { label: name.slice('accuracy/'.length), colour: '--merge', stroke: 'dotted' }),
  );
  const shared = { revision, steps };
  return (
    <div className="curves">
      <LineChart
        title={t('train.loss')}
        lines={[trained('loss'), ...checked('valLoss')]}
        log={log}
        format={lossText}
        {...shared}
      />
      <LineChart
        title={t('train.accuracy')}
        lines={[trained('accuracy'), ...checked('valAccuracy'), ...heads]}
        limits={SHARES}
        format={shareText}
        axisFormat={axisShare}
        {...shared}
      />
      <LineChart
        title={t('curve.rate')}
        lines={alone('learningRate')}
        limits={FROM_ZERO}
        format={rateText}
        {...shared}
      />
      <LineChart
        title={t('curve.speed')}
        lines={alone('imagesPerSecond')}
        limits={FROM_ZERO}
        format={speedText}
        {...shared}
      />
    </div>
  );
}
