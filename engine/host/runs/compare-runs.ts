import { csvCell } from '../../base/csv.ts';
import type { Scalar } from '../../base/diagnostics.ts';
import { type Difference, differing, flatSettings } from '../../settings/flat.ts';
import type { RunFacts, RunHistory } from '../runs-protocol.ts';

/** What runs were not alike in before they began: data set, device, settings. */
export function differences(runs: readonly RunFacts[]): readonly Difference[] {
  const all = runs.map(({ data, device, params, settings }) => {
    const size = `${data.height} × ${data.width} × ${data.channels}`;
    const facts = {
      data: data.name,
      images: data.trainImages,
      size,
      device: device.name,
      threads: device.threads,
      params,
    };
    return new Map<string, Scalar | null>([...Object.entries(facts), ...flatSettings(settings)]);
  });
  return differing(all);
}

export const curveAxes = ['epoch', 'step'] as const;
export type CurveAxis = (typeof curveAxes)[number];

type Column = readonly (number | null)[];

/**
 * Curves of several runs beside each other, a row an epoch or a step: `epoch,a: loss,a: accuracy,…`. A cell is empty
 * where a run has no such row, or no such number.
 */
export function curvesCsv(runs: ReadonlyMap<string, RunHistory>, axis: CurveAxis): string {
  const tables = [...runs].map(([name, history]) => tableOf(name, history, axis));
  const rows = [...new Set(tables.flatMap(({ at }) => at))].sort((a, b) => a - b);
  const head = [axis, ...tables.flatMap(({ name, columns }) => columns.map(([title]) => `${name}: ${title}`))];
  const places = tables.map(({ at }) => new Map(at.map((row, i) => [row, i])));
  const lines = rows.map((row) => {
    const cells = tables.flatMap(({ columns }, t) => columns.map(([, values]) => cell(values, places[t]!.get(row))));
    return `${row},${cells.join(',')}`;
  });
  return `${[head.map(csvCell).join(','), ...lines].join('\n')}\n`;
}

/** Epochs count from 1 and steps from 0, as the app and the metrics do. */
function tableOf(name: string, { epochs, steps }: RunHistory, axis: CurveAxis) {
  const { loss, accuracy } = axis === 'epoch' ? epochs : steps;
  const shared = [
    ['loss', loss],
    ['accuracy', accuracy],
  ] as const satisfies readonly (readonly [string, Column])[];
  if (axis === 'step')
    return { name, at: steps.step, columns: [...shared, ['learningRate', steps.learningRate] as const] };
  const validation = [
    ['valLoss', epochs.valLoss],
    ['valAccuracy', epochs.valAccuracy],
  ] as const;
  return { name, at: epochs.epoch.map((epoch) => epoch + 1), columns: [...shared, ...validation] };
}

const cell = (values: Column, at: number | undefined): string => (at === undefined ? '' : String(values[at] ?? ''));
