import { useEffect, useRef, useState } from 'react';
import { axisMarks, axisName, type OnAxis } from '../../engine/settings/sweep-axis.ts';
import { useText } from '../language/text.ts';
import { axisTitle, axisValueText } from '../workbench/setting-texts.ts';
import type { ColourName } from './plot.ts';
import './charts.css';

export interface DepthPoint extends OnAxis {
  readonly series: string;
  /** Shares of wrong answers at the end; null where there is none. */
  readonly trainingError: number | null;
  readonly validationError: number | null;
}

const MARGIN = { left: 44, right: 118, top: 10, bottom: 34 } as const;
const COLOURS: readonly ColourName[] = ['--series-2', '--series-1', '--series-3', '--series-4'];
const LABEL_HEIGHT = 15;

interface Curve {
  readonly series: string;
  readonly which: 'training' | 'validation';
  readonly colour: ColourName;
  readonly points: readonly (readonly [depth: number, error: number])[];
}

/**
 * Error against depth, or what else a sweep turns: a colour each family: training solid, validation dotted, named where
 * they end. He et al. 2015, figures 1 and 6.
 */
export function DepthChart({ points }: { readonly points: readonly DepthPoint[] }) {
  const t = useText();
  const name = axisName(points) ?? null;
  const title = t('sweep.chart', { axis: name === null ? t('runs.axisDepth') : axisTitle(name) });
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 460, height: 220 });
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const curves = curvesOf(points);
  const marks = axisMarks(points);
  const written = new Map(marks.map(({ depth, label }) => [depth, name === null ? label : axisValueText(name, label)]));
  const errors = curves.flatMap((curve) => curve.points.map(([, error]) => error));
  const ticks = ticksTo(Math.max(0.01, ...errors));
  const along = scale(0, 1, MARGIN.left + 12, size.width - MARGIN.right);
  const places = new Map(marks.map(({ depth, at }) => [depth, along(at)]));
  const x = (depth: number): number => places.get(depth) ?? 0;
  const y = scale(0, ticks.at(-1) ?? 1, size.height - MARGIN.bottom, MARGIN.top);
  const said = curves
    .map(
      ({ series, which, points: at }) =>
        `${series}, ${t(`curve.${which}`)}: ${at.map(([d, e]) => `${written.get(d)} ${percentText(e)}`).join(', ')}`,
    )
    .join('; ');
  return (
    <figure className="line-chart depth-chart">
      <figcaption>
        <h3>{title}</h3>
        <ul className="chart-legend">
          <li className="solid">{t('curve.training')}</li>
          <li className="dotted">{t('curve.validation')}</li>
        </ul>
      </figcaption>
      <div className="plot" ref={box}>
        <svg width={size.width} height={size.height} role="img" aria-label={`${title}: ${said}`}>
          {ticks.map((tick) => (
            <g key={tick}>
              <line className="grid" x1={MARGIN.left} x2={size.width - MARGIN.right + 8} y1={y(tick)} y2={y(tick)} />
              <text className="tick" x={MARGIN.left - 8} y={y(tick) + 3.5} textAnchor="end">
                {percentText(tick)}
              </text>
            </g>
          ))}
          {marks.map(({ depth }) => (
            <text key={depth} className="tick" x={x(depth)} y={size.height - 18} textAnchor="middle">
              {written.get(depth)}
            </text>
          ))}
          <text
            className="tick"
            x={(MARGIN.left + size.width - MARGIN.right) / 2}
            y={size.height - 4}
            textAnchor="middle"
          >
            {axisTitle(name)}
          </text>
          {curves.map((curve) => (
            <g key={`${curve.series} ${curve.which}`} className={curve.which} style={{ color: `var(${curve.colour})` }}>
              <path d={curve.points.map(([d, e], i) => `${i === 0 ? 'M' : 'L'}${x(d)} ${y(e)}`).join('')} />
              {curve.points.map(([depth, error]) => (
                <circle key={depth} cx={x(depth)} cy={y(error)} r="3.6" />
              ))}
            </g>
          ))}
          {endLabels(curves, y).map(({ curve, at }) => (
            <text
              key={`${curve.series} ${curve.which}`}
              className="end"
              x={size.width - MARGIN.right + 12}
              y={at + 4}
              style={{ fill: `var(${curve.colour})` }}
            >
              {curve.series.replace('cifar_', '')} {percentText(curve.points.at(-1)?.[1] ?? 0)}
            </text>
          ))}
        </svg>
      </div>
    </figure>
  );
}

const percentText = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

function curvesOf(points: readonly DepthPoint[]): readonly Curve[] {
  const families = [...new Set(points.map(({ series }) => series))].sort();
  return families.flatMap((series, i) => {
    const own = points.filter((point) => point.series === series).sort((a, b) => a.depth - b.depth);
    const curve = (which: Curve['which'], error: (point: DepthPoint) => number | null): Curve => ({
      series,
      which,
      colour: COLOURS[i % COLOURS.length]!,
      points: own.flatMap((point) => {
        const value = error(point);
        return value === null ? [] : [[point.depth, value] as const];
      }),
    });
    return [curve('training', (p) => p.trainingError), curve('validation', (p) => p.validationError)].filter(
      ({ points: drawn }) => drawn.length > 0,
    );
  });
}

/** Labels that would overlap are pushed apart. */
function endLabels(
  curves: readonly Curve[],
  y: (error: number) => number,
): readonly { readonly curve: Curve; readonly at: number }[] {
  let floor = Number.NEGATIVE_INFINITY;
  return curves
    .map((curve) => ({ curve, wanted: y(curve.points.at(-1)?.[1] ?? 0) }))
    .sort((a, b) => a.wanted - b.wanted)
    .map(({ curve, wanted }) => {
      floor = Math.max(wanted, floor + LABEL_HEIGHT);
      return { curve, at: floor };
    });
}

function scale(from: number, to: number, out: number, outEnd: number): (value: number) => number {
  return (value) => (to === from ? (out + outEnd) / 2 : out + ((value - from) / (to - from)) * (outEnd - out));
}

/** Round numbers from 0 that reach `largest`, in steps of 1, 2 or 5 times a power of ten. */
function ticksTo(largest: number): readonly number[] {
  const rough = largest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => size >= rough * 0.999) ?? power;
  return Array.from({ length: Math.ceil(largest / step - 1e-9) + 1 }, (_, i) => i * step);
}

/** Whether there is a curve to draw: two values of one thing at least. */
export const isChart = (points: readonly DepthPoint[]): boolean =>
  axisName(points) !== undefined && new Set(points.map(({ depth }) => depth)).size > 1;
