import { indexAt } from '../series/column.ts';
import { DASHES, drawnValues, type Line } from './plot.ts';

/** What each line is and where it stands at a step: its name, a piece of it, its number. */
export function ChartLegend({
  lines,
  step,
  format,
}: {
  readonly lines: readonly Line[];
  /** null: at its end. */
  readonly step: number | null;
  readonly format: (value: number) => string;
}) {
  return (
    <ul className="chart-legend">
      {lines.map((line) => (
        <li key={line.label}>
          <LineSample line={line} />
          <span>{line.label}</span>
          <b>{numberAt(line, step, format)}</b>
        </li>
      ))}
    </ul>
  );
}

/** The number of the last step that is not after `step`. */
export function numberAt(line: Line, step: number | null, format: (value: number) => string): string {
  const values = drawnValues(line);
  const value = step === null ? values.last() : values.at(indexAt(line.steps, step));
  return Number.isFinite(value) ? format(value) : '–';
}

function LineSample({ line: { colour, stroke, marks } }: { readonly line: Pick<Line, 'colour' | 'stroke' | 'marks'> }) {
  return (
    <svg className="line-sample" width="22" height="8" aria-hidden="true" style={{ color: `var(${colour})` }}>
      <line x1="1" x2="21" y1="4" y2="4" strokeDasharray={DASHES[stroke].join(' ')} />
      {marks === true && <circle cx="11" cy="4" r="2.6" />}
    </svg>
  );
}
