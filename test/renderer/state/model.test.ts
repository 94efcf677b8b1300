import { expect, test } from 'vitest';
import { layerTable } from '../../../engine/analyze/table.ts';
import { modelOf, recount, sumAt } from '../../../renderer/state/model.ts';
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
