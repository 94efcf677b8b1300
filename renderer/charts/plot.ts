import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { compact, grouped } from '../../engine/base/format.ts';
import { align } from '../series/align.ts';
import type { Column } from '../series/column.ts';
import { decimate } from '../series/decimate.ts';
import { smooth } from '../series/smooth.ts';

/** A token of a colour: `--accent`. */
export type ColourName = `--${string}`;
export type Stroke = 'solid' | 'dashed' | 'dotted';

export interface Line {
  readonly label: string;
  readonly steps: Column;
  readonly values: Column;
  readonly colour: ColourName;
  /** Lines are told apart without colours too. */
  readonly stroke: Stroke;
  /** Marks each number, where there are few. */
  readonly marks?: boolean;
  /** Numbers that a running mean goes over; what was measured is drawn thin behind it. None at 1. */
  readonly smoothing?: number;
}

/** What is drawn of a line: its numbers or their running mean. */
export const drawnValues = ({ values, smoothing = 1 }: Line): Column => smooth(values, smoothing);
const isSmoothed = ({ smoothing = 1 }: Line): boolean => smoothing > 1;

/** Ends of an axis; a high end of null goes with the numbers. */
export type Limits = readonly [low: number, high: number | null];

/** What a chart shows. */
export interface View {
  readonly lines: readonly Line[];
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
  /** Ends of the vertical axis; null where the numbers decide. */
  readonly limits: Limits | null;
  /** Of the axis. */
  readonly format: (value: number) => string;
}

export interface PlotEvents {
  /** A part of the steps was chosen with the mouse. */
  readonly onZoom: (from: number, to: number) => void;
  /** Where the pointer is; null where it is nowhere. */
  readonly onPoint: (step: number | null) => void;
}

export const DASHES: Readonly<Record<Stroke, readonly number[]>> = { solid: [], dashed: [6, 4], dotted: [1.5, 3.5] };
const WIDTH = 1.75;

/** A chart in a box: uPlot in the window's colours, drawn from as many numbers as there are pixels. */
export class Plot {
  readonly #box: HTMLElement;
  readonly #events: PlotEvents;
  readonly #observer: ResizeObserver;
  #view: View;
  #plot: uPlot | null = null;
  /** What uPlot is told once; numbers, range and format change under way. */
  #made = '';

  constructor(box: HTMLElement, view: View, events: PlotEvents) {
    this.#box = box;
    this.#events = events;
    this.#view = view;
    this.#observer = new ResizeObserver(() => {
      this.#plot?.setSize({ width: box.clientWidth, height: box.clientHeight });
      this.show(this.#view);
    });
    this.#observer.observe(box);
  }

  /** Draws the view with whatever its columns hold by now. */
  show(view: View): void {
    this.#view = view;
    const { lines, from, to, log, limits } = view;
    const styles = lines.map((line) => [line.colour, line.stroke, line.marks, isSmoothed(line)]);
    const made = JSON.stringify([styles, log, limits]);
    if (made !== this.#made) {
      this.#plot?.destroy();
      this.#plot = new uPlot(this.#options(), [], this.#box);
      this.#made = made;
    }
    const pixels = Math.max(50, this.#box.clientWidth);
    const drawn = lines.flatMap((line) =>
      [...(isSmoothed(line) ? [line.values] : []), drawnValues(line)].map((column) =>
        decimate(line.steps, column, from, to, pixels),
      ),
    );
    const { x, ys } = align(drawn, (value) => Number.isFinite(value) && !(log && value <= 0));
    this.#plot?.setData([x, ...ys] as uPlot.AlignedData);
  }

  /** Colours anew, after the theme changed. */
  recolour(): void {
    this.#plot?.redraw(false, true);
  }

  /** Puts the cursor at a step, as if the pointer were there; null takes it away. */
  point(step: number | null): void {
    const plot = this.#plot;
    if (plot) plot.setCursor(step === null ? { left: -10, top: -10 } : { left: plot.valToPos(step, 'x'), top: 8 });
  }

  destroy(): void {
    this.#observer.disconnect();
    this.#plot?.destroy();
  }

  #options(): uPlot.Options {
    const { lines, log, limits } = this.#view;
    const axis: uPlot.Axis = {
      stroke: () => this.#colour('--faint'),
      font: `10.5px ${this.#colour('--font')}`,
      grid: { stroke: () => this.#colour('--line'), width: 1 },
      ticks: { show: false },
    };
    const format = (value: number | null): string => (value === null ? '' : this.#view.format(value));
    return {
      width: Math.max(this.#box.clientWidth, 60),
      height: Math.max(this.#box.clientHeight, 60),
      padding: [8, 14, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [this.#view.from, this.#view.to] },
        y: { ...(log ? { distr: 3, log: 10 } : {}), ...(limits ? { range: [...limits] } : {}) },
      },
      axes: [
        { ...axis, size: 24, space: 70, values: (_, steps) => steps.map(stepText) },
        {
          ...axis,
          // No lines but those that have a number beside them.
          grid: {
            ...axis.grid,
            filter: (plot, splits, at, space, step) => plot.axes[at]?.filter?.(plot, splits, at, space, step) ?? splits,
          },
          size: 48,
          space: 26,
          values: (_, values) => values.map(format),
        },
      ],
      series: [{}, ...lines.flatMap((line) => this.#series(line))],
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      hooks: {
        setCursor: [
          ({ cursor: { left = -1 } }) =>
            this.#events.onPoint(left < 0 ? null : (this.#plot?.posToVal(left, 'x') ?? null)),
        ],
        setSelect: [(plot) => this.#select(plot)],
      },
    };
  }

  #series(line: Line): readonly uPlot.Series[] {
    const { colour, stroke, marks = false } = line;
    const shared = { stroke: () => this.#colour(colour), spanGaps: true };
    const main: uPlot.Series = {
      ...shared,
      width: WIDTH,
      dash: [...DASHES[stroke]],
      points: { show: marks, size: 6, width: WIDTH, fill: () => this.#colour('--panel') },
    };
    const faint: uPlot.Series = { ...shared, width: 1, alpha: 0.3, points: { show: false } };
    return isSmoothed(line) ? [faint, main] : [main];
  }

  #select(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width > 4) this.#events.onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  /** As the theme has it where the chart stands. */
  #colour(name: ColourName): string {
    return getComputedStyle(this.#box).getPropertyValue(name);
  }
}

const stepText = (step: number): string => (Math.abs(step) < 1e6 ? grouped(step) : compact(step));
