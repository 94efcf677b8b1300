import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demo, deviationOf, pytorchRecord, recordOf } from '../../engine/host/demo/demo.ts';
import { openTrainable } from '../../engine/host/open-design.ts';

const images = { name: 'fashion', height: 28, width: 28, channels: 1, classes: 10 };
const settings: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../engine/host/demo/settings.json'), 'utf8'),
);

test('the record of PyTorch is of these very settings and networks', () => {
  expect({
    settings: pytorchRecord.settings,
    networks: pytorchRecord.networks.map(({ name, design }) => ({ name, design })),
  }).toEqual({
    settings: (settings as { settings: unknown }).settings,
    networks: demo.networks,
  });
});

test.each(demo.networks.map((n) => [n.name, n] as const))(
  '%s: PyTorch trained as many parameters, and runs agree',
  (_, network) => {
    const { params, accuracies, mean } = recordOf(network);
    const { analysis } = openTrainable({ kind: 'template', spec: network.design }, images);
    expect(params).toBe(analysis.totals.params);
    expect(accuracies.length).toBeGreaterThanOrEqual(5);
    expect(mean).toBeCloseTo(accuracies.reduce((a, b) => a + b) / accuracies.length, 10);
    // A point must tell more than the seed does.
    expect(deviationOf(accuracies)).toBeLessThan(0.01);
  },
);

test('the plain twin has the same layers as the ResNet, without the skips', () => {
  const kinds = (name: string): string[] => {
    const network = demo.networks.find((n) => n.name === name)!;
    const { analysis } = openTrainable({ kind: 'template', spec: network.design }, images);
    return analysis.nodes.map((n) => `${n.node.path} ${n.node.kind} ${n.type?.dims.join('×')}`);
  };
  expect(kinds('plain')).toEqual(kinds('resnet').filter((layer) => !/ (add|shortcut) /.test(layer)));
});
