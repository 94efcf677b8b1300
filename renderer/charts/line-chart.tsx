import { useEffect, useId, useRef, useState } from 'react';
import { grouped } from '../../engine/base/format.ts';
import { useText } from '../language/text.ts';
import { themeStore } from '../theme/theme.ts';
import { ChartLegend, numberAt } from './chart-legend.tsx';
import { Plot, type View } from './plot.ts';
import './charts.css';

export interface LineChartProps extends Pick<View, 'lines' | 'format'>, Partial<Pick<View, 'log' | 'limits'>> {
  readonly title: string;
  /** Changes when the columns have grown. */
  readonly revision: number;
  /** How far the axis goes at least. */
  readonly steps?: number;
  /** Of the axis, where its round numbers want less than the others. */
  readonly axisFormat?: (value: number) => string;
}

type Range = readonly [from: number, to: number];

/**
 * Numbers over steps, as many as there are. The pointer or the arrow keys read them off; dragging or `+` looks closer,
 * a double click or `0` shows all again. A screen reader says what the lines are, where they stand, and the numbers
 * under the cursor.
 */
export function LineChart(props: LineChartProps) {
  const { title, lines, revision, steps = 0, log = false, limits = null, format, axisFormat = format } = props;
  const t = useText();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const [zoom, setZoom] = useState<Range | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const last = Math.max(steps, 1, ...lines.map((line) => line.steps.last()).filter(Number.isFinite));
  const [from, to] = zoom ?? [0, last];
  const view: View = { lines, from, to, log, limits, format: axisFormat };
  const first = useRef(view);

  useEffect(() => {
    if (!box.current) return undefined;
    const drawn = new Plot(box.current, first.current, {
      onZoom: (start, end) => setZoom([start, end]),
      onPoint: (step) => setCursor(step === null ? null : Math.round(step)),
    });
    plot.current = drawn;
    const forget = themeStore.subscribe(() => drawn.recolour());
    return () => {
      forget();
      drawn.destroy();
    };
  }, []);
  useEffect(
    () => plot.current?.show({ lines, from, to, log, limits, format: axisFormat }),
    [lines, revision, from, to, log, limits, axisFormat],
  );

  const onKeyDown = (event: React.KeyboardEvent): void => {
    const span = to - from;
    const at = cursor ?? to;
    const jump = Math.max(1, Math.round(span / (event.shiftKey ? 10 : 100)));
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: Math.max(from, at - jump),
      ArrowRight: Math.min(to, at + jump),
      Home: from,
      End: to,
    };
    const move = moves[event.key];
    if (move !== undefined) plot.current?.point(move);
    else if (event.key === '+' || event.key === '=') setZoom(around(at, Math.max(4, span / 2), last));
    else if (event.key === '-') setZoom(span * 2 >= last ? null : around(at, span * 2, last));
    else if (event.key === '0') setZoom(null);
    else return;
    event.preventDefault();
  };
  const said = lines.map((line) => `${line.label} ${numberAt(line, cursor, format)}`).join(', ');
  const where = cursor === null ? '' : `${t('chart.step', { step: grouped(cursor) })}: `;
  return (
    <figure className="line-chart">
      <figcaption>
        <h3 id={`${id}-title`}>{title}</h3>
        <ChartLegend lines={lines} step={cursor} format={format} />
        {cursor !== null && <span className="chart-cursor">{t('chart.step', { step: grouped(cursor) })}</span>}
        {zoom && (
          <button type="button" className="chart-all" onClick={() => setZoom(null)}>
            {t('chart.all')}
          </button>
        )}
      </figcaption>
      <div
        className="plot"
        ref={box}
        tabIndex={0}
        role="application"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-said`}
        onKeyDown={onKeyDown}
        onBlur={() => plot.current?.point(null)}
        onDoubleClick={() => setZoom(null)}
      />
      <p className="hidden-text" id={`${id}-said`} aria-live={cursor === null ? 'off' : 'polite'}>
        {where}
        {said}
      </p>
    </figure>
  );
}

/** `span` steps about one, inside what there is. */
function around(step: number, span: number, last: number): Range {
  const from = Math.max(0, Math.min(last - span, step - span / 2));
  return [from, Math.min(last, from + span)];
}
