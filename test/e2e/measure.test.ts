import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CallResult } from '../../engine/host/protocol.ts';
import { results } from '../../engine/host/protocol.ts';
import type { SweepPoint } from '../../engine/host/runs-protocol.ts';
import { planLines } from '../../engine/host/terminal/plan-text.ts';
import { jsonLines, layerloom, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();

test.each(['cpu', 'webgpu'])('profile on %s: layers, metrics and the rest account for the step', async (device) => {
  const design = ['template:cifar_resnet8?filters=4', '--input', '16x16x3', '--batch', '8'];
  const { stdout, stderr, code } = await layerloom(
    ['profile', ...design, '--device', device, '--no-autotune', '--steps', '3', '--json'],
    folder,
  );
  // On a slow machine it says how far it is.
  const said = stderr.split('\n').filter((line) => line !== '' && !/^[█░]{24} /.test(line));
  expect({ code, said }).toEqual({ code: 0, said: [] });
  const report: CallResult<'profile'> = results.profile.parse(jsonLines(stdout).at(-1));
  const { step, layers, memory } = report;
  const inLayers = layers.reduce((sum, l) => sum + l.forwardMs + l.backwardMs + l.updateMs, 0);
  const explained = inLayers + step.metricsMs + step.otherMs;
  expect(Math.abs(explained - step.profiledMs)).toBeLessThan(0.1 * step.profiledMs);
  const conv = layers.find((l) => l.path === 'stage1/0/conv1')!;
  // 2 FLOPs × 16 · 16 · 4 · 3 · 3 · 4 multiplications × 8 images, forward and both gradients.
  expect(conv.flops).toBe(2 * 36_864 * 8 * 3);
  for (const part of ['forwardMs', 'backwardMs', 'updateMs', 'attained'] as const)
    expect(conv[part]).toBeGreaterThan(0);
  // At least x and y forward, dy and x, dy and dx backward, each 16 · 16 · 4 numbers an image.
  expect(conv.movedBytes).toBeGreaterThan(6 * 4 * 1024 * 8);
  expect(conv.kernels.length).toBeGreaterThan(1);
  for (const peak of ['gflopsPerSecond', 'gigabytesPerSecond'] as const)
    expect(report.roofline[peak]).toBeGreaterThan(0);
  expect(layers.find((l) => l.path === 'stem/norm')!.backwardMs).toBeGreaterThan(0);
  expect(memory.predictedBytes).toBeGreaterThan(0);
  expect(memory.processPeakBytes).toBeGreaterThan(memory.measuredPeakBytes);
  // A GPU's memory is not the process's: what lies there is counted.
  const onGpu = report.buffers?.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(memory.measuredPeakBytes === onGpu).toBe(device === 'webgpu');
  // Only a GPU's kernels and tensors are Layerloom's own.
  expect((step.host?.kernels ?? 0) > 50).toBe(device === 'webgpu');
  expect(/stage1\/0\/conv1\.weight/.test(planLines(report).join('\n'))).toBe(device === 'webgpu');
});

test('sweep: a point for each depth and series, as lines, JSON and a chart', async () => {
  const settings = ['--data', 'builtin:digits', '--batch', '128', '--max-steps', '3', '--threads', '1'];
  const designs = ['template:cifar_plain?filters=2', 'template:cifar_resnet?filters=2'];
  const { stdout, code } = await layerloom(
    ['sweep', ...designs, '--depths', '8,14', ...settings, '--out', 'sweep', '--json'],
    folder,
  );
  expect(code).toBe(0);
  const events = jsonLines(stdout);
  expect(events.filter((e) => e['type'] === 'design')).toHaveLength(4);
  const points = events.filter((e) => e['type'] === 'point') as unknown as SweepPoint[];
  expect(points.map((p) => [p.series, p.depth])).toEqual([
    ['cifar_plain', 8],
    ['cifar_plain', 14],
    ['cifar_resnet', 8],
    ['cifar_resnet', 14],
  ]);
  for (const point of points) {
    expect(point.status).toBe('done');
    // The mean over the steps of the last epoch is what the run's own epoch line says.
    const lines = jsonLines(readFileSync(join(folder, point.run!, 'metrics.jsonl'), 'utf8'));
    const accuracies = lines.filter((l) => l['type'] === 'step').map((l) => Number(l['accuracy']));
    const mean = accuracies.reduce((a, b) => a + b) / accuracies.length;
    expect(point.trainingError).toBeCloseTo(1 - mean, 10);
    expect(point.validationError).toBeCloseTo(1 - Number(lines.at(-1)!['valAccuracy']), 10);
  }
  const saved = JSON.parse(readFileSync(join(folder, 'sweep/sweep.json'), 'utf8')) as { points: SweepPoint[] };
  expect(saved.points).toHaveLength(4);
  expect(events.at(-1)).toEqual({ type: 'sweep', points: saved.points });
  expect(readFileSync(join(folder, 'sweep/sweep.svg'), 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
});

test('sweep: a mistake in the last design shows before the first is trained', async () => {
  const { stdout, stderr, code } = await layerloom(
    ['sweep', 'template:cifar_plain', '--depths', '8,9', '--data', 'builtin:digits', '--json'],
    folder,
  );
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('A depth of 9 is not 6n + 2');
});
