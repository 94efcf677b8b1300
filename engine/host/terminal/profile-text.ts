import { bytes, compact, duration, percent } from '../../base/format.ts';
import type { CallResult } from '../protocol.ts';
import { barText } from './bars.ts';
import { columnsText } from './columns.ts';
import { bold, cyan, dim } from './print.ts';

type Report = CallResult<'profile'>;
type Layer = Report['layers'][number];

const BAR_CELLS = 12;

export interface ProfileTextOptions {
  /** Only so many layers, those that take longest. */
  readonly top?: number | undefined;
  /** Name the kernels of each layer. */
  readonly kernels?: boolean | undefined;
}

/** The profile as people read it: the step, the layers in order, what belongs to no layer, memory, the device's roofline. */
export function profileLines(
  { step, layers, memory, device, roofline }: Report,
  { top, kernels = false }: ProfileTextOptions = {},
): readonly string[] {
  const slowest = [...layers].sort((a, b) => b.totalMs - a.totalMs);
  const shown = top === undefined ? layers.filter((l) => l.totalMs > 0) : slowest.slice(0, top);
  const most = slowest[0]?.share ?? 1;
  const ms = (value: number): string =>
    value === 0 ? '' : value < 0.0005 ? '<0.001' : value.toFixed(value < 0.1 ? 3 : 2);
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
      { title: 'GB/s', align: 'right', text: (l) => l.gigabytesPerSecond?.toFixed(1) ?? '' },
      { title: 'bound by', align: 'left', text: (l) => l.bound ?? '' },
      { title: 'attained', align: 'right', text: (l) => (l.attained === null ? '' : percent(l.attained)) },
      ...(kernels ? [{ title: 'kernels', align: 'left', text: (l: Layer) => l.kernels.join(', ') } as const] : []),
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
    `this device reaches ${roofline.gflopsPerSecond.toFixed(0)} GFLOP/s in a matrix product and ${roofline.gigabytesPerSecond.toFixed(0)} GB/s in a copy; attained is the least time that these allow over the time taken`,
  ];
}
