import { useStore } from 'zustand';
import type { Distance } from '../scene/spacing.ts';
import { nodeDrag } from './node-drag.ts';

/** Lines through the edges and centres that what is dragged shares with its neighbours, and the gaps between them. */
export function Guides() {
  const { guides, distances, zoom } = useStore(nodeDrag);
  return (
    <svg className="guides" aria-hidden="true">
      {guides.map(({ vertical, at, from, to }) => (
        <line
          key={`${vertical}${at}`}
          {...(vertical ? { x1: at, x2: at, y1: from, y2: to } : { x1: from, x2: to, y1: at, y2: at })}
        />
      ))}
      {distances.map((distance) => (
        <Gap key={`${distance.vertical}${distance.from}`} distance={distance} pixel={1 / zoom} />
      ))}
    </svg>
  );
}

/** Half of the strokes at the ends, and the label beside the middle, in pixels of the screen. */
const TICK = 4;
const AWAY = 7;
const HIGH = 16;
const DIGIT = 6.6;

/** A measured gap: a line with strokes at its ends and its length, filled where another gap is as large. */
function Gap({
  distance: { vertical, at, from, to, equal },
  pixel,
}: {
  readonly distance: Distance;
  readonly pixel: number;
}) {
  const length = String(Math.round(to - from));
  const width = 10 + DIGIT * length.length;
  const middle = (from + to) / 2;
  // Along the gap, then across it.
  const spot = (along: number, across: number): string => (vertical ? `${across} ${along}` : `${along} ${across}`);
  const tick = TICK * pixel;
  const path = [
    `M${spot(from, at)}L${spot(to, at)}`,
    ...[from, to].map((end) => `M${spot(end, at - tick)}L${spot(end, at + tick)}`),
  ].join('');
  const [x, y] = vertical
    ? [at + AWAY * pixel, middle - (HIGH / 2) * pixel]
    : [middle - (width / 2) * pixel, at - (HIGH + AWAY - 2) * pixel];
  return (
    <g className={`gap${equal ? ' equal' : ''}`}>
      <path d={path} />
      <g transform={`translate(${x} ${y}) scale(${pixel})`}>
        <rect width={width} height={HIGH} rx={4} />
        <text x={width / 2} y={12}>
          {length}
        </text>
      </g>
    </g>
  );
}
