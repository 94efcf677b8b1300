import { bytes, compact, duration, percent } from '../../base/format.ts';
import type { CallResult } from '../protocol.ts';
import { barText } from './bars.ts';
import { columnsText } from './columns.ts';
import { bold, cyan, dim } from './print.ts';

type Report = CallResult<'profile'>;
type Layer = Report['layers'][number];

const BAR_CELLS = 12;

/** The profile as people read it: the step, the layers in order (or the `top` slowest), what belongs to no layer, memory. */
export function profileLines({ step, layers, memory, device }: Report, top?: number): readonly string[] {
  const slowest = [...layers].sort((a, b) => b.totalMs - a.totalMs);
  const shown = top === undefined ? layers.filter((l) => l.totalMs > 0) : slowest.slice(0, top);
  const most = slowest[0]?.share ?? 1;
  const ms = (value: number): string => (value === 0 ? '' : value.toFixed(value < 0.1 ? 3 : 2));
  const table = columnsText<Layer>(
    [
      { title: 'layer', align: 'left', text: (l) => l.path },
      { title: 'kind', align: 'left', text: (l) => l.kind },
      { title: 'forward ms', align: 'right', text: (l) => ms(l.forwardMs) },
      { title: 'backward ms', align: 'right', text: (l) => ms(l.backwardMs) },
      { title: 'update ms', align: 'right', text: (l) => ms(l.updateMs) },
      { title: 'share', align: 'right', text: (l) => percent(l.share) },
      { title: '', align: 'left', text: (l) => cyan(barText(l.share / most, BAR_CELLS)) },
      { title: 'GFLOP/s', align: 'right', text: (l) => l.gflopsPerSecond?.toFixed(1) ?? '' },
      { title: 'bytes', align: 'right', text: (l) => bytes(l.bytes) },
      { title: 'FLOP/byte', align: 'right', text: (l) => (l.intensity === null ? '' : l.intensity.toFixed(1)) },
    ],
    shown,
  );
  const hidden = layers.length - shown.length;
  const inLayers = layers.reduce((sum, l) => sum + l.totalMs, 0);
  return [
    bold(
      `step ${duration(step.medianMs)} (fastest ${duration(step.minMs)}), ${compact(Math.round(step.imagesPerSecond))} images/s on ${device.name}`,
    ),
    ...table,
    ...(hidden > 0 && top !== undefined ? [dim(`… and ${hidden} layers more`)] : []),
    '',
    `under the profiler ${duration(step.profiledMs)}: layers ${duration(inLayers)} (${percent(inLayers / step.profiledMs)}), metrics ${duration(step.metricsMs)} (${percent(step.metricsMs / step.profiledMs)}), the profiler itself and the way between operators ${duration(Math.max(0, step.otherMs))}`,
    `training memory ${bytes(memory.predictedBytes)} predicted, ${bytes(memory.measuredPeakBytes)} measured at the peak; the whole process ${bytes(memory.processPeakBytes)}`,
  ];
}
