import { expect, test } from 'vitest';
import { layerTable } from '../../../engine/analyze/table.ts';
import { modelOf, recount, shareAt, sumAt } from '../../../renderer/state/model.ts';
import { counting, templateOf } from '../scene/scene-of.ts';

test('sums of blocks are the rows of the layer table', () => {
  const model = modelOf(templateOf('googlenet'), [], counting);
  for (const row of layerTable(model.analysis).rows) {
    if (row.repeat > 1) continue;
    expect(sumAt(model, row.path)).toMatchObject({
      params: row.params,
      operations: row.operations,
      bytes: row.outputBytes,
    });
  }
  expect(model.totals).toMatchObject(layerTable(model.analysis).totals);
});

test('another convention counts the same network anew', () => {
  const model = modelOf(templateOf('course_residual'), [], counting);
  const flops = recount(model, { convention: 'flops', batch: 1 });
  expect(flops.totals.operations).toBe(2 * model.totals.operations);
  expect(flops.analysis).toBe(model.analysis);
});

test('a block by itself has volumes and costs of its own and leaves the design alone', () => {
  const document = templateOf('course_residual');
  const model = modelOf(document, [], counting);
  const alone = modelOf(document, [], counting, 'basicResidual');
  expect(alone.totals).toEqual(model.totals);
  expect(alone.problems).toEqual(model.problems);
  // 28·28·64·3·3·64, twice, by the sample of 28 × 28 × 64 and the default of 64 filters.
  expect(sumAt(alone, 'block:basicResidual').operations).toBe(2 * 28901376);
  expect(shareAt(alone, 'block:basicResidual/conv1')).toBe(0.5);
  const place = alone.drawing.placeAt('block:basicResidual')!;
  expect(alone.analysis.byPath.get(alone.drawing.output(place, 'in')!)?.type?.dims).toEqual(['N', 64, 28, 28]);
});

test('what a design sees is what its last map sees, behind a gate the whole image, not what the last layer without one saw', () => {
  const document = templateOf('course_residual');
  const [input] = document.nodes;
  const after = (id: string, kind: string, from: string, params = {}) => ({ id, kind, params, inputs: { in: [from] } });
  const gated = {
    ...document,
    nodes: [
      input!,
      after('conv', 'conv2d', input!.id, { filters: 16 }),
      after('gate', 'block:squeezeExcitation', 'conv', { channels: 16, reduction: 4 }),
      after('last', 'conv2d', 'gate', { filters: 16 }),
      after('pool', 'globalAveragePool', 'last'),
    ],
  };
  expect(modelOf(gated, [], counting).totals.field).toMatchObject({ node: { path: 'last' }, receptiveField: 'whole' });
  const { nodes } = gated;
  const plain = {
    ...gated,
    nodes: [...nodes.slice(0, 2), after('last', 'conv2d', 'conv', { filters: 16 }), nodes[4]!],
  };
  expect(modelOf(plain, [], counting).totals.field).toMatchObject({
    node: { path: 'last' },
    receptiveField: { size: [5, 5] },
  });
});
