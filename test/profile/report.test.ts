import { expect, test } from 'vitest';
import type { CallTime, DeviceInfo, StepProfile } from '../../engine/backends/backend.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import { profileReport } from '../../engine/profile/report.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { network } from '../compile/small-nets.ts';

const device: DeviceInfo = { id: 'cpu', backend: 'ort', name: 'processor', memoryBytes: 0, features: [] };
const memory = { predictedBytes: 1, measuredPeakBytes: 1, processPeakBytes: 1 };
const net = network(
  ['input', 'input', { height: 4, width: 4, channels: 2 }],
  ['conv', 'conv2d', { filters: 4, kernel: 3, bias: false }],
  ['relu', 'relu'],
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
);
const step = compileTraining(net, trainingSettings.parse({ batch: 2 }));

const call = (
  phase: CallTime['phase'],
  path: string,
  milliseconds: number,
  bytes: number,
  kernel: string,
): CallTime => ({
  phase,
  path,
  op: 'conv2d',
  milliseconds,
  bytes,
  kernels: [kernel],
});
const measured: StepProfile = {
  stepMilliseconds: 10,
  minMilliseconds: 9,
  calls: [
    call('forward', 'conv', 1, 6_000_000, 'conv/a'),
    call('backward', 'conv', 3, 2_000_000, 'conv/b'),
    call('update', 'conv', 1, 1_000_000_000, 'sgd'),
    call('forward', 'relu', 0.5, 1_000_000, 'map'),
    call('metrics', '', 2, 0, 'map'),
  ],
  otherMilliseconds: 2.5,
  host: { kernels: 12, milliseconds: 0.5 },
  buffers: null,
};

test('a layer is held against the device: by its products or by its bytes, whichever take longer', () => {
  // conv: 16 positions · 4 filters · 18 products · 2 images = 2304 multiply-adds, twice: the images need no gradient.
  const flops = 2 * 2304 * 2;
  const report = (gflopsPerSecond: number, gigabytesPerSecond: number) =>
    profileReport(net, step, [7, 5, 6], measured, memory, device, { gflopsPerSecond, gigabytesPerSecond });
  const conv = (r: ReturnType<typeof report>) => r.layers.find((l) => l.path === 'conv')!;

  const byMemory = conv(report(100, 4));
  expect(byMemory).toMatchObject({
    flops,
    movedBytes: 8e6,
    bound: 'memory',
    kernels: ['conv/a', 'conv/b'],
    share: 0.5,
  });
  // 8 MB at 4 GB/s take 2 ms; it took 4.
  expect(byMemory.attained).toBeCloseTo(0.5, 9);
  expect(byMemory.gigabytesPerSecond).toBeCloseTo(2, 9);
  expect(byMemory.gflopsPerSecond).toBeCloseTo(flops / 4e6, 9);

  const byProducts = conv(report(flops / 3e6, 100));
  expect(byProducts.bound).toBe('compute');
  expect(byProducts.attained).toBeCloseTo(0.75, 9);
});

test('a layer without products is bound by memory, one without kernels by nothing', () => {
  const { layers, step: times } = profileReport(net, step, [7, 5, 6], measured, memory, device, {
    gflopsPerSecond: 100,
    gigabytesPerSecond: 4,
  });
  const layer = (path: string) => layers.find((l) => l.path === path)!;
  expect(layer('relu')).toMatchObject({ gflopsPerSecond: null, bound: 'memory', attained: 0.5 });
  expect(layer('flat')).toMatchObject({ gigabytesPerSecond: null, bound: null, attained: null, kernels: [] });
  expect(times).toMatchObject({
    medianMs: 6,
    minMs: 5,
    metricsMs: 2,
    profiledMs: 10,
    otherMs: 2.5,
    host: { kernels: 12, ms: 0.5 },
  });
});
