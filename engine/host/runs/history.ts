import type { ProblemCode } from '../../base/catalogue/index.ts';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { bytes } from '../../base/format.ts';
import { eventOf, LONGEST_LINE, type MetricsEvent } from '../../train/metrics-file.ts';
import { RunFolder } from '../../train/run-folder.ts';
import type { RunHistory } from '../runs-protocol.ts';
import { stepsPerEpoch, summarise } from './summary.ts';
import { Thinned } from './thinned.ts';

const stepColumns = ['loss', 'accuracy', 'top5', 'learningRate', 'gradientNorm', 'imagesPerSecond'] as const;
const epochColumns = ['loss', 'accuracy', 'epoch', 'seconds'] as const;
const validationColumns = ['valLoss', 'valAccuracy'] as const;
/** Numbers of all layers together: some megabytes of JSON. */
const MOST_LAYER_NUMBERS = 300_000;
const FEWEST_LAYER_ROWS = 20;

/** The curves of a run, about `points` rows each. Throws a ProblemError where its `run.json` cannot be read. */
export function readHistory(path: string, points: number): RunHistory {
  const folder = new RunFolder(path);
  const record = folder.readRecord();
  const names = record.layerMetrics?.names ?? [];
  const curves = new Curves(names, points);
  const unreadable = readInto(curves, folder);
  return {
    summary: summarise(path),
    design: record.design,
    stepsPerEpoch: stepsPerEpoch(record),
    ...curves.result(),
    problems:
      unreadable.length > 0 ? unreadable : curves.problems(folder.file('metrics.jsonl'), record.summary.step ?? 0),
  };
}

/** Gives what keeps the metrics from being read. */
function readInto(curves: Curves, folder: RunFolder): readonly Problem[] {
  try {
    for (const { text } of folder.metrics()) curves.read(text);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems;
  }
}

type Columns = Readonly<Record<string, readonly number[]>>;

class Curves {
  readonly #points: number;
  readonly #names: readonly string[];
  readonly #epochs: Thinned;
  readonly #layers: Thinned;
  /** Known with the first step. */
  #heads: readonly string[] = [];
  #steps: Thinned | null = null;
  /** The last step and epoch: what is not behind it was not written by a run. */
  #at = { step: -1, epoch: -1 };
  #line = 0;
  /** Lines that are no event of a run. */
  readonly #broken = new Counted();
  readonly #tooLong = new Counted();
  /** Steps that no line tells of. */
  readonly #missing = new Counted();

  constructor(names: readonly string[], points: number) {
    this.#points = points;
    this.#names = names;
    this.#epochs = new Thinned(points, epochColumns.length + validationColumns.length);
    const rows = Math.max(FEWEST_LAYER_ROWS, Math.floor(MOST_LAYER_NUMBERS / Math.max(1, names.length)));
    this.#layers = new Thinned(Math.min(points, rows), names.length);
  }

  read(line: string | null): void {
    this.#line++;
    if (line === null) return this.#tooLong.add(this.#line);
    const event = eventOf(line);
    const read = event?.['type'] === 'step' ? this.#step(event) : event?.['type'] === 'epoch' && this.#epoch(event);
    if (!read) this.#broken.add(this.#line);
  }

  result(): Pick<RunHistory, 'steps' | 'epochs' | 'layers'> {
    const steps = (this.#steps ?? new Thinned(1, stepColumns.length)).result();
    const own = named(stepColumns, steps.columns) as Record<(typeof stepColumns)[number], number[]>;
    const epochs = this.#epochs.result();
    const means = named(epochColumns, epochs.columns) as Record<(typeof epochColumns)[number], number[]>;
    const [valLoss, valAccuracy] = epochs.columns.slice(epochColumns.length).map(withNull);
    const layers = this.#layers.result();
    return {
      steps: {
        count: this.#steps?.count ?? 0,
        step: steps.at,
        ...own,
        heads: withNulls(named(this.#heads, steps.columns.slice(stepColumns.length))),
      },
      epochs: { count: this.#epochs.count, step: epochs.at, ...means, valLoss: valLoss!, valAccuracy: valAccuracy! },
      layers: { count: this.#layers.count, step: layers.at, columns: withNulls(named(this.#names, layers.columns)) },
    };
  }

  /** What the file at `path` lacks of the `kept` steps that the run is known to have done. */
  problems(path: string, kept: number): readonly Problem[] {
    const steps = Math.max(kept, this.#at.step + 1);
    this.#missing.add(this.#at.step + 1, steps - this.#at.step - 1);
    const [broken, tooLong, missing] = [this.#broken, this.#tooLong, this.#missing];
    const warn = (code: ProblemCode, values: Problem['values']): Problem =>
      problem(code, path, { path, ...values }, { severity: 'warning' });
    const { count, first } = missing;
    return [
      ...(broken.count > 0 ? [warn('run.linesSkipped', { count: broken.count, line: broken.first })] : []),
      ...(tooLong.count > 0 ? [warn('run.lineTooLong', { line: tooLong.first, most: bytes(LONGEST_LINE) })] : []),
      // The lines that are broken may be theirs: that was said.
      ...(count > broken.count ? [warn('run.stepsMissing', { count, steps, step: first })] : []),
    ];
  }

  #step(event: MetricsEvent): boolean {
    const { step, heads, layers } = event;
    const own = numbersOf(event, stepColumns);
    if (!isBehind(step, this.#at.step) || !own) return false;
    this.#missing.add(this.#at.step + 1, step - this.#at.step - 1);
    this.#at.step = step;
    const byHead = typeof heads === 'object' && heads !== null ? (heads as MetricsEvent) : {};
    if (!this.#steps) {
      this.#heads = Object.keys(byHead);
      this.#steps = new Thinned(this.#points, stepColumns.length + this.#heads.length);
    }
    this.#steps.add(step, [...own, ...this.#heads.map((name) => orNaN(byHead[name]))]);
    if (Array.isArray(layers) && layers.length === this.#names.length) this.#layers.add(step, layers.map(orNaN));
    return true;
  }

  #epoch(event: MetricsEvent): boolean {
    const own = numbersOf(event, epochColumns);
    const { step } = event;
    if (!isBehind(step, this.#at.epoch) || !own) return false;
    this.#at.epoch = step;
    this.#epochs.add(step, [...own, ...validationColumns.map((name) => orNaN(event[name]))]);
    return true;
  }
}

/** How many there are of something, and where the first is. */
class Counted {
  count = 0;
  first = 0;

  add(at: number, count = 1): void {
    if (this.count === 0) this.first = at;
    this.count += count;
  }
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isBehind = (value: unknown, last: number): value is number => Number.isSafeInteger(value) && Number(value) > last;
const orNaN = (value: unknown): number => (isNumber(value) ? value : Number.NaN);

/** Null where one of them is missing. */
function numbersOf(event: MetricsEvent, names: readonly string[]): readonly number[] | null {
  const values = names.map((name) => event[name]);
  return values.every(isNumber) ? values : null;
}

const named = (names: readonly string[], columns: readonly (readonly number[])[]): Columns =>
  Object.fromEntries(names.map((name, i) => [name, columns[i] ?? []]));

const withNull = (column: readonly number[]): readonly (number | null)[] =>
  column.map((value) => (Number.isNaN(value) ? null : value));

const withNulls = (columns: Columns): Readonly<Record<string, readonly (number | null)[]>> =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, withNull(column)]));
