import type { RunHistory } from '../../engine/host/runs-protocol.ts';
import type { RunEvent } from '../../engine/settings/run-events.ts';
import { Column } from './column.ts';

export type StartEvent = Extract<RunEvent, { readonly type: 'start' }>;
export type StepEvent = Extract<RunEvent, { readonly type: 'step' }>;
export type EpochEvent = Extract<RunEvent, { readonly type: 'epoch' }>;

/** Numbers by name, all at the same steps. */
export class Table {
  readonly steps = new Column();
  readonly #columns = new Map<string, Column>();

  get names(): readonly string[] {
    return [...this.#columns.keys()];
  }

  /** Undefined where no row named it. */
  column(name: string): Column | undefined {
    return this.#columns.get(name);
  }

  /** What a row does not name is missing in it. Steps ascend; a row that does not is left out. */
  add(step: number, row: Iterable<readonly [name: string, value: number]>): void {
    if (step <= this.steps.last()) return;
    this.steps.push(step);
    const { length } = this.steps;
    for (const [name, value] of row) {
      let column = this.#columns.get(name);
      if (!column) this.#columns.set(name, (column = new Column()));
      while (column.length < length - 1) column.push(Number.NaN);
      column.push(value);
    }
    for (const column of this.#columns.values()) if (column.length < length) column.push(Number.NaN);
  }
}

/**
 * What one run has reported, as columns by metric name. They grow in place: who shows them looks again when told that
 * there is more.
 *
 * `steps`: `loss`, `accuracy`, `top5`, `learningRate`, `gradientNorm`, `imagesPerSecond`, and of further heads
 * `loss/<head>`, `accuracy/<head>`. `epochs`: `loss`, `accuracy` (means over the epoch's steps), `valLoss`,
 * `valAccuracy`. `layers`: `gradientNorm/<layer>`, `updateRatio/<layer>`, `residualRatio/<add>`, on the steps that
 * report them.
 */
export class RunSeries {
  readonly steps = new Table();
  readonly epochs = new Table();
  readonly layers = new Table();
  /**
   * Columns of the accuracy of auxiliary heads: those that are not the run's own accuracy under another name, as the
   * main head's is.
   */
  readonly auxiliary = new Set<string>();
  #layerNames: readonly string[] = [];

  /** What a run has on disk, before anything that it reports. */
  recall({ steps, epochs, layers }: Pick<RunHistory, 'steps' | 'epochs' | 'layers'>): void {
    const { count: _, step, heads, ...main } = steps;
    fill(this.steps, step, { ...main, ...heads });
    for (const [name, values] of Object.entries(heads))
      if (isAccuracy(name) && values.some((value, i) => value !== main.accuracy[i])) this.auxiliary.add(name);
    const { loss, accuracy, valLoss, valAccuracy } = epochs;
    fill(this.epochs, epochs.step, { loss, accuracy, valLoss, valAccuracy });
    fill(this.layers, layers.step, layers.columns);
  }

  start(event: Pick<StartEvent, 'layerMetrics'>): void {
    this.#layerNames = event.layerMetrics;
  }

  step(event: StepEvent): void {
    const { loss, accuracy, top5, learningRate, gradientNorm, imagesPerSecond } = event;
    const main = { loss, accuracy, top5, learningRate, gradientNorm, imagesPerSecond };
    const heads = Object.entries(event.heads);
    this.steps.add(event.step, [...Object.entries(main), ...heads]);
    for (const [name, value] of heads) if (isAccuracy(name) && value !== accuracy) this.auxiliary.add(name);
    if (event.layers)
      this.layers.add(
        event.step,
        event.layers.map((value, i) => [this.#layerNames[i] ?? String(i), value] as const),
      );
  }

  epoch(event: EpochEvent): void {
    const { loss, accuracy, valLoss, valAccuracy } = event;
    this.epochs.add(event.step, [
      ['loss', loss],
      ['accuracy', accuracy],
      ['valLoss', valLoss ?? Number.NaN],
      ['valAccuracy', valAccuracy ?? Number.NaN],
    ]);
  }
}

const isAccuracy = (name: string): boolean => name.startsWith('accuracy/');

function fill(
  table: Table,
  steps: readonly number[],
  columns: Readonly<Record<string, readonly (number | null)[]>>,
): void {
  const named = Object.entries(columns);
  steps.forEach((step, row) =>
    table.add(
      step,
      named.map(([name, values]) => [name, values[row] ?? Number.NaN] as const),
    ),
  );
}
