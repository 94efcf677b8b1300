import { expect, test } from 'vitest';
import { layerTable } from '../../engine/analyze/table.ts';
import { openDesign } from '../../engine/host/open-design.ts';
import { layerTablePicture } from './layer-table-picture.ts';

/** `npx vitest run test/docs -u` draws it anew. */
test('the picture in the README is what inspect shows', async () => {
  const spec = 'template:course_inception';
  const { analysis, document } = openDesign({ kind: 'template', spec });
  const table = layerTable(analysis);
  const title = 'An Inception module on 28 × 28 × 192';
  expect(document.name).toBe('course_inception');
  const picture = layerTablePicture(title, `layerloom inspect ${spec}`, table);
  await expect(picture).toMatchFileSnapshot('../../assets/readme/layer-table.svg');
});
