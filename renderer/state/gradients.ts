import { createStore } from 'zustand/vanilla';
import type { LoomDocument } from '../../engine/design/document.ts';
import { parseDocument } from '../../engine/design/parse.ts';
import { indexAt } from '../series/column.ts';
import type { RunSeries, Table } from '../series/run-series.ts';
import { showOverlay } from './overlay.ts';
import { prefixes } from './prefixes.ts';
import { runs } from './runs.ts';
import { sameDesign } from './same-design.ts';
import { get, store } from './store.ts';
import { training } from './training.ts';

/** What one reported step of a run says of its layers. */
export interface LayerReport {
  readonly step: number;
  /** ‖∂L/∂w‖ by layer, and of a block over all weights in it: the root of the sum of squares. */
  readonly norms: ReadonlyMap<string, number>;
  /** ‖F(x)‖ / ‖x‖ by the add of a residual block. */
  readonly ratios: ReadonlyMap<string, number>;
  /** Share of right answers on the step's batch, by head. */
  readonly accuracies: ReadonlyMap<string, number>;
}

export interface Gradients {
  /** Of the run. */
  readonly name: string;
  /** Null while no run has reported any. */
  readonly report: LayerReport | null;
  /** Paths of the layers with weights, in the network's order. */
  readonly layers: readonly string[];
  /** Steps that reported: the first, the last, and how many. */
  readonly steps: { readonly first: number; readonly last: number; readonly count: number };
  /** The step that was chosen to look at; null follows the run. */
  readonly pinned: number | null;
  /** Whether the design that is drawn is the run's, was edited since, or is another altogether. */
  readonly fit: 'same' | 'edited' | 'other';
}

const none: Gradients = {
  name: '',
  report: null,
  layers: [],
  steps: { first: 0, last: 0, count: 0 },
  pinned: null,
  fit: 'same',
};

export const gradients = createStore<Gradients>(() => none);

/** Looks at one step, the nearest reported before it; null follows the run again. */
export function pinStep(pinned: number | null): void {
  gradients.setState({ pinned });
  update();
}

/** Cards need no more than people can read. */
const UPDATE_MS = 100;
let timer: ReturnType<typeof setTimeout> | undefined;

interface Source {
  readonly name: string;
  readonly series: RunSeries;
  /** Null while it is not known yet. */
  readonly document: LoomDocument | null;
  /** Whether it is one of a sweep's designs, which nobody has drawn. */
  readonly swept: boolean;
}

let source: Source | null = null;

/** The one run that is selected in the list, where its curves are there, else the one that trains here. */
function sourceNow(): Source {
  const live = training.getState();
  const { selected, loaded, list } = runs.getState();
  const [run] = selected;
  const old = selected.size === 1 && run !== undefined && run !== live.start?.run ? loaded.get(run) : undefined;
  if (!old) return { ...live, swept: live.sweep !== null };
  if (source?.series === old.series) return source;
  const name = list.value?.find((one) => one.run === run)?.name ?? '';
  return {
    name,
    series: old.series,
    document: parseDocument(JSON.stringify(old.design), name).document ?? null,
    swept: false,
  };
}

function follow(): void {
  const now = sourceNow();
  if (now.series !== source?.series) {
    source = now;
    gradients.setState({ ...none, name: now.name }, true);
    update();
  } else if (now.series.layers.steps.length > 0) timer ??= setTimeout(update, UPDATE_MS);
}

/** Keeps in step with the run that is shown and the design that is drawn. Called once. */
export function watchGradients(): void {
  training.subscribe(follow);
  runs.subscribe(follow);
  store.subscribe(({ history }, before) => {
    if (history.document !== before.history.document && gradients.getState().report) update();
  });
}

function update(): void {
  clearTimeout(timer);
  timer = undefined;
  if (!source) return;
  const { series } = source;
  const { document, swept, name } = sourceNow();
  const { pinned, report: before } = gradients.getState();
  const { steps } = series.layers;
  if (steps.length === 0) return;
  const row = pinned === null ? steps.length - 1 : Math.max(0, indexAt(steps, pinned));
  const { document: drawn } = get().history;
  const fit = document === null ? (swept ? 'other' : 'same') : fitOf(document, drawn);
  gradients.setState({
    name,
    report: before?.step === steps.at(row) ? before : reportAt(series, row),
    layers: layersOf(series.layers),
    steps: { first: steps.at(0), last: steps.last(), count: steps.length },
    fit,
  });
  if (!before && fit !== 'other') showOverlay('gradients');
}

function fitOf(own: LoomDocument, drawn: LoomDocument): Gradients['fit'] {
  if (sameDesign(own, drawn)) return 'same';
  return own.name === drawn.name ? 'edited' : 'other';
}

const NORM = 'gradientNorm/';
const RATIO = 'residualRatio/';
const ACCURACY = 'accuracy/';

const layersOf = ({ names }: Table): readonly string[] =>
  names.flatMap((name) => (name.startsWith(NORM) ? [name.slice(NORM.length)] : []));

/** What was reported at a row of the layers' table. */
export function reportAt({ layers, steps: all }: RunSeries, row: number): LayerReport {
  const step = layers.steps.at(row);
  const squares = new Map<string, number>();
  for (const path of layersOf(layers)) {
    const norm = layers.column(NORM + path)!.at(row);
    for (const at of prefixes(path)) squares.set(at, (squares.get(at) ?? 0) + norm ** 2);
  }
  const of = (table: Table, prefix: string, at: number): ReadonlyMap<string, number> =>
    new Map(
      table.names.flatMap((name) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), table.column(name)!.at(at)] as const] : [],
      ),
    );
  return {
    step,
    norms: new Map([...squares].map(([path, square]) => [path, Math.sqrt(square)])),
    ratios: of(layers, RATIO, row),
    accuracies: of(all, ACCURACY, indexAt(all.steps, step)),
  };
}
