import { expect, test } from 'vitest';
import { useOf } from '../../../engine/analyze/analysis.ts';
import { vanishingWeights } from '../../../engine/analyze/memory.ts';
import { layerTable } from '../../../engine/analyze/table.ts';
import { shareOrUse } from '../../../renderer/language/share-or-use.ts';
import { modelOf, recount, shareAt, sumAt, useAt } from '../../../renderer/state/model.ts';
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

test('what inference leaves out says why it has no share, alike on cards and in the table: auxiliary heads, and what leads nowhere', () => {
  const document = templateOf('googlenet');
  const dead = { id: 'loose', kind: 'conv2d', params: { filters: 8 }, inputs: { in: [document.nodes[0]!.id] } };
  const model = modelOf({ ...document, nodes: [...document.nodes, dead] }, [], counting);
  const said = (path: string): string => shareOrUse(useAt(model, path), shareAt(model, path));
  for (const row of layerTable(model.analysis, { runs: false }).rows) {
    expect([row.path, shareOrUse(useOf(row), row.share)]).toEqual([row.path, said(row.path)]);
    expect(row.inference || row.share === 0).toBe(true);
  }
  const { auxiliaryHead, googlenetAuxiliary } = Object.fromEntries(
    layerTable(model.analysis).rows.map(({ kind, path }) => [kind, path]),
  );
  expect([said(auxiliaryHead!), said(googlenetAuxiliary!)]).toEqual(['training only', 'training only']);
  expect([said('loose'), sumAt(model, 'loose').operations > 0]).toEqual(['unused', true]);
  expect(said('inception3a')).toMatch(/^[\d.]+ %$/);
  // A block that is off holds no layer, and nothing of it is unused.
  expect(said('nowhere')).toBe('0.0 %');
});

test('the weights in memory are the parameters of the top bar and those that vanish at inference', () => {
  const { analysis, totals } = modelOf(templateOf('googlenet'), [], counting);
  expect(vanishingWeights(analysis)).toBe(
    2 * (128 * 1024 * 16 + 1024 + 1024 * 1000 + 1000) + (512 + 528) * 128 + 2 * 128,
  );
  expect(totals.memory.weights / 4 - vanishingWeights(analysis)).toBe(totals.params);
  expect(vanishingWeights(modelOf(templateOf('course_residual'), [], counting).analysis)).toBe(0);
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
