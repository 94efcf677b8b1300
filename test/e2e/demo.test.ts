import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demo, recordOf } from '../../engine/host/demo/demo.ts';
import { jsonLines, layerloom, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();

test('a network of the demo: table, training, test, profile, ONNX, verification, and PyTorch within a point', async () => {
  const { code, stdout, stderr } = await layerloom(['demo', '--only', 'resnet', '--out', 'demo', '--json'], folder);
  expect({ code, stderr: /error|failed/.exec(stderr) }).toEqual({ code: 0, stderr: null });
  const lines = stdout.trimEnd().split('\n');
  const text = lines.slice(0, -1).join('\n');
  for (const part of [
    /^stem +convNormActivation +28 × 28 × 16 /m,
    /^step .* images\/s on /m,
    /^training memory .* predicted, .* measured/m,
    /^verified on 4 test images of fashion/m,
    /^network +parameters +multiplications +test accuracy +PyTorch/m,
    /layerloom evaluate demo\/resnet$/m,
  ]) {
    expect(text).toMatch(part);
  }
  expect(stderr).toMatch(/loss \d.* accuracy .* images\/s .* left/);
  expect(stderr).toMatch(/test accuracy \d+\.\d %/);
  for (const file of ['resnet/run.json', 'resnet/best.safetensors', 'resnet.onnx']) {
    expect(existsSync(join(folder, 'demo', file))).toBe(true);
  }
  const [summary] = jsonLines(lines.at(-1)!) as unknown as { networks: { testAccuracy: number }[] }[];
  const { testAccuracy } = summary!.networks[0]!;
  const record = recordOf(demo.networks[0]!);
  expect(Math.abs(testAccuracy - record.mean)).toBeLessThanOrEqual(0.01);
  expect(readFileSync(join(folder, 'demo/resnet/metrics.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(6 * 126);
}, 600_000);
