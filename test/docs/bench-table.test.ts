import { expect, test } from 'vitest';
import { benchSection, withBenchSection } from '../../scripts/bench-table.mjs';

const results = {
  date: '2026-05-04T03:02:01.000Z',
  machine: { cpu: 'A processor', cores: 2, memoryGb: 24, node: 'v20.20.2', onnxruntime: '1.30.0' },
  steps: [
    {
      name: 'resnet18',
      batch: 4,
      size: 224,
      oursMs: 100.04,
      peerMs: 125,
      peer: 'PyTorch 2.6.0, channels last',
      timeRatio: 0.8003,
      oursPeakMb: 800.4,
      peerPeakMb: 600,
      memoryRatio: 1.334,
    },
  ],
  editing: [{ name: 'inspect resnet152', ms: 3.14, limitMs: 5 }],
};

test('ratios, waits and the machine become two tables and a line', () => {
  expect(benchSection(results).split('\n')).toEqual([
    '| training step | Layerloom | PyTorch | ratio | peak memory | PyTorch | ratio |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    '| resnet18, batch 4 at 224×224 | 100.0 ms | 125.0 ms | **0.80** | 800 MB | 600 MB | 1.33 |',
    '',
    '| wait | measured | limit |',
    '| --- | ---: | ---: |',
    '| inspect resnet152 | 3.1 ms | 5 ms |',
    '',
    'Measured on 2026-05-04: A processor, 2 cores, 24 GiB; Node v20.20.2, ONNX Runtime 1.30.0, PyTorch 2.6.0.',
    'Medians, float32.',
  ]);
});

test('without PyTorch its columns are dashes', () => {
  const alone = { peerMs: null, peer: null, timeRatio: null, peerPeakMb: null, memoryRatio: null };
  const text = benchSection({ ...results, steps: [{ ...results.steps[0]!, ...alone }] });
  expect(text).toContain('| 100.0 ms | – | – | 800 MB | – | – |');
  expect(text).toContain('no PyTorch.');
});

test('only what stands between the markers is replaced', () => {
  const before = 'a\n<!-- bench:start -->\nold\n<!-- bench:end -->\nz\n';
  expect(withBenchSection(before, 'new')).toBe('a\n<!-- bench:start -->\nnew\n<!-- bench:end -->\nz\n');
  expect(() => withBenchSection('a', 'new')).toThrow('has no');
});
