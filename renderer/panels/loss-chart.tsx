import { useEffect, useRef, useState } from 'react';
import { useText } from '../language/text.ts';

type Series = readonly (readonly [step: number, value: number])[];

const MARGIN = { left: 44, right: 14, top: 10, bottom: 22 } as const;

/** Loss over steps on a logarithmic scale: each step thin, their running mean heavy, validation as points. */
export function LossChart({
  training,
  validation,
  steps,
}: {
  readonly training: Series;
  readonly validation: Series;
  readonly steps: number;
}) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 600, height: 140 });
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const values = [...training, ...validation]
    .map(([, loss]) => loss)
    .filter((loss) => Number.isFinite(loss) && loss > 0);
  const low = Math.log10(Math.min(1, ...values) * 0.9);
  const high = Math.log10(Math.max(1, ...values) * 1.1);
  const last = Math.max(steps, training.at(-1)?.[0] ?? 1, 1);
  const x = (step: number): number => MARGIN.left + (step / last) * (size.width - MARGIN.left - MARGIN.right);
  const y = (loss: number): number =>
    MARGIN.top +
    ((high - Math.log10(Math.max(loss, 1e-9))) / Math.max(1e-9, high - low)) *
      (size.height - MARGIN.top - MARGIN.bottom);
  const line = (series: Series): string =>
    series.map(([step, loss], i) => `${i === 0 ? 'M' : 'L'}${x(step).toFixed(1)} ${y(loss).toFixed(1)}`).join('');
  const ticks = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10].filter(
    (tick) => Math.log10(tick) >= low && Math.log10(tick) <= high,
  );
  return (
    <div className="chart" ref={box}>
      <svg width={size.width} height={size.height} role="img" aria-label={t('train.loss')}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line className="chart-grid" x1={MARGIN.left} x2={size.width - MARGIN.right} y1={y(tick)} y2={y(tick)} />
            <text className="chart-tick" x={MARGIN.left - 8} y={y(tick) + 3.5} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <text
            key={part}
            className="chart-tick"
            x={x(part * last)}
            y={size.height - 6}
            textAnchor={part === 0 ? 'start' : part === 1 ? 'end' : 'middle'}
          >
            {Math.round(part * last)}
          </text>
        ))}
        <path className="chart-step" d={line(training)} />
        <path className="chart-mean" d={line(smooth(training))} />
        {validation.map(([step, loss]) => (
          <circle key={step} className="chart-validation" cx={x(step)} cy={y(loss)} r="3.5" />
        ))}
      </svg>
    </div>
  );
}

/** Exponential running mean over about 20 steps, unbiased at the start. */
function smooth(series: Series): Series {
  let mean = 0;
  let weight = 0;
  return series.map(([step, loss]) => {
    mean = 0.9 * mean + 0.1 * loss;
    weight = 0.9 * weight + 0.1;
    return [step, mean / weight] as const;
  });
}
