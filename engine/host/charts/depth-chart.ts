import { axisMarks, axisName } from '../../settings/sweep-axis.ts';
import type { SweepPoint } from '../runs-protocol.ts';
import { axisTicks } from './ticks.ts';

const WIDTH = 760;
const HEIGHT = 480;
const PLOT = { left: 72, top: 92, right: 590, bottom: 390 };
/** Okabe & Ito's palette, which the colour-blind tell apart. */
const COLOURS = ['#D55E00', '#0072B2', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];
const LABEL_HEIGHT = 16;

const style = `
  text { font-family: Inter, "Helvetica Neue", Arial, sans-serif; font-size: 13px; fill: #3b4252; }
  .title { font-size: 19px; font-weight: 650; fill: #1c2230; }
  .quiet { fill: #6b7385; }
  .end { font-weight: 600; }
  .grid { stroke: #e6e9ef; }
  .axis { stroke: #9aa3b2; }
  .curve { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
  .validation { stroke-dasharray: 2 6; }`;

interface Curve {
  readonly series: string;
  readonly which: 'training' | 'validation';
  readonly colour: string;
  /** By depth; errors in percent. */
  readonly points: readonly { readonly depth: number; readonly error: number }[];
}

/**
 * Error against depth as an SVG document: a colour each series (plain, residual), solid for the training error and
 * dotted for the validation error, labelled at the curves' ends. He et al. 2015, figures 1 and 6, in one picture.
 */
export function depthChart(points: readonly SweepPoint[], subtitle: string): string {
  const names = [...new Set(points.map((p) => p.series))];
  const curves = names.flatMap((series, i) => curvesOf(series, points, COLOURS[i % COLOURS.length]!));
  const marks = axisMarks(points);
  const name = axisName(points) ?? null;
  const title = `Error against ${name ?? 'depth'}`;
  const errors = curves.flatMap((c) => c.points.map((p) => p.error));
  const ticks = axisTicks(Math.max(1, ...errors));
  const top = ticks.at(-1)!;
  const along = scale(0, 1, PLOT.left + 24, PLOT.right - 24);
  const places = new Map(marks.map(({ depth, at: part }) => [depth, along(part)]));
  const x = (depth: number): number => places.get(depth) ?? 0;
  const y = scale(0, top, PLOT.bottom, PLOT.top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${escaped(`${title}: ${names.join(', ')}`)}</title>`,
    `<style>${style}\n</style>`,
    `<rect width="100%" height="100%" rx="10" fill="#ffffff"/>`,
    text(PLOT.left - 48, 36, title, 'title'),
    text(PLOT.left - 48, 58, subtitle, 'quiet'),
    ...ticks.flatMap((tick) => [
      `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${at(y(tick))}" y2="${at(y(tick))}"/>`,
      text(PLOT.left - 10, y(tick) + 4, `${tick} %`, 'quiet', 'end'),
    ]),
    `<line class="axis" x1="${PLOT.left}" x2="${PLOT.right}" y1="${PLOT.bottom}" y2="${PLOT.bottom}"/>`,
    ...marks.flatMap(({ depth, label }) => [
      `<line class="axis" x1="${at(x(depth))}" x2="${at(x(depth))}" y1="${PLOT.bottom}" y2="${PLOT.bottom + 5}"/>`,
      text(x(depth), PLOT.bottom + 22, label, 'quiet', 'middle'),
    ]),
    text((PLOT.left + PLOT.right) / 2, PLOT.bottom + 42, name ?? 'layers', 'quiet', 'middle'),
    ...curves.flatMap((curve) => drawCurve(curve, x, y)),
    ...endLabels(curves, y),
    ...legend(),
    ...failures(points),
    '</svg>',
    '',
  ].join('\n');
}

function curvesOf(series: string, points: readonly SweepPoint[], colour: string): readonly Curve[] {
  const own = points.filter((p) => p.series === series).sort((a, b) => a.depth - b.depth);
  const curve = (which: Curve['which'], error: (p: SweepPoint) => number | null): Curve => ({
    series,
    which,
    colour,
    points: own.flatMap((p) => {
      const value = error(p);
      return value === null ? [] : [{ depth: p.depth, error: 100 * value }];
    }),
  });
  return [curve('training', (p) => p.trainingError), curve('validation', (p) => p.validationError)].filter(
    (c) => c.points.length > 0,
  );
}

type Scale = (value: number) => number;

function scale(from: number, to: number, out: number, outEnd: number): Scale {
  return (value) => (to === from ? (out + outEnd) / 2 : out + ((value - from) / (to - from)) * (outEnd - out));
}

function drawCurve({ which, colour, points }: Curve, x: Scale, y: Scale): readonly string[] {
  const path = points.map((p, i) => `${i === 0 ? 'M' : 'L'}${at(x(p.depth))} ${at(y(p.error))}`).join(' ');
  const fill = which === 'training' ? colour : '#ffffff';
  return [
    `<path class="curve ${which}" stroke="${colour}" d="${path}"/>`,
    ...points.map(
      (p) =>
        `<circle cx="${at(x(p.depth))}" cy="${at(y(p.error))}" r="4.5" fill="${fill}" stroke="${colour}" stroke-width="2"/>`,
    ),
  ];
}

/** What each curve is and where it ends; labels that would overlap are pushed apart. */
function endLabels(curves: readonly Curve[], y: Scale): readonly string[] {
  const labels = curves
    .map((c) => ({ curve: c, error: c.points.at(-1)!.error, y: y(c.points.at(-1)!.error) }))
    .sort((a, b) => a.y - b.y);
  let floor = -Infinity;
  return labels.map(({ curve, error, y: wanted }) => {
    floor = Math.max(wanted, floor + LABEL_HEIGHT);
    const label = `${curve.series} ${error.toFixed(1)} %`;
    return `<text class="end" x="${PLOT.right + 10}" y="${at(floor + 4)}" style="fill:${curve.colour}">${escaped(label)}</text>`;
  });
}

/** What solid and dotted mean. */
function legend(): readonly string[] {
  const y = HEIGHT - 20;
  const entry = (left: number, which: Curve['which'], label: string): readonly string[] => [
    `<line class="curve ${which}" stroke="#3b4252" x1="${left}" x2="${left + 34}" y1="${y}" y2="${y}"/>`,
    `<circle cx="${left + 17}" cy="${y}" r="4.5" fill="${which === 'training' ? '#3b4252' : '#ffffff'}" stroke="#3b4252" stroke-width="2"/>`,
    text(left + 44, y + 4, label),
  ];
  return [
    ...entry(PLOT.left, 'training', 'training error'),
    ...entry(PLOT.left + 190, 'validation', 'validation error'),
  ];
}

/** Designs whose loss broke have no point; the picture says so. */
function failures(points: readonly SweepPoint[]): readonly string[] {
  const failed = points.filter((p) => p.status === 'failed').map((p) => p.label);
  return failed.length > 0 ? [text(PLOT.left + 400, HEIGHT - 16, `diverged: ${failed.join(', ')}`, 'quiet')] : [];
}

function text(x: number, y: number, content: string, className = '', anchor = 'start'): string {
  return `<text class="${className}" x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

const at = (value: number): string => String(Math.round(value * 10) / 10);

const escaped = (content: string): string =>
  content.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
