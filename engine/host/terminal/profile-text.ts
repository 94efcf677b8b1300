import { bytes, compact, duration, percent } from '../../base/format.ts';
import type { CallResult } from '../protocol.ts';
import { barText } from './bars.ts';
import { columnsText } from './columns.ts';
import { bold, cyan, dim } from './print.ts';
import { text } from './texts.ts';

type Report = CallResult<'profile'>;
type Layer = Report['layers'][number];

const BAR_CELLS = 12;

export interface ProfileTextOptions {
  /** Only so many layers, those that take longest. */
  readonly top?: number | undefined;
  /** Name the kernels of each layer. */
  readonly kernels?: boolean | undefined;
}

/**
 * The profile as people read it: the step, the layers in order, what belongs to no layer, memory, the device's
 * roofline.
 */
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
      { title: text('profile.layer'), align: 'left', text: (l) => l.path },
      { title: text('profile.kind'), align: 'left', text: (l) => l.kind },
      { title: text('profile.forward'), align: 'right', text: (l) => ms(l.forwardMs) },
      { title: text('profile.backward'), align: 'right', text: (l) => ms(l.backwardMs) },
      { title: text('profile.update'), align: 'right', text: (l) => ms(l.updateMs) },
      { title: text('profile.share'), align: 'right', text: (l) => percent(l.share) },
      { title: '', align: 'left', text: (l) => cyan(barText(l.share / most, BAR_CELLS)) },
      { title: 'GFLOP/s', align: 'right', text: (l) => l.gflopsPerSecond?.toFixed(1) ?? '' },
      { title: 'GB/s', align: 'right', text: (l) => l.gigabytesPerSecond?.toFixed(1) ?? '' },
      { title: text('profile.bound'), align: 'left', text: (l) => (l.bound ? text(`profile.bound.${l.bound}`) : '') },
      {
        title: text('profile.attained'),
        align: 'right',
        text: (l) => (l.attained === null ? '' : percent(l.attained)),
      },
      ...(kernels
        ? [{ title: text('profile.kernels'), align: 'left', text: (l: Layer) => l.kernels.join(', ') } as const]
        : []),
    ],
    shown,
  );
  const hidden = layers.length - shown.length;
  const inLayers = layers.reduce((sum, l) => sum + l.totalMs, 0);
  const share = (value: number): string => percent(value / step.profiledMs);
  return [
    bold(
      text('profile.headline', {
        median: duration(step.medianMs),
        fastest: duration(step.minMs),
        speed: compact(Math.round(step.imagesPerSecond)),
        device: device.name,
      }),
    ),
    ...table,
    ...(hidden > 0 && top !== undefined ? [dim(text('profile.hidden', { count: hidden }))] : []),
    '',
    text('profile.total', {
      profiled: duration(step.profiledMs),
      layers: duration(inLayers),
      layersShare: share(inLayers),
      metrics: duration(step.metricsMs),
      metricsShare: share(step.metricsMs),
      other: duration(Math.max(0, step.otherMs)),
    }),
    ...(step.host
      ? [text('profile.host', { kernels: String(step.host.kernels), duration: duration(step.host.ms) })]
      : []),
    text(step.host ? 'profile.memoryOnGpu' : 'profile.memory', {
      predicted: bytes(memory.predictedBytes),
      measured: bytes(memory.measuredPeakBytes),
      process: bytes(memory.processPeakBytes),
    }),
    text('profile.roofline', {
      gflops: roofline.gflopsPerSecond.toFixed(0),
      gigabytes: roofline.gigabytesPerSecond.toFixed(0),
    }),
  ];
}
