import { expect, test } from 'vitest';
import { summarize } from '../../engine/backends/ort/profile.ts';

const run = (ts: number, dur: number) => ({ cat: 'Session', name: 'model_run', ts, dur });
const node = (name: string, ts: number, dur: number, op_name = 'Conv') => ({
  cat: 'Node',
  name: `${name}_kernel_time`,
  ts,
  dur,
  args: { op_name, activation_size: '200', parameter_size: '30', output_size: '4' },
});

test('sums the nodes of a call, drops warm-up steps, and tells calls of equal paths apart', () => {
  const events = [
    run(0, 900),
    node('forward|conv|0|conv2d|0', 10, 800),
    run(1000, 100),
    node('forward|conv|0|conv2d|0', 1010, 20),
    node('forward|conv|0|conv2d|1', 1040, 5),
    node('backward|conv|7|conv2dWeightGradient|0', 1060, 10, 'MatMul'),
    node('backward|conv|7|conv2dWeightGradient|1', 1072, 10, 'ReduceSum'),
    node('backward|conv|7|conv2dWeightGradient|2', 1084, 10, 'MatMul'),
    node('Identity/metrics', 1095, 3),
  ];
  const profile = summarize(events, [0.12]);
  expect(profile.calls).toEqual([
    { phase: 'forward', path: 'conv', op: 'conv2d', milliseconds: 0.025, bytes: 468, kernels: ['Conv'] },
    {
      phase: 'backward',
      path: 'conv',
      op: 'conv2dWeightGradient',
      milliseconds: 0.03,
      bytes: 702,
      kernels: ['MatMul', 'ReduceSum'],
    },
  ]);
  expect(profile.stepMilliseconds).toBeCloseTo(0.12, 9);
  expect(profile.otherMilliseconds).toBeCloseTo(0.065, 9);
});

test('a view moves nothing', () => {
  const run = { cat: 'Session', name: 'model_run', ts: 0, dur: 100 };
  const events = [run, node('forward|a|0|conv2d|0', 10, 20), node('forward|a|0|conv2d|1', 40, 1, 'Reshape')];
  expect(summarize(events, [1]).calls).toMatchObject([{ path: 'a', bytes: 234 }]);
});

test('times come from the steps of middling length, so that one disturbed step counts for nothing', () => {
  const steps = [100, 104, 5000, 102, 98].flatMap((dur, i) => [
    run(i * 10_000, dur),
    node('update|conv|3|sgdStep|0', i * 10_000 + 1, dur / 2),
  ]);
  const profile = summarize(steps, [0.1, 0.104, 5, 0.102, 0.098]);
  expect(profile.stepMilliseconds).toBeCloseTo(0.102, 6);
  expect(profile.calls[0]!.milliseconds).toBeCloseTo(0.051, 6);
  expect(profile.minMilliseconds).toBe(0.098);
});
